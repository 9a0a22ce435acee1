package ui

import "testing"

// issue 7 point 8: a figure stands where its day does: a curve that puts a week
// and a year as far apart shows a growth that never was.
func TestAFigureStandsWhereItsDayDoes(t *testing.T) {
	c := Chart{Points: []Point{{At: 10}, {At: 11}, {At: 20}, {At: 110}}}
	for i, want := range []float64{0, 0.01, 0.1, 1} {
		if got := c.along(i); got != want {
			t.Errorf("point %d stands at %v, want %v", i, got, want)
		}
	}
	if got := c.written(); len(got) != 2 {
		t.Errorf("days are written at %v: they run into one another", got)
	}
	even := Chart{Points: make([]Point, 5)}
	if even.along(1) != 0.25 || len(even.written()) != 3 || (Chart{Points: make([]Point, 1)}).along(0) != 0.5 {
		t.Error("without days, one stands after the other")
	}
}
