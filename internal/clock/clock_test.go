package clock

import (
	"testing"
	"time"
)

// R.1111-28: six weeks from sending, to the end of the 42nd day in Paris,
// whatever the season does to the length of a day.
func TestTheFortySecondDayEndsAtMidnightInParis(t *testing.T) {
	for _, c := range []struct{ sent, end string }{
		{"2026-11-22T09:00:00+01:00", "2027-01-04T00:00:00+01:00"},
		{"2026-11-22T23:59:59+01:00", "2027-01-04T00:00:00+01:00"},
		{"2026-11-22T23:30:00Z", "2027-01-05T00:00:00+01:00"},      // already the 23rd in Paris
		{"2027-02-20T12:00:00+01:00", "2027-04-04T00:00:00+02:00"}, // summer time begins on 28 March
		{"2027-10-01T12:00:00+02:00", "2027-11-13T00:00:00+01:00"}, // and ends on 31 October
	} {
		sent, _ := time.Parse(time.RFC3339, c.sent)
		end, _ := time.Parse(time.RFC3339, c.end)
		if got := EndOfDay(sent, 42); !got.Equal(end) {
			t.Errorf("sent %s: ends %s, want %s", c.sent, got.In(Paris), c.end)
		}
	}
}

func TestMajorityBeginsAtMidnightInParis(t *testing.T) {
	birth := time.Date(2008, 2, 29, 0, 0, 0, 0, time.UTC)
	want := time.Date(2026, 3, 1, 0, 0, 0, 0, Paris)
	if got := Majority(birth); !got.Equal(want) {
		t.Errorf("got %s, want %s", got.In(Paris), want)
	}
}

func TestTheDayOfAnInstantIsTheDayInParis(t *testing.T) {
	at := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	if got := Day(at); got.Day() != 23 {
		t.Errorf("got %s", got)
	}
}
