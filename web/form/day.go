package form

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Day reads a date typed in three fields, name-jour, name-mois and name-annee.
// A month may be a word. The day is at 00:00 UTC, like clock.Day.
func (f *Form) Day(name string) time.Time {
	t, ok := f.OptionalDay(name)
	if !ok && f.Wrong(name).Code == "" {
		f.fail(Fault{Field: name, Code: "day-required", Part: "jour"})
	}
	return t
}

// OptionalDay is Day for a date that may stay empty: ok tells whether a real
// date was typed.
func (f *Form) OptionalDay(name string) (day time.Time, ok bool) {
	f.seen(name)
	d, m, y := f.dayPart(name, "jour"), f.dayPart(name, "mois"), f.dayPart(name, "annee")
	if d == "" && m == "" && y == "" {
		return time.Time{}, false
	}
	for _, p := range [...][2]string{{"jour", d}, {"mois", m}, {"annee", y}} {
		if part, typed := p[0], p[1]; typed == "" {
			f.fail(Fault{Field: name, Code: "day-part-" + part, Part: part})
			return time.Time{}, false
		}
	}
	if utf8.RuneCountInString(y) != 4 {
		f.fail(Fault{Field: name, Code: "day-year", Part: "annee"})
		return time.Time{}, false
	}
	year, errY := strconv.Atoi(y)
	day, ok = civil(year, monthNumber(m), number(d))
	if errY != nil || !ok || year < 1850 || year > 2200 {
		f.fail(Fault{Field: name, Code: "not-a-date", Part: "jour"})
		return time.Time{}, false
	}
	return day, true
}

// Past reads a day that is not after today.
func (f *Form) Past(name string, today time.Time) time.Time {
	t := f.Day(name)
	if t.After(today) {
		f.fail(Fault{Field: name, Code: "day-future", Part: "annee"})
	}
	return t
}

func (f *Form) dayPart(name, part string) string {
	return strings.TrimSpace(f.Typed(name + "-" + part))
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) > 2 {
		return 0
	}
	return n
}

var months = []string{"janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"}

// monthNumber reads 3, 03 and « mars » ; 0 is no month.
func monthNumber(s string) int {
	if n := number(s); n > 0 {
		return n
	}
	s = strings.NewReplacer("é", "e", "û", "u", "É", "e", "Û", "u").Replace(strings.ToLower(s))
	for i, stem := range months {
		if strings.HasPrefix(s, stem) {
			return i + 1
		}
	}
	return 0
}
