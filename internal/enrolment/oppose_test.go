package enrolment

import (
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/problem"
)

func (p human) asks() Asking { return Asking{p.ins, p.vitale, p.birth} }

// #129, #130: opposing begins on the web without a code; the code that then
// leaves confirms it, within 42 days of the request and not a day less.
func TestOpposingWithoutACodeWaitsForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, change := range map[string]columns{"no previous DMP": nil, "a previous DMP, #99": {"has_dmp": "true"}} {
		w.set(start)
		p := w.invited(t, change)
		w.set(endOf42(start)) // the last instant is in time (#130 holds the timer)
		check(t, w.AskOpposition(ctx(t), p.asks()))
		asked := w.clock()
		if s := w.situationOf(t, p); s.State != access.OppositionPending || !s.Deadline.Equal(endOf42(asked)) {
			t.Fatalf("%s: %+v", name, s)
		}
		w.wait(24 * time.Hour)
		if s, err := w.Sweep(ctx(t), nil); err != nil || s.Opened != 0 {
			t.Fatalf("%s: the timer opened over a request: %+v, %v", name, s, err)
		}
		check(t, w.AskOpposition(ctx(t), p.asks())) // another code: the days go on
		w.sendTo(t, p)
		if s := w.situationOf(t, p); !s.Deadline.Equal(endOf42(asked)) {
			t.Errorf("%s: asking again moved the last day to %s", name, s.Deadline)
		}
		w.set(endOf42(asked))
		if _, err := w.Oppose(ctx(t), w.claim(t, p)); err != nil {
			t.Errorf("%s, at the last instant: %v", name, err)
		}
		want := access.Opposed
		if change != nil {
			want = access.DMPOnly
		}
		if got := w.stateOf(t, p); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// #130: a request that no code confirms opens in the end, told by message M3;
// and not before a code has left.
func TestARequestNotConfirmedOpensInTheEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	told, untold := w.invited(t, nil), w.person(t, nil)
	for _, p := range []human{told, untold} {
		check(t, w.AskOpposition(ctx(t), p.asks()))
	}
	w.set(endOf42(start).Add(time.Second))
	s, err := w.Sweep(ctx(t), nil)
	if err != nil || s.Opened != 1 || w.stateOf(t, told) != access.AutoCreated || w.stateOf(t, untold) != access.OppositionPending {
		t.Errorf("%+v, %v: %s, %s", s, err, w.stateOf(t, told), w.stateOf(t, untold))
	}
	w.sendTo(t, untold) // the first message to somebody asks again for 42 days
	if s := w.situationOf(t, untold); !s.Deadline.Equal(endOf42(w.clock())) {
		t.Errorf("whom nothing had reached: %+v", s)
	}
}

// The answer is the same whatever goes wrong, and the number of another changes
// nothing (#129: carte Vitale in hand).
func TestAskingToOpposeNeverTells(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, other := w.invited(t, nil), w.invited(t, nil)
	stranger := w.person(t, nil)
	w.force(t, `DELETE FROM person_numbers WHERE patient_id = $1`, stranger.patient)
	minor := w.invited(t, columns{"birth_date": child, "email": "kid@example.org"})
	for _, a := range []Asking{{p.ins, other.vitale, p.birth}, {p.ins, p.vitale, other.birth.AddDate(0, 0, 1)}, {p.ins, "", p.birth}, stranger.asks(), minor.asks()} {
		if err := w.AskOpposition(ctx(t), a); err != nil {
			t.Errorf("%v", err)
		}
	}
	for _, who := range []human{p, other, minor} {
		if got := w.stateOf(t, who); got == access.OppositionPending {
			t.Error("somebody else's request counted")
		}
	}
	if w.count(t, `SELECT count(*) FROM invitations WHERE issue > 1`) != 0 {
		t.Error("somebody else's request took a code")
	}
}

// #129: changing one's mind before the code is used to oppose: the same code
// activates.
func TestTheCodeOfARequestAlsoActivates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	check(t, w.AskOpposition(ctx(t), p.asks()))
	w.sendTo(t, p)
	if _, err := w.Activate(ctx(t), activation(w.claim(t, p))); err != nil || w.stateOf(t, p) != access.Activated {
		t.Errorf("%v, %s", err, w.stateOf(t, p))
	}
}

// #12, #53, #91, R.1111-28: six weeks from the sending, whenever it was received, to the last second of the last day in Paris; a
// code proved in time and used a second later opposes no more.
func TestOpposingIsOpenToTheLastSecondOfTheLastDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	inTime, late := w.invited(t, nil), w.invited(t, nil)
	w.set(endOf42(start).Add(-time.Second))
	tooLate := w.claim(t, late)
	_, err := w.Oppose(ctx(t), w.claim(t, inTime))
	check(t, err)
	w.set(endOf42(start).Add(time.Second))
	if _, err := w.Oppose(ctx(t), tooLate); err == nil {
		t.Error("opposed after the last second")
	}
	if a, b := w.stateOf(t, inTime), w.stateOf(t, late); a != access.Opposed || b == access.Opposed {
		t.Errorf("in time: %s, late: %s", a, b)
	}
}

// #14, #143, R.1111-36: past the last day opposing is over, and the same request
// brings a code that closes, or closes and erases, without having activated.
func TestAfterTheLastDayTheCodeClosesWithoutActivating(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, erase := range []bool{false, true} {
		w.set(start)
		p := w.invited(t, nil)
		w.set(endOf42(start).Add(time.Hour))
		check(t, w.AskOpposition(ctx(t), p.asks())) // before the sweep has passed
		if got := w.stateOf(t, p); got != access.Invited {
			t.Fatalf("too late, and %s", got)
		}
		_, err := w.Sweep(ctx(t), nil)
		check(t, err)
		w.sendTo(t, p)
		c := w.claim(t, p)
		if _, err := w.Oppose(ctx(t), c); problem.Reason(err) != access.WrongState {
			t.Errorf("opposed too late: %v", err)
		}
		if n := w.count(t, `SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = 'space.oppose' AND reason = 'wrong-state'`, p.patient); n != 1 {
			t.Error("the refusal left no line (invariant 20)")
		}
		r, err := w.CloseWith(ctx(t), c.Holder(), c, erase)
		want := access.ClosedArchived
		if erase {
			want = access.DeletionRequested
		}
		if err != nil || r.Kind != "closure" || w.stateOf(t, p) != want {
			t.Errorf("erase %t: %v, %s", erase, err, w.stateOf(t, p))
		}
		if _, err := w.CloseWith(ctx(t), c.Holder(), c, erase); !refused(err) {
			t.Errorf("the code served twice: %v", err)
		}
	}
}

// R.1111-36: a closed space comes back with a new code, with its content; an
// erasing is cancelled the same way until it is done.
func TestAClosedSpaceComesBackWithANewCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, erase := range map[string]bool{"closed": false, "to be erased": true} {
		w.set(start)
		p, by := w.activated(t, nil)
		w.force(t, `INSERT INTO marks (patient_id, sealed, line_id) SELECT patient_id, ''::bytea, line_id FROM spaces WHERE patient_id = $1`, p.patient)
		end := w.Close
		if erase {
			end = w.CloseAndErase
		}
		_, err := end(ctx(t), by, ByHolder)
		check(t, err)
		w.wait(29 * 24 * time.Hour)
		check(t, w.RenewCode(ctx(t), p.asks()))
		w.sendTo(t, p)
		c := w.claim(t, p)
		if erase {
			if _, err := w.KeepWith(ctx(t), c.Holder(), c); err != nil || w.stateOf(t, p) != access.ClosedArchived {
				t.Errorf("kept: %v, %s", err, w.stateOf(t, p))
			}
			check(t, w.RenewCode(ctx(t), p.asks()))
			w.sendTo(t, p)
			c = w.claim(t, p)
		}
		again, err := w.Activate(ctx(t), activation(c))
		if err != nil || again.Account != by.Account || w.stateOf(t, p) != access.Activated {
			t.Errorf("%s: %v, %s", name, err, w.stateOf(t, p))
		}
		if w.count(t, `SELECT count(*) FROM marks WHERE patient_id = $1`, p.patient) != 1 ||
			w.count(t, `SELECT count(*) FROM spaces WHERE patient_id = $1 AND closed_at IS NULL AND closing_motive = '' AND erase_at IS NULL`, p.patient) != 1 {
			t.Errorf("%s: its content or its dates did not come back", name)
		}
	}
}

// Invariant 21 with #130: a request at the last instant and the timer a
// microsecond later; whatever the order, a request that was taken holds.
func TestARequestAndTheTimerCross(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	last := endOf42(start)
	inTime, timer := w.at(t, last), w.at(t, last.Add(time.Microsecond))
	for range rounds(8, 150) {
		w.set(start)
		p := w.invited(t, nil)
		var opened int
		var all sync.WaitGroup
		begin := make(chan struct{})
		all.Go(func() { <-begin; answers(t, inTime.AskOpposition(ctx(t), p.asks())) })
		all.Go(func() {
			<-begin
			s, err := timer.Sweep(ctx(t), nil)
			answers(t, err)
			opened = s.Opened
		})
		close(begin)
		all.Wait()
		s := w.situationOf(t, p)
		if s.State == access.OppositionPending && (opened != 0 || !s.Deadline.Equal(endOf42(last))) ||
			s.State == access.AutoCreated && opened != 1 || s.State != access.OppositionPending && s.State != access.AutoCreated {
			t.Fatalf("opened %d: %+v", opened, s)
		}
	}
}

// #130: a code sent while the space waits for it lives as long as the days that
// its sending moved, found by lives at random.
func TestACodeSentLateLivesAsLongAsTheDaysItMoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.person(t, columns{})
	a := Asking{p.ins, p.vitale, p.birth}
	check(t, w.AskOpposition(ctx(t), a))
	w.set(w.situationOf(t, p).Deadline)
	check(t, w.AskOpposition(ctx(t), a))
	w.sendTo(t, p)
	w.set(w.situationOf(t, p).Deadline)
	_, err := w.Prove(ctx(t), w.proof(t, p))
	check(t, err)
}
