package enrolment

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/problem"
)

// R.1111-36: suspended for fraud, the holder is told and has six weeks; nobody
// objects and the space is archived, not a day before.
func TestASuspensionNobodyObjectsToIsArchived(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	silent, by := w.activated(t, nil)
	objects, _ := w.activated(t, nil)
	operator := w.agent(t, access.Operator)
	for _, p := range []human{silent, objects} {
		check(t, w.Suspend(ctx(t), operator, p.patient, "fraud"))
		if s := w.situationOf(t, p); s.State != access.Suspended || !s.ObjectBy.Equal(clock.EndOfDay(start, 42)) {
			t.Errorf("%+v", s)
		}
	}
	if _, err := w.people.Actor(ctx(t), by.Account, ""); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("a session goes on: %v", err)
	}
	w.set(clock.EndOfDay(start, 42))
	check(t, w.RenewCode(ctx(t), objects.asks()))
	w.sendTo(t, objects)
	s, err := w.Sweep(ctx(t), nil)
	if err != nil || s.Archived != 0 {
		t.Errorf("archived on the last day: %+v, %v", s, err)
	}
	// The holder objects: with a code of the contact known to the caisse, and
	// chooses anew how to sign in.
	if _, err := w.Activate(ctx(t), activation(w.claim(t, objects))); err != nil || w.stateOf(t, objects) != access.Activated {
		t.Errorf("objecting: %v, %s", err, w.stateOf(t, objects))
	}
	w.wait(time.Second)
	s, err = w.Sweep(ctx(t), nil)
	if err != nil || s.Archived != 1 || w.stateOf(t, silent) != access.ClosedArchived {
		t.Errorf("%+v, %v, %s", s, err, w.stateOf(t, silent))
	}
	if n := w.count(t, `SELECT count(*) FROM spaces s JOIN access_log l ON (l.patient_id, l.id) = (s.patient_id, s.line_id)
		JOIN notices n ON (n.patient_id, n.line_id) = (l.patient_id, l.id)
		WHERE s.patient_id = $1 AND l.act = 'space.close' AND l.role = 'system' AND s.closing_motive = 'fraud' AND n.kind = 'M19c'`, silent.patient); n != 1 {
		t.Error("no line, motive or message of it")
	}
	check(t, w.RenewCode(ctx(t), silent.asks()))
	w.sendTo(t, silent)
	if _, err := w.Activate(ctx(t), activation(w.claim(t, silent))); err != nil { // the archive can still be reopened
		t.Error(err)
	}
}

// #99, #100: the previous DMP of somebody who opposed stays readable by
// professionals for the months of the transition, never by the person, then it
// is closed for good.
func TestThePreviousDMPEndsAfterItsTransition(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Service = w.WithTransition(3)
	p := w.invited(t, columns{"has_dmp": "true"})
	_, err := w.Oppose(ctx(t), w.claim(t, p))
	check(t, err)
	if w.stateOf(t, p) != access.DMPOnly {
		t.Fatal(w.stateOf(t, p))
	}
	reads := access.Question{By: holder(p, access.Actor{}), Act: access.ListDocuments, At: start,
		On: access.Facts{Patient: p.patient, State: access.DMPOnly, Adult: true}}
	if access.Decide(reads) == "" {
		t.Error("the person reads a DMP that they refused to follow (#99)")
	}
	w.set(start.AddDate(0, 3, 0))
	if s, err := w.Sweep(ctx(t), nil); err != nil || s.Ended != 0 {
		t.Errorf("a day early: %+v, %v", s, err)
	}
	w.wait(time.Second)
	s, err := w.Sweep(ctx(t), nil)
	if err != nil || s.Ended != 1 || w.stateOf(t, p) != access.Opposed {
		t.Errorf("%+v, %v, %s", s, err, w.stateOf(t, p))
	}
	if n := w.count(t, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = 'M26'`, p.patient); n != 1 {
		t.Error("nobody was told")
	}
	if s, err := w.Sweep(ctx(t), nil); err != nil || s.Ended != 0 {
		t.Errorf("again: %+v, %v", s, err)
	}
}

// R.1111-36: a death in a file of the caisse closes the space once, into its
// archive of ten years, whose end erases it; a request to erase stands.
func TestADeathClosesTheSpace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, by := w.activated(t, nil)
	leaving, _ := w.activated(t, nil)
	_, err := w.CloseAndErase(ctx(t), holder(leaving, access.Actor{}), ByHolder)
	check(t, err)
	asked := w.situationOf(t, leaving).End
	silent, unborn := w.invited(t, nil), w.person(t, nil)
	for _, d := range []human{p, leaving, silent, unborn} {
		w.force(t, `UPDATE persons SET died_on = '2027-03-01' WHERE patient_id = $1`, d.patient)
	}
	w.set(endOf42(start).Add(time.Second)) // and their 42 days are over: nobody opens for the dead
	for i, want := range []int{4, 0} {
		s, err := w.Sweep(ctx(t), nil)
		if err != nil || s.Dead != want || s.Opened != 0 {
			t.Errorf("round %d: %+v, %v", i, s, err)
		}
	}
	for d, want := range map[human]access.State{p: access.ClosedDeath, leaving: access.DeletionRequested, silent: access.ClosedDeath, unborn: access.ClosedDeath} {
		if got := w.stateOf(t, d); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if n := w.count(t, `SELECT count(*) FROM notices WHERE kind = 'M21'`); n != 3 {
		t.Errorf("%d told, want the three who had heard of a space", n)
	}
	if got := w.situationOf(t, leaving).End; !got.Equal(asked) {
		t.Error("a death moved what the person had asked for")
	}
	if _, err := w.people.Actor(ctx(t), by.Account, ""); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("somebody signs in for the dead: %v", err)
	}
	if n := w.count(t, `SELECT count(*) FROM spaces WHERE patient_id = $1 AND closed_at = $2 AND closing_motive = 'death'`, p.patient, w.clock()); n != 1 {
		t.Error("date and motive are not kept")
	}
}

// R.1111-28: what cannot be created for a technical reason is told at once, its
// code dies, and a new one invites again.
func TestAnImpossibilityInvitesAgainLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	proof, by := w.proof(t, p), w.agent(t, access.Operator)
	check(t, w.DeferFor(ctx(t), by, p.patient))
	if _, err := w.Prove(ctx(t), proof); !codeIs(err, NotProven) {
		t.Errorf("its code still serves: %v", err)
	}
	w.set(endOf42(start).Add(time.Second))
	if s, err := w.Sweep(ctx(t), nil); err != nil || s.Opened != 0 || w.stateOf(t, p) != access.Eligible {
		t.Errorf("%+v, %v, %s", s, err, w.stateOf(t, p))
	}
	check(t, w.RenewFor(ctx(t), w.agent(t, access.Caisse, p), p.patient))
	w.sendTo(t, p)
	if s := w.situationOf(t, p); s.State != access.Invited || !s.Deadline.Equal(endOf42(w.clock())) {
		t.Errorf("%+v", s)
	}
}
