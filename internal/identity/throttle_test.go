package identity

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// storm sends guesses from a thousand networks over a day, a few at once, and
// waits for the last.
func (d *door) storm(t *testing.T, guess func(ctx context.Context, n int) error) {
	t.Helper()
	guesses := 100_000
	if testing.Short() {
		guesses = 4_000
	}
	began := d.pool.Now()
	var all sync.WaitGroup
	turn := make(chan struct{}, 4)
	for n := range guesses {
		d.set(began.Add(time.Duration(n) * 24 * time.Hour / time.Duration(guesses)))
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			ctx := WithOrigin(t.Context(), Origin{Network: fmt.Sprintf("198.%d.%d.0/24", 18+n%1000/256, n%256)})
			if err := guess(ctx, n); problem.KindOf(err) == problem.Fault {
				t.Errorf("%d: %v", n, err)
			}
		})
	}
	all.Wait()
}

// T21, ASVS 6.3.1: of 100,000 guesses in a day from 1,000 networks, no more reach
// the judge of a password than the day's few for each identifier known. The
// person still comes in: from a device of theirs by the identifier attacked, and
// from anywhere by another one.
func TestAStormOfGuessesStopsAtTheDoor(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, record := d.patient(t, parentINS, "paul@example.org")
	_, own, err := d.Arrive(at(t, "192.0.2.0/24", ""), by)
	fatal(t, err)
	d.set(doorsOpen.Truncate(24 * time.Hour))
	before := d.passwords.compared.Load()
	d.storm(t, func(ctx context.Context, n int) error {
		_, err := d.SignIn(ctx, "patient", "paul@example.org", fmt.Sprintf("guess number %d", n))
		return err
	})
	judged := d.passwords.compared.Load() - before
	t.Logf("%d guesses were judged", judged)
	if judged > limit.GuessesADay || judged < limit.GuessesADay/2 {
		t.Errorf("%d guesses reached the judge, want %d at most", judged, limit.GuessesADay)
	}
	if _, err := d.SignIn(at(t, "192.0.2.0/24", ""), "patient", "paul@example.org", ownPassword); problem.KindOf(err) != problem.TooMany {
		t.Errorf("a new device is not asked to wait: %v", err)
	}
	if _, err := d.SignIn(at(t, "198.18.1.0/24", own), "patient", "paul@example.org", ownPassword); err != nil {
		t.Errorf("from a device of theirs: %v", err)
	}
	if _, err := d.SignIn(at(t, "192.0.2.0/24", ""), "patient", record, ownPassword); err != nil {
		t.Errorf("by the number of their letters: %v", err)
	}
}

// ASVS 6.6.3: whoever has the password and guesses the second factor gets a few
// tries a day of each, and the holder's own device keeps its own.
func TestASecondFactorCannotBeGuessed(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	_, own, err := d.Arrive(at(t, "192.0.2.0/24", ""), by)
	fatal(t, err)
	codes, err := d.MakePaperCodes(t.Context(), by)
	fatal(t, err)
	d.set(doorsOpen.Truncate(24 * time.Hour))
	half := Challenge{Account: by.Account, Kind: "patient", Factor: ByTOTP, Others: []Factor{ByPaper}}
	for name, confirm := range map[string]func(ctx context.Context, c Challenge, n int) error{
		"six digits": func(ctx context.Context, c Challenge, n int) error {
			_, err := d.Confirm(ctx, c, fmt.Sprintf("%06d", n))
			return err
		},
		"paper": func(ctx context.Context, c Challenge, n int) error {
			_, err := d.ConfirmPaper(ctx, c, fmt.Sprintf("AAAA%04d", n))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			d.set(doorsOpen.Truncate(24 * time.Hour))
			var mu sync.Mutex
			judged := 0
			d.storm(t, func(ctx context.Context, n int) error {
				c := half
				c.At = d.pool.Now()
				err := confirm(ctx, c, n)
				if problem.KindOf(err) == problem.Invalid {
					mu.Lock()
					judged++
					mu.Unlock()
				}
				return err
			})
			t.Logf("%d guesses were judged", judged)
			if judged > limit.GuessesADay || judged < limit.GuessesADay/2 {
				t.Errorf("%d guesses reached the judge, want %d at most", judged, limit.GuessesADay)
			}
		})
	}
	half.At = d.pool.Now()
	if _, err := d.ConfirmPaper(at(t, "198.18.1.0/24", own), half, codes[0]); err != nil {
		t.Errorf("the holder's own device waits too: %v", err)
	}
}

// One network that tries many people is slowed, whomever it tries, and nobody
// else is.
func TestOneNetworkIsSlowedWhomeverItTries(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.patient(t, parentINS, "paul@example.org")
	spray := at(t, "198.51.100.0/24", "")
	var err error
	fatal(t, d.Throttle(spray, FromNetwork(spray, "sign-in")...))
	_, err = d.super.Exec(t.Context(), `UPDATE throttles SET count = $1`, limit.GuessesOfANetwork)
	fatal(t, err)
	if _, err := d.SignIn(spray, "patient", "paul@example.org", ownPassword); problem.KindOf(err) != problem.TooMany {
		t.Errorf("not slowed: %v", err)
	}
	if _, err := d.SignIn(at(t, "192.0.2.0/24", ""), "patient", "paul@example.org", ownPassword); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	d.wait(time.Hour)
	if _, err := d.SignIn(spray, "patient", "paul@example.org", ownPassword); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

// Who comes in counts for nothing: brakes count guesses.
func TestComingInCountsForNothing(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	key, err := NewAuthenticator("Essai", "paul")
	fatal(t, err)
	fatal(t, d.Furnish(t.Context(), by.Account, d.hashOf(t, by.Account), key.Secret))
	for n := range 2 * limit.GuessesAtOnce {
		if _, err := d.SignIn(at(t, "192.0.2.0/24", ""), "patient", "paul@example.org", ownPassword); err != nil {
			t.Fatalf("%d: %v", n, err)
		}
	}
	if n := count(t, d.pool, `SELECT sum(count) FROM throttles`); n != 0 {
		t.Errorf("%d tries are held against them", n)
	}
}

// #127, T22: a number that somebody else asks about from elsewhere can still be
// asked about from home, and codes of a reset are not guessed.
func TestNobodyStopsAResetFromAfar(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.patient(t, parentINS, "paul@example.org")
	n, err := ParseNIR(parentINS)
	fatal(t, err)
	birth := time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)
	for range resetAsks {
		if _, err := d.AskReset(at(t, "198.51.100.0/24", ""), n, birth); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.AskReset(at(t, "198.51.100.0/24", ""), n, birth); problem.KindOf(err) != problem.TooMany {
		t.Errorf("asks for ever: %v", err)
	}
	if _, err := d.AskReset(at(t, "192.0.2.0/24", ""), n, birth); err != nil {
		t.Errorf("from home: %v", err)
	}
}
