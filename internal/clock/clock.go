// Package clock is the one source of dates. Everything that depends on time
// takes a Clock, so that tests and trials can move it (CLOCK_OFFSET).
package clock

import (
	"time"
	_ "time/tzdata" // Europe/Paris on machines without a zone database
)

// Clock tells what time it is.
type Clock func() time.Time

// Paris is the time of the law: days end and majority begins at its midnight.
var Paris = func() *time.Location {
	l, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return l
}()

// Shifted is the real clock moved by d.
func Shifted(d time.Duration) Clock {
	return func() time.Time { return time.Now().Add(d) }
}

// Fixed always tells t.
func Fixed(t time.Time) Clock { return func() time.Time { return t } }

// Day is the civil day of t in Paris, at 00:00 UTC: what a `date` column holds.
func Day(t time.Time) time.Time {
	y, m, d := t.In(Paris).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// EndOfDay is the instant at which the days-th civil day after t ends in Paris:
// day 0 ends at the next midnight. A deadline of 42 days from sending is
// EndOfDay(sent, 42); it has passed when the clock is not before it.
func EndOfDay(t time.Time, days int) time.Time {
	y, m, d := t.In(Paris).Date()
	return time.Date(y, m, d+days+1, 0, 0, 0, 0, Paris).UTC()
}

// LastDay is the civil day that ends at deadline, for the words « jusqu'au … ».
func LastDay(deadline time.Time) time.Time { return deadline.Add(-time.Second) }

// Birthday is the instant at which someone born on birth reaches an age in Paris.
func Birthday(birth time.Time, years int) time.Time {
	y, m, d := birth.Date()
	return time.Date(y+years, m, d, 0, 0, 0, 0, Paris).UTC()
}

// Majority is the instant at which someone born on birth turns 18 in Paris. A
// person born on 29 February turns 18 on 1 March of a common year.
func Majority(birth time.Time) time.Time { return Birthday(birth, 18) }
