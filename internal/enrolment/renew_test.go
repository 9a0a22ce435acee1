package enrolment

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/limit"
)

// Renewing kills the old code at once and never moves the 42 days (decisions.md §2).
func TestANewCodeKillsTheOldOneAndNeverMovesTheLastDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	old, c := w.proof(t, p), w.claim(t, p)
	w.wait(20 * 24 * time.Hour)
	check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	if _, err := w.Prove(ctx(t), old); !codeIs(err, NotProven) {
		t.Errorf("the old code still serves: %v", err)
	}
	if _, err := w.Activate(ctx(t), activation(c)); !refused(err) {
		t.Errorf("a claim of the old code still serves: %v", err)
	}
	w.wait(time.Hour)
	w.sendTo(t, p)
	if s := w.situationOf(t, p); s.State != access.Invited || !s.Deadline.Equal(endOf42(start)) {
		t.Errorf("the last day moved: %+v", s)
	}
	w.set(endOf42(start))
	if _, err := w.Oppose(ctx(t), w.claim(t, p)); err != nil {
		t.Errorf("the new code, to the last instant: %v", err)
	}
}

func TestThreeNewCodesADayAtMost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	issue := func() int {
		return w.count(t, `SELECT issue FROM invitations WHERE patient_id = $1`, p.patient)
	}
	for i := range limit.CodesADay + 2 {
		check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth})) // the answer never tells
		if got, want := issue(), 1+min(i+1, limit.CodesADay); got != want {
			t.Fatalf("asked %d times: issue %d, want %d", i+1, got, want)
		}
		w.wait(time.Minute)
	}
	w.wait(24 * time.Hour)
	check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	if got := issue(); got != 2+limit.CodesADay {
		t.Errorf("the next day: issue %d", got)
	}
}

// Invariant 18: whoever knows a number and guesses the rest takes none of the
// person's codes of the day, and changes no code.
func TestGuessesTakeNothingFromThePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	good := w.proof(t, p)
	for _, a := range []Asking{{p.ins, luhn("8025000099000000777"), p.birth}, {p.ins, p.vitale, p.birth.AddDate(0, 0, 1)}, {p.ins, "", p.birth}} {
		for range 5 {
			check(t, w.RenewCode(ctx(t), a))
		}
	}
	if _, err := w.Prove(ctx(t), good); err != nil {
		t.Errorf("the person's code was touched: %v", err)
	}
	check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	if n := w.count(t, `SELECT issue FROM invitations WHERE patient_id = $1`, p.patient); n != 2 {
		t.Error("no new code is left for the person")
	}
}

// #51, #111, #127: who was never invited asks with the number and the card, the code leaves to the contact known of the caisse, never
// to one that is typed; the answer of an unknown number is the same.
func TestANewCodeIsAskedWithoutALetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, unknown := w.person(t, nil), w.person(t, nil)
	w.force(t, `DELETE FROM person_numbers WHERE patient_id = $1`, unknown.patient)
	check(t, w.RenewCode(ctx(t), Asking{unknown.ins, unknown.vitale, unknown.birth}))
	check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	w.send(t)
	if s := w.situationOf(t, p); s.State != access.Invited || !s.Deadline.Equal(endOf42(start)) {
		t.Errorf("%+v", s)
	}
	done, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	if n := w.count(t, `SELECT count(*) FROM invitations WHERE patient_id = $1`, p.patient); n != 1 || done.Persons != 1 {
		t.Errorf("%d invitations, %+v", n, done)
	}
	w.claim(t, p)
}

// A code after day 42 activates (#7), and lives 42 days of its own; a minor, a
// dead person and somebody activated get none.
func TestWhoMayAskForANewCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, active := w.invited(t, nil), w.invited(t, nil)
	minor, dead := w.invited(t, columns{"birth_date": child, "email": "kid@example.org"}), w.invited(t, nil)
	opposed, legacy := w.invited(t, nil), w.invited(t, columns{"has_dmp": "true"})
	_, err := w.Activate(ctx(t), activation(w.claim(t, active)))
	check(t, err)
	for _, p := range []human{opposed, legacy} {
		_, err := w.Oppose(ctx(t), w.claim(t, p))
		check(t, err)
	}
	w.force(t, `UPDATE persons SET died_on = '2027-03-01' WHERE patient_id = $1`, dead.patient)
	w.wait(50 * 24 * time.Hour)
	_, err = w.Sweep(ctx(t), nil)
	check(t, err)
	for _, p := range []human{opened, active, minor, dead, opposed, legacy} {
		check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	}
	for _, j := range w.toSend(t) {
		check(t, w.HasLeft(ctx(t), j))
	}
	w.wait(41 * 24 * time.Hour)
	for name, c := range map[string]struct {
		p    human
		good bool
	}{"opened by itself": {opened, true}, "opposed": {opposed, true}, "opposed, with a previous DMP": {legacy, true},
		"activated": {active, false}, "minor": {minor, false}, "dead": {dead, false}} {
		claim, err := w.Prove(ctx(t), w.proof(t, c.p))
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		if c.good {
			if _, err := w.Activate(ctx(t), activation(claim)); err != nil || w.stateOf(t, c.p) != access.Activated {
				t.Errorf("%s: %v, %s", name, err, w.stateOf(t, c.p))
			}
		}
	}
}
