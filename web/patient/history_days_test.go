package patient

import "testing"

// PAT-12: the history is read day by day; what one person did in a row for one
// reason is one row, an emergency and a refusal stand apart, nothing is lost.
func TestTheHistoryIsReadDayByDay(t *testing.T) {
	line := func(day, hour, who, why string, alert bool) told {
		return told{Day: day, Hour: hour, Who: who, Why: why, Alert: alert, Proof: day + hour + who}
	}
	lines := []told{line("mardi", "9 h 10", "Dr Roux", "soins", false), line("mardi", "9 h 05", "Dr Roux", "soins", false), line("mardi", "9 h 00", "Dr Roux", "urgence", true),
		line("mardi", "8 h 00", "Vous", "votre action", false), line("lundi", "8 h 00", "Vous", "votre action", false)}
	days := byDay(lines)
	if len(days) != 2 || len(days[0].Turns) != 3 || len(days[1].Turns) != 1 {
		t.Fatalf("%+v", days)
	}
	if first := days[0].Turns[0]; first.Hours != "9 h 05 à 9 h 10" || len(first.Deeds) != 2 {
		t.Errorf("%s, %d deeds", first.Hours, len(first.Deeds))
	}
	all := 0
	for _, d := range days {
		for _, visitor := range d.Turns {
			all += len(visitor.first()) + len(visitor.rest())
		}
	}
	if all != len(lines) {
		t.Errorf("%d lines of %d are read", all, len(lines))
	}
}

// One act alone is never behind a press: its own words are as short.
func TestNothingAloneIsFolded(t *testing.T) {
	for n := range 12 {
		some := visitor{Deeds: make([]told, n)}
		if len(some.first())+len(some.rest()) != n || len(some.rest()) == 1 {
			t.Errorf("of %d: %d read, %d behind a press", n, len(some.first()), len(some.rest()))
		}
	}
}
