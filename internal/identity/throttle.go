package identity

import (
	"context"
	"time"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Brake bounds how often something may be tried in a window of time. It slows
// who tries; it never locks anybody out of another way in.
type Brake struct {
	What   string // never kept: a throttle is known by its keyed MAC
	Window time.Duration
	Most   int
}

// Throttle counts one more try on each brake in turn, so that the count stays
// whatever becomes of the rest. At the first whose most is passed it answers
// TooMany, with when to come back, and counts on no other: what a pause stops is
// not held against the day. One statement is all that a stopped guess costs.
func (s *Service) Throttle(ctx context.Context, brakes ...Brake) error {
	for _, b := range brakes {
		since := s.pool.Now().Truncate(b.Window)
		var n int
		err := s.pool.Look(ctx, func(tx db.Runner) (err error) {
			n, err = countTry(ctx, tx, s.vault.MAC("throttle", b.What), since)
			return err
		})
		if err != nil {
			return err
		}
		if n > b.Most {
			return problem.Often("too-often", since.Add(b.Window).Sub(s.pool.Now()))
		}
	}
	return nil
}

// GiveBack takes back a try that turned out right: brakes count guesses.
func (s *Service) GiveBack(ctx context.Context, brakes ...Brake) error {
	for _, b := range brakes {
		err := s.pool.Look(ctx, func(tx db.Runner) error {
			return uncountTry(ctx, tx, s.vault.MAC("throttle", b.What), tx.Now().Truncate(b.Window))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// guesses are the brakes on guessing something of one person: a few in half an
// hour, a few more in a day.
func guesses(what string) []Brake {
	return []Brake{{what, signInWindow, limit.GuessesAtOnce}, {what + " a day", 24 * time.Hour, limit.GuessesADay}}
}

// FromNetwork is the brake on one network, whomever it tries: what it guesses of
// many people adds up.
func FromNetwork(ctx context.Context, what string) []Brake {
	from := OriginOf(ctx).Network
	if from == "" {
		return nil
	}
	return []Brake{{what + " from " + from, time.Hour, limit.GuessesOfANetwork}}
}

// whence tells apart who tries for an account: a device that has signed in to it
// before has brakes of its own, so that whoever guesses from elsewhere does not
// take its place (ASVS 2.4.1, reliability.md threat 5).
func (s *Service) whence(ctx context.Context, a id.Account) (from string, own bool, err error) {
	d, err := s.deviceOf(ctx, a)
	if err != nil || d.IsZero() {
		return "elsewhere", false, err
	}
	return "device " + d.String(), true, nil
}
