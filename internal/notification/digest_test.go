package notification_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/notification"
)

// hides is what a minor keeps secret in a test.
func hides(doc id.Document, minor id.Account) func(context.Context, *gate.Tx, id.Patient) ([]string, id.Account, error) {
	return func(context.Context, *gate.Tx, id.Patient) ([]string, id.Account, error) {
		return []string{doc.String()}, minor, nil
	}
}

// waits has something wait for a person.
func (p *place) waits(who id.Patient, r notification.Rhythm, ways ...notification.Channel) {
	p.t.Helper()
	p.must(jobs.Batch(p.t.Context(), p.Pool, func(tx *db.Tx) error {
		return notification.Wait(p.t.Context(), tx, who, id.NewAt[id.Notice](tx.Now()), ways, r)
	}))
}

func (p *place) gathers() int {
	p.t.Helper()
	n, err := notification.Gather(p.t.Context(), p.Pool)
	p.must(err)
	return n
}

// digests counts messages made, and their lines.
func (p *place) digests() (notices, lines int) {
	p.t.Helper()
	p.must(dbtest.AsSuperuser(p.t, p.Pool).QueryRow(p.t.Context(), `SELECT (SELECT count(*) FROM notices WHERE kind = 'M30'),
		(SELECT count(*) FROM access_log WHERE act = 'notice.digest')`).Scan(&notices, &lines))
	return notices, lines
}

// Issue 7.12: one message for what came since, on the channels of any of it, at
// its hour and once, whatever number of sweeps, also at the same time.
func TestADigestIsToldOnce(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.Set(time.Date(2027, 3, 9, 17, 0, 0, 0, time.UTC)) // a Tuesday evening
	her, other := p.Patient(t, access.Activated), p.Patient(t, access.Activated)
	closed := p.Patient(t, access.ClosedArchived)
	for range 3 {
		p.waits(her.Patient, notification.Daily, notification.Email)
	}
	p.waits(her.Patient, notification.Daily, notification.SMS)
	p.waits(other.Patient, notification.Weekly, notification.Email)
	p.waits(closed.Patient, notification.Daily, notification.Email)
	if n := p.gathers(); n != 0 {
		t.Fatalf("%d told before their hour", n)
	}
	p.Set(time.Date(2027, 3, 10, 7, 0, 0, 0, time.UTC)) // 8:00 in Paris
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 4 {
		wg.Go(func() {
			n, err := notification.Gather(t.Context(), p.Pool)
			mu.Lock()
			defer mu.Unlock()
			if done += n; err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if notices, lines := p.digests(); done != 1 || notices != 1 || lines != 1 || p.gathers() != 0 {
		t.Errorf("%d told, %d notices, %d lines", done, notices, lines)
	}
	var digest id.Notice
	p.must(dbtest.AsSuperuser(t, p.Pool).QueryRow(t.Context(), `SELECT id FROM notices WHERE kind = 'M30' AND patient_id = $1`, her.Patient).Scan(&digest))
	p.must(jobs.Batch(t.Context(), p.Pool, func(tx *db.Tx) error {
		count, on, err := notification.Gathered(t.Context(), tx, notification.Due{Patient: her.Patient, Notice: digest})
		if count != 4 || on != (notification.Choice{Email: true, SMS: true}) {
			t.Errorf("it tells of %d things, on %+v", count, on)
		}
		return err
	}))
	p.waits(her.Patient, notification.Daily, notification.Email)
	p.Set(time.Date(2027, 3, 15, 7, 0, 0, 0, time.UTC)) // Monday
	if n := p.gathers(); n != 2 {
		t.Errorf("%d told on Monday: the day's and the week's", n)
	}
}

// A sweep that is cut short has told nothing: the next one tells it, once.
func TestADigestThatIsCutShortIsToldByTheNextSweep(t *testing.T) {
	t.Parallel()
	p := open(t)
	her := p.Patient(t, access.Activated)
	p.waits(her.Patient, notification.Daily, notification.Email)
	p.Wait(25 * time.Hour)
	killed := errors.New("killed")
	err := notification.GatherThen(t.Context(), p.Pool, func() error { return killed })
	if notices, lines := p.digests(); !errors.Is(err, killed) || notices != 0 || lines != 0 {
		t.Fatalf("cut short: %v, %d notices, %d lines", err, notices, lines)
	}
	if n, again := p.gathers(), p.gathers(); n != 1 || again != 0 {
		t.Errorf("then %d and %d", n, again)
	}
}

// Who wants to hear at once again hears at once of what waited.
func TestWhatWaitedIsToldWhenThePersonWantsItAtOnce(t *testing.T) {
	t.Parallel()
	p := open(t)
	her := p.Patient(t, access.Activated)
	p.must(p.notices.Set(t.Context(), her.Actor, notification.Wishes{Rhythm: notification.Weekly}))
	p.waits(her.Patient, notification.Weekly, notification.Email)
	p.must(p.notices.Set(t.Context(), her.Actor, notification.Wishes{Rhythm: notification.AtOnce}))
	p.Wait(time.Second)
	if n := p.gathers(); n != 1 {
		t.Errorf("%d told", n)
	}
}
