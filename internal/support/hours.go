package support

import (
	"fmt"
	"time"

	"espacesante/internal/clock"
)

// Hours are when a call may be an opposition (#131: Monday to Friday, 8:30 to
// 17:30, in Paris).
type Hours struct {
	First, Last time.Weekday // both open
	From, To    time.Duration
}

// ParseHours reads « 1-5 08:30-17:30 »: days as ISO counts them, Monday first.
func ParseHours(s string) (Hours, error) {
	var first, last, fromH, fromM, toH, toM int
	n, err := fmt.Sscanf(s, "%d-%d %d:%d-%d:%d", &first, &last, &fromH, &fromM, &toH, &toM)
	if err != nil || n != 6 || first < 1 || last > 7 || first > last || max(fromM, toM) > 59 || min(fromH, fromM, toH, toM) < 0 {
		return Hours{}, fmt.Errorf("want days and hours as 1-5 08:30-17:30, not %q", s)
	}
	h := Hours{time.Weekday(first), time.Weekday(last), time.Duration(fromH*60+fromM) * time.Minute, time.Duration(toH*60+toM) * time.Minute}
	if h.From >= h.To || h.To > 24*time.Hour {
		return Hours{}, fmt.Errorf("%q ends before it begins", s)
	}
	return h, nil
}

// Open reports whether calls are taken at an instant; in that of closing they
// are still.
func (h Hours) Open(at time.Time) bool {
	local := at.In(clock.Paris)
	since := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second
	return h.works(local.Weekday()) && since >= h.From && since <= h.To
}

// Next is when calls are taken again, from an instant at which they are not.
func (h Hours) Next(at time.Time) time.Time {
	local := at.In(clock.Paris)
	for day := range 8 {
		y, m, d := local.AddDate(0, 0, day).Date()
		opens := time.Date(y, m, d, int(h.From/time.Hour), int(h.From%time.Hour/time.Minute), 0, 0, clock.Paris)
		if h.works(opens.Weekday()) && opens.After(at) {
			return opens
		}
	}
	return at
}

func (h Hours) works(day time.Weekday) bool {
	if day == time.Sunday {
		day = 7
	}
	return day >= h.First && day <= h.Last
}

// PhoneOpen reports whether an opposition may be taken by phone now, and when it
// may be again.
func (s *Service) PhoneOpen() (open bool, next time.Time) {
	now := s.pool.Now()
	if s.hours.Open(now) {
		return true, now
	}
	return false, s.hours.Next(now)
}

// UnmarshalText reads ParseHours' form, for the configuration.
func (h *Hours) UnmarshalText(b []byte) (err error) {
	*h, err = ParseHours(string(b))
	return err
}
