package health

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/profile"
)

// PAT-07, issue 7 point 8: the two figures of blood pressure are one measure:
// one chart, one table, one sentence; each indicator of blood sugar has its own.
func TestBothFiguresOfBloodPressureAreOneChart(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2027, 5, n, 8, 0, 0, 0, time.UTC) }
	d, _ := profile.Define(profile.Pressure)
	all := charts(d, []profile.Point{{Measure: profile.Pressure, Value: 134, Second: 84, On: day(9)}, {Measure: profile.Pressure, Value: 128, Second: 82, On: day(2)}}, time.Time{})
	if len(all) != 1 {
		t.Fatalf("%d charts", len(all))
	}
	c := all[0]
	if len(c.Second) != 2 || c.Points[0].Text != "128" || c.Second[0].Text != "82" || c.Names[0] == c.Names[1] || c.Names[1] == "" {
		t.Errorf("%+v", c)
	}
	if !strings.Contains(c.Says, "de 128/82") || !strings.Contains(c.Says, "à 134/84") {
		t.Error(c.Says)
	}
	sugar, _ := profile.Define(profile.Glucose)
	all = charts(sugar, []profile.Point{{Measure: profile.Glucose, Indicator: "hba1c", Value: 6.5, On: day(9)}, {Measure: profile.Glucose, Indicator: "hba1c", Value: 6.8, On: day(2)},
		{Measure: profile.Glucose, Indicator: "blood", Value: 98, On: day(2)}, {Measure: profile.Glucose, Indicator: "blood", Value: 102, On: day(3)}}, time.Time{})
	if len(all) != 2 || len(all[0].Second) != 0 || all[0].Title == all[1].Title {
		t.Errorf("%+v", all)
	}
}
