package enrolment

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/identity"
)

// rounds is how many times a race is run.
func rounds(short, long int) int {
	if testing.Short() {
		return short
	}
	return long
}

// #126, invariant 16, T20: a code gives at most one success under 16 submissions at
// once, whatever each of them does with it.
func TestACodeGivesOneSuccessUnderSixteenSubmissions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range rounds(12, 300) {
		p := w.invited(t, nil)
		proof := w.proof(t, p)
		var done, faults atomic.Int32
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				c, err := w.Prove(ctx(t), proof)
				if err == nil && i%4 == 3 {
					_, err = w.Oppose(ctx(t), c)
				} else if err == nil {
					_, err = w.Activate(ctx(t), activation(c))
				}
				switch {
				case err == nil:
					done.Add(1)
				case !refused(err):
					faults.Add(1)
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := done.Load(); n != 1 {
			t.Fatalf("%d successes of one code", n)
		}
		s := w.stateOf(t, p)
		accounts := w.count(t, `SELECT count(*) FROM accounts WHERE patient_id = $1 AND active`, p.patient)
		if s == access.Activated && accounts != 1 || s == access.Opposed && accounts != 0 || s != access.Activated && s != access.Opposed {
			t.Fatalf("half done: %s, %d accounts", s, accounts)
		}
		if n := w.count(t, `SELECT count(*) FROM access_log WHERE patient_id = $1 AND act IN ('space.activate', 'space.oppose') AND reason = ''`, p.patient); n != 1 {
			t.Fatalf("%d lines tell of it", n)
		}
		if n := w.count(t, `SELECT count(*) FROM notices WHERE patient_id = $1`, p.patient); n != 1 {
			t.Fatalf("%d notices of it", n)
		}
		// Replayed later, it opens nothing (6.5.1).
		if _, err := w.Prove(ctx(t), proof); !codeIs(err, NotProven) {
			t.Fatalf("replayed: %v", err)
		}
	}
}

// at is the same service over the same database, by another clock.
func (w *world) at(t testing.TB, now time.Time) *Service {
	t.Helper()
	pool, err := db.Open(ctx(t), dbtest.AppURL(w.pool), func() time.Time { return now })
	check(t, err)
	t.Cleanup(pool.Close)
	g := gate.New(pool, w.vault)
	return New(pool, w.vault, g, identity.New(pool, w.vault, g)).Quick()
}

// Invariants 19 and 21: activation, opposition and the timer at the same
// instant, on clocks a microsecond apart. One wins; an opposition with a receipt
// is never opened over, and without a receipt there is none.
func TestActivationOppositionAndTheTimerCross(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	last := endOf42(start)
	inTime, timer := w.at(t, last), w.at(t, last.Add(time.Microsecond))
	won := map[access.State]int{}
	for range rounds(15, 300) {
		w.set(start)
		p := w.invited(t, nil)
		c := w.claim(t, p)
		w.set(last)
		var activated, opposed, opened bool
		var all sync.WaitGroup
		begin := make(chan struct{})
		all.Go(func() {
			<-begin
			_, err := inTime.Activate(ctx(t), activation(c))
			activated = err == nil
			answers(t, err)
		})
		all.Go(func() { <-begin; _, err := inTime.Oppose(ctx(t), c); opposed = err == nil; answers(t, err) })
		all.Go(func() { <-begin; s, err := timer.Sweep(ctx(t), nil); opened = s.Opened == 1; answers(t, err) })
		close(begin)
		all.Wait()
		s := w.stateOf(t, p)
		switch { // activation may still follow the timer (#7), and no other
		case activated && !opposed && s == access.Activated,
			opposed && !activated && !opened && s == access.Opposed,
			opened && !activated && !opposed && s == access.AutoCreated:
			won[s]++
		default:
			t.Fatalf("activated %t, opposed %t, opened %t: %s", activated, opposed, opened, s)
		}
		receipts := w.count(t, `SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = 'space.oppose' AND reason = '' AND target <> ''`, p.patient)
		if (receipts == 1) != opposed {
			t.Fatalf("opposed %t with %d receipts", opposed, receipts)
		}
	}
	t.Log(won)
}

func answers(t *testing.T, err error) {
	if err != nil && !refused(err) {
		t.Error(err)
	}
}

// Invariant 21: an opposition under way when the timer comes wins, whatever the
// timer's clock says.
func TestAnOppositionUnderWayBeatsTheTimer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, silent := w.invited(t, nil), w.invited(t, nil)
	c := w.claim(t, p)
	last := endOf42(start)
	w.set(last)
	timer := w.at(t, last.Add(time.Hour))
	req := gate.Request{By: asPatient(p.patient), Act: access.OpposeSpace, Patient: p.patient}
	check(t, w.gate.Pass(ctx(t), req, func(tx *gate.Tx) error {
		if err := takeCode(ctx(t), tx, c); err != nil {
			return err
		}
		if _, err := w.move(ctx(t), tx, Opposed, ""); err != nil {
			return err
		}
		s, err := timer.Sweep(ctx(t), nil) // does not wait for it, does not open over it
		if s.Opened != 1 {
			t.Errorf("the timer opened %d, want the silent one", s.Opened)
		}
		return err
	}))
	if w.stateOf(t, p) != access.Opposed || w.stateOf(t, silent) != access.AutoCreated {
		t.Errorf("%s, %s", w.stateOf(t, p), w.stateOf(t, silent))
	}
	if s, err := timer.Sweep(ctx(t), nil); err != nil || s.Opened != 0 {
		t.Errorf("the next round opened %d: %v", s.Opened, err)
	}
}
