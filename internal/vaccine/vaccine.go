// Package vaccine is the French calendar of vaccinations as data: what is done,
// to be done and to come at an age. It is pure: no person, no clock.
package vaccine

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Edition is the version of the calendar that the table holds: tables/README.md
// says what it was written down from.
const Edition = "2025"

// Against is what a dose protects against. Its value is that of the tables.
type Against string

// What the rest of the program names.
const (
	Covid Against = "covid"
	Flu   Against = "flu"
)

// way is how a row of the calendar is met.
type way string

const (
	series  way = "series"  // the n-th dose ever
	booster way = "booster" // a dose since an age
	season  way = "season"  // a dose since the last 1 September
)

// rule is one row of the calendar; ages in completed months.
type rule struct {
	against           Against
	dose              int
	way               way
	from, late, until int
	since             int
	born, mandatory   time.Time
}

// Dose is one that was given.
type Dose struct {
	ATC string
	On  time.Time
}

// State is how far one row of the calendar is, at an age.
type State string

// The states. Late is no alarm: the page says « à faire » of both (ux.md PAT-08).
const (
	Done   State = "done"
	Due    State = "due"
	Late   State = "late"
	Coming State = "coming"
)

// Step is one row of the calendar for one person.
type Step struct {
	Against   Against
	Dose      int
	State     State
	Mandatory bool
	Yearly    bool
	Once      bool      // at an age, whatever was given before
	On        time.Time // when it was given, if Done
	From      time.Time // from when it is due
}

//go:embed tables/schedule.csv
var scheduleTable string

//go:embed tables/protects.csv
var protectsTable string

var rules, protects = readRules(), readProtects()

// Protects tells against what an ATC class of vaccines protects: J07CA02 is
// against diphtheria, tetanus, poliomyelitis and pertussis. A shorter class
// tells what all below it have in common.
func Protects(atc string) (all []Against) {
	for _, p := range protects {
		if atc != "" && strings.HasPrefix(atc, p.atc) {
			all = append(all, p.against...)
		}
	}
	return all
}

// Months is an age in completed months.
func Months(birth, on time.Time) int {
	m := (on.Year()-birth.Year())*12 + int(on.Month()) - int(birth.Month())
	if on.Day() < birth.Day() {
		m--
	}
	return m
}

// soon is how far ahead a dose is announced, in months.
const soon = 24

// At is the calendar of somebody on a day, with what was given: rows done, due
// and late, and of each disease the next to come.
func At(birth, today time.Time, given []Dose) (steps []Step) {
	coming := map[Against]bool{}
	for _, r := range rules {
		s, there := r.at(birth, today, given)
		if there && s.State == Coming {
			there = !coming[r.against]
			coming[r.against] = true
		}
		if there {
			steps = append(steps, s)
		}
	}
	return steps
}

// at is one row on a day; absent when it is not asked of that person, any more.
func (r rule) at(birth, today time.Time, given []Dose) (Step, bool) {
	s := Step{Against: r.against, Dose: r.dose, Yearly: r.way == season, Once: r.way == booster, From: birth.AddDate(0, r.from, 0),
		Mandatory: !r.mandatory.IsZero() && !birth.Before(r.mandatory)}
	if birth.Before(r.born) {
		return s, false
	}
	if on, done := r.met(birth, today, given); done {
		s.State, s.On = Done, on
		return s, true
	}
	age := Months(birth, today)
	switch {
	case age > r.until, r.way == season && !inSeason(today):
		return s, false
	case age < r.from-soon:
		return s, false
	case age < r.from:
		s.State = Coming
	case r.late > 0 && age >= r.late:
		s.State = Late
	default:
		s.State = Due
	}
	return s, true
}

// met is the dose that meets a row.
func (r rule) met(birth, today time.Time, given []Dose) (time.Time, bool) {
	days := against(r.against, given)
	switch r.way {
	case series:
		if len(days) >= r.dose {
			return days[r.dose-1], true
		}
	case booster:
		for _, d := range days {
			if age := Months(birth, d); age >= r.since && age <= r.until {
				return d, true
			}
		}
	case season:
		if n := len(days); n > 0 && !days[n-1].Before(lastSeptember(today)) {
			return days[n-1], true
		}
	}
	return time.Time{}, false
}

// against are the days of the doses against something, in order; two of a day
// are one.
func against(a Against, given []Dose) (days []time.Time) {
	for _, d := range given {
		if slices.Contains(Protects(d.ATC), a) {
			days = append(days, d.On)
		}
	}
	slices.SortFunc(days, time.Time.Compare)
	return slices.CompactFunc(days, time.Time.Equal)
}

// inSeason is October to February, when a dose each autumn is offered.
func inSeason(day time.Time) bool { return day.Month() >= time.October || day.Month() <= time.February }

func lastSeptember(day time.Time) time.Time {
	year := day.Year()
	if day.Month() < time.September {
		year--
	}
	return time.Date(year, time.September, 1, 0, 0, 0, 0, time.UTC)
}

// Compulsory are the steps to show at a school or a camp: those that are
// mandatory for who is born that day (R.3111-8), whatever their state but to come.
func Compulsory(birth, today time.Time, given []Dose) (steps []Step) {
	for _, s := range At(birth, today, given) {
		if s.Mandatory && s.State != Coming {
			steps = append(steps, s)
		}
	}
	return steps
}

type protection struct {
	atc     string
	against []Against
}

func readProtects() (all []protection) {
	for _, r := range table(protectsTable, "atc,against") {
		p := protection{atc: r[0]}
		for _, a := range strings.Split(r[1], "|") {
			p.against = append(p.against, Against(a))
		}
		all = append(all, p)
	}
	return all
}

func readRules() (all []rule) {
	for _, r := range table(scheduleTable, "against,dose,way,from,late,until,since,born,mandatory") {
		all = append(all, rule{against: Against(r[0]), dose: number(r[1]), way: way(r[2]), from: number(r[3]), late: number(r[4]),
			until: number(r[5]), since: number(r[6]), born: day(r[7]), mandatory: day(r[8])})
	}
	return all
}

// table reads an embedded table. One that does not read is a fault of the build.
func table(text, head string) [][]string {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 2 || strings.Join(rows[0], ",") != head {
		panic(fmt.Sprintf("vaccine: not a table of %s: %v", head, err))
	}
	return rows[1:]
}

func number(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("vaccine: " + s)
	}
	return n
}

func day(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic("vaccine: " + s)
	}
	return t
}
