package patient

import "slices"

// pastDay is the lines of one day, as the page says them.
type pastDay struct {
	Day   string
	Turns []visitor
}

// visitor is what one person did in a row, for one reason, on one day.
type visitor struct {
	told
	Hours string // « 8 h 52 », « 8 h 52 à 9 h 10 »
	Deeds []told // the newest first
}

// deedsShown are how many acts of a row are read at once; the others are a
// press away, so that a day is read on a phone.
const deedsShown = 3

// split gives the acts read at once, then those behind a press: never one alone,
// and what says the same as another after what differs.
func (t visitor) split() (first, rest []told) {
	if len(t.Deeds) <= deedsShown+1 && !t.repeats() {
		return t.Deeds, nil
	}
	said := map[string]bool{}
	for _, d := range t.Deeds {
		if said[d.What] || len(first) == deedsShown {
			rest = append(rest, d)
			continue
		}
		said[d.What] = true
		first = append(first, d)
	}
	if len(rest) == 1 {
		return t.Deeds, nil
	}
	return first, rest
}

// repeats reports whether two acts read the same.
func (t visitor) repeats() bool {
	for i, d := range t.Deeds {
		if slices.ContainsFunc(t.Deeds[:i], func(before told) bool { return before.What == d.What }) {
			return true
		}
	}
	return false
}

func (t visitor) first() []told {
	first, _ := t.split()
	return first
}

func (t visitor) rest() []told {
	_, rest := t.split()
	return rest
}

// byDay groups lines by day, then by who acted and why.
func byDay(lines []told) (days []pastDay) {
	for _, l := range lines {
		if n := len(days); n == 0 || days[n-1].Day != l.Day {
			days = append(days, pastDay{Day: l.Day})
		}
		day := &days[len(days)-1]
		if n := len(day.Turns); n > 0 && day.Turns[n-1].goesOn(l) {
			t := &day.Turns[n-1]
			t.Deeds = append(t.Deeds, l)
			if l.Hour != t.Hour {
				t.Hours = l.Hour + " à " + t.Hour
			}
			continue
		}
		day.Turns = append(day.Turns, visitor{told: l, Hours: l.Hour, Deeds: []told{l}})
	}
	return days
}

// goesOn reports whether a line is of the same person for the same reason.
func (t visitor) goesOn(l told) bool {
	return t.Who == l.Who && t.Place == l.Place && t.Why == l.Why && t.Alert == l.Alert && (t.Report == "") == (l.Report == "")
}
