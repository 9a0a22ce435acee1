package notification

import (
	"time"

	"espacesante/internal/clock"
)

// Rhythm is when a person hears of what may wait. Its value is written: never
// rename.
type Rhythm string

// The rhythms.
const (
	AtOnce Rhythm = "now"
	Daily  Rhythm = "daily"
	Weekly Rhythm = "weekly"
)

// digestHour is when digests leave, in Paris; a week's on Monday.
const digestHour = 8

// Next is when what comes at an instant is told: the next 8:00 in Paris, of a
// Monday when it is told by the week.
func (r Rhythm) Next(at time.Time) time.Time {
	if r != Daily && r != Weekly {
		return at
	}
	y, m, d := at.In(clock.Paris).Date()
	for {
		due := time.Date(y, m, d, digestHour, 0, 0, 0, clock.Paris)
		if due.After(at) && (r == Daily || due.Weekday() == time.Monday) {
			return due.UTC()
		}
		d++
	}
}

// Wishes is how a person wants to be told.
type Wishes struct {
	Channels map[Event]Choice // of the events of which she said something
	Rhythm   Rhythm
}
