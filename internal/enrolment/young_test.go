package enrolment

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// teen is a minor of that age at start, the space open, and a parent signed in.
func (w *world) teen(t testing.TB, age int) (child human, parent access.Actor) {
	t.Helper()
	mother, by := w.activated(t, nil)
	child = w.person(t, columns{"birth_date": start.In(clock.Paris).AddDate(-age, 0, -1).Format(time.DateOnly), "representatives": mother.ins.Reveal(), "email": ""})
	w.put(t, child, access.Activated)
	by.Role = access.Representative
	return child, by
}

var ownMobile = identity.Reach{Channel: identity.BySMS, Address: "+33639980042"}

func (w *world) youngDue(t testing.TB, child human) YoungDue {
	t.Helper()
	due := YoungDue{Patient: child.patient}
	check(t, w.super.QueryRow(ctx(t), `SELECT id FROM young_accesses WHERE patient_id = $1 AND ended_at IS NULL`, child.patient).Scan(&due.ID))
	return due
}

// Decisions §4, TEEN-02: a representative offers, from 12, a code to the minor's
// own contact; with it and the birth date the minor has a password of their own,
// and reads what is there; #69: neither opposes nor closes.
func TestAMinorHasASignInOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	child, parent := w.teen(t, 13)
	check(t, w.OfferYoung(ctx(t), parent, child.patient, ownMobile))
	m, err := w.YoungMessage(ctx(t), w.youngDue(t, child))
	check(t, err)
	must(t, m.Reach == ownMobile, "the code goes to %v", m.Reach.Channel)
	for name, c := range map[string]struct {
		code  Code
		birth time.Time
	}{"another birth date": {m.Code, child.birth.AddDate(0, 0, 1)}, "another code": {codeOf(w.vault, w.youngDue(t, child).ID, 2), child.birth}} {
		if _, err := w.ProveYoung(ctx(t), c.code, c.birth); !codeIs(err, NotProven) {
			t.Errorf("%s: %v", name, err)
		}
	}
	claim, err := w.ProveYoung(ctx(t), m.Code, child.birth)
	check(t, err)
	by, err := w.OpenYoung(ctx(t), claim, "hash")
	check(t, err)
	if _, err := w.OpenYoung(ctx(t), claim, "other"); problem.KindOf(err) != problem.Conflict {
		t.Errorf("the code serves twice: %v", err)
	}
	now, err := w.people.Actor(ctx(t), by.Account, "")
	if err != nil || !now.Young || now.Patient != child.patient || now.Role != access.Patient {
		t.Fatalf("%+v, %v", now, err)
	}
	for name, do := range map[string]func() error{
		"closes":  func() error { _, err := w.Close(ctx(t), now, ByHolder); return err },
		"erases":  func() error { _, err := w.CloseAndErase(ctx(t), now, ByHolder); return err },
		"opposes": func() error { _, err := w.OpposeFor(ctx(t), now, child.patient); return err },
		"offers":  func() error { return w.LetSee(ctx(t), now, child.patient) },
	} {
		if err := do(); problem.Reason(err) != access.MinorMayNot {
			t.Errorf("a minor %s: %v", name, err)
		}
	}
	y, err := w.YoungOf(ctx(t), parent, child.patient)
	if err != nil || !y.Open || y.Offered {
		t.Errorf("what the parent sees: %+v, %v", y, err)
	}
	if n := w.count(t, `SELECT count(*) FROM river_job WHERE kind LIKE 'notification.due%' AND args->>'patient' = $1`, child.patient.String()); n != 0 {
		t.Errorf("%d messages to the family", n)
	}
	check(t, w.EndYoung(ctx(t), parent, child.patient))
	if _, err := w.people.Actor(ctx(t), by.Account, ""); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("ended by a representative: %v", err)
	}
	check(t, w.OfferYoung(ctx(t), parent, child.patient, ownMobile)) // and offered again
}

// Who offers, to whom, until when; whoever guesses kills the code, not the person.
func TestWhoOffersAMinorASignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	child, parent := w.teen(t, 12)
	small, smalls := w.teen(t, 11)
	stranger, other := w.activated(t, nil)
	for name, c := range map[string]struct {
		by   access.Actor
		of   human
		want access.Reason
	}{
		"at 11":            {smalls, small, access.NotTwelve},
		"a stranger":       {other, child, access.NotYours},
		"a parent's own":   {parent, stranger, access.NotYours},
		"a helper":         {w.agent(t, access.Helper), child, access.NotForRole},
		"3422, the caisse": {w.agent(t, access.Support, child), child, access.NotForRole},
	} {
		if err := w.OfferYoung(ctx(t), c.by, c.of.patient, ownMobile); problem.Reason(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	mine, _, err := w.people.Contact(ctx(t), holderOf(parent))
	check(t, err)
	if err := w.OfferYoung(ctx(t), parent, child.patient, mine); problem.CodeOf(err) != "young-own-contact" {
		t.Errorf("to the parent's own address: %v", err)
	}
	check(t, w.OfferYoung(ctx(t), parent, child.patient, ownMobile))
	first, err := w.YoungMessage(ctx(t), w.youngDue(t, child))
	check(t, err)
	check(t, w.OfferYoung(ctx(t), parent, child.patient, ownMobile))
	if _, err := w.ProveYoung(ctx(t), first.Code, child.birth); !codeIs(err, NotProven) {
		t.Errorf("the code before: %v", err)
	}
	second, err := w.YoungMessage(ctx(t), w.youngDue(t, child))
	check(t, err)
	for range limit.CodeTries {
		_, _ = w.ProveYoung(ctx(t), second.Code, child.birth.AddDate(0, 0, 1))
	}
	if _, err := w.ProveYoung(ctx(t), second.Code, child.birth); !codeIs(err, NotProven) {
		t.Errorf("after five wrong tries: %v", err)
	}
	check(t, w.OfferYoung(ctx(t), parent, child.patient, ownMobile))
	third, err := w.YoungMessage(ctx(t), w.youngDue(t, child))
	check(t, err)
	w.wait(limit.YoungCode + time.Second)
	if _, err := w.ProveYoung(ctx(t), third.Code, child.birth); !codeIs(err, NotProven) {
		t.Errorf("a week later: %v", err)
	}
}

func holderOf(a access.Actor) access.Actor { a.Role = access.Patient; return a }

// Decisions §4: at 18 the minor's sign-in is over, and a code of the adult's own
// leaves. The representatives stay until then, the space is theirs to close.
func TestTheSignInOfAMinorEndsAt18(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	child, parent := w.teen(t, 17)
	check(t, w.OfferYoung(ctx(t), parent, child.patient, ownMobile))
	m, err := w.YoungMessage(ctx(t), w.youngDue(t, child))
	check(t, err)
	claim, err := w.ProveYoung(ctx(t), m.Code, child.birth)
	check(t, err)
	by, err := w.OpenYoung(ctx(t), claim, "hash")
	check(t, err)
	w.set(clock.Majority(child.birth))
	done, err := w.ComeOfAge(ctx(t))
	if err != nil || done.Came != 1 || w.stateOf(t, child) != access.AutoCreated {
		t.Fatalf("%+v, %v, %s", done, err, w.stateOf(t, child))
	}
	if _, err := w.people.Actor(ctx(t), by.Account, ""); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("still signed in: %v", err)
	}
	if n := w.count(t, `SELECT count(*) FROM invitations WHERE patient_id = $1 AND recipient_id = $1 AND used_at IS NULL`, child.patient); n != 1 {
		t.Errorf("%d codes of the adult's own", n)
	}
	if n := w.count(t, `SELECT count(*) FROM young_accesses WHERE patient_id = $1 AND ended_at IS NULL`, child.patient); n != 0 {
		t.Error("the minor's sign-in stands")
	}
}

// TEEN-07, scenario 35: at 18, in the first instant and before any sweep, the code that a parent had sent opens nothing: the space
// is the young adult's, who gets a code of their own.
func TestACodeOfAMinorsSignInIsDeadAt18(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	child, parent := w.teen(t, 17)
	w.set(clock.Majority(child.birth).Add(-time.Hour))
	check(t, w.OfferYoung(ctx(t), parent, child.patient, ownMobile))
	m, err := w.YoungMessage(ctx(t), w.youngDue(t, child))
	check(t, err)
	claim, err := w.ProveYoung(ctx(t), m.Code, child.birth)
	check(t, err)
	w.set(clock.Majority(child.birth))
	if _, err := w.OpenYoung(ctx(t), claim, "hash"); problem.KindOf(err) != problem.Forbidden {
		t.Errorf("opened by an adult: %v", err)
	}
	if n := w.count(t, `SELECT count(*) FROM accounts WHERE patient_id = $1`, child.patient); n != 0 {
		t.Errorf("%d accounts", n)
	}
}

// At the counter with a parent, nobody takes the minor's own contact over.
func TestNobodyTakesAMinorsContactOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	child, parent := w.teen(t, 14)
	check(t, w.OfferYoung(ctx(t), parent, child.patient, ownMobile))
	m, err := w.YoungMessage(ctx(t), w.youngDue(t, child))
	check(t, err)
	claim, err := w.ProveYoung(ctx(t), m.Code, child.birth)
	check(t, err)
	_, err = w.OpenYoung(ctx(t), claim, "hash")
	check(t, err)
	reach := identity.Reach{Channel: identity.ByEmail, Address: "parent@example.org"}
	if err := w.ContactFor(ctx(t), w.agent(t, access.Caisse, child), child.patient, reach); !codeIs(err, "no-account") {
		t.Errorf("changed at the counter: %v", err)
	}
}
