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

// Throttle counts one more try on each brake, in a transaction of its own, so
// that the count stays whatever becomes of the rest. Past the most of one of
// them it answers TooMany, with when to come back. The one statement is all
// that a guess costs once it is stopped.
func (s *Service) Throttle(ctx context.Context, brakes ...Brake) error {
	now := s.pool.Now()
	keys, since := make([][]byte, len(brakes)), make([]time.Time, len(brakes))
	for i, b := range brakes {
		keys[i], since[i] = s.vault.MAC("throttle", b.What), now.Truncate(b.Window)
	}
	var counts []throttleRow
	err := s.pool.Look(ctx, func(tx db.Runner) (err error) {
		counts, err = countTries(ctx, tx, keys, since)
		return err
	})
	if err != nil {
		return err
	}
	var wait time.Duration
	for i, b := range brakes {
		for _, c := range counts {
			if string(c.Key) == string(keys[i]) && c.Since.Equal(since[i]) && c.Count > b.Most {
				wait = max(wait, since[i].Add(b.Window).Sub(now))
			}
		}
	}
	if wait > 0 {
		return problem.Often("too-often", wait)
	}
	return nil
}

// GiveBack takes back a try that turned out right: brakes count guesses.
func (s *Service) GiveBack(ctx context.Context, brakes ...Brake) error {
	now := s.pool.Now()
	keys, since := make([][]byte, len(brakes)), make([]time.Time, len(brakes))
	for i, b := range brakes {
		keys[i], since[i] = s.vault.MAC("throttle", b.What), now.Truncate(b.Window)
	}
	return s.pool.Look(ctx, func(tx db.Runner) error { return uncountTries(ctx, tx, keys, since) })
}

// guesses are the brakes on guessing something of one person: a few in half an
// hour, a few more in a day.
func guesses(what string) []Brake {
	return []Brake{{what, signInWindow, limit.GuessesAtOnce}, {what + " a day", 24 * time.Hour, limit.GuessesADay}}
}

// fromNetwork is the brake on one network, whomever it tries: what it guesses of
// many people adds up.
func fromNetwork(ctx context.Context, what string) []Brake {
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
