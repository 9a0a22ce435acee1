package enrolment

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
)

// CPAM-08: a death recorded by mistake is taken back at the counter, the person
// there: the space goes back to where the death found it, told everywhere, and
// the same day in the caisse's next file closes nothing.
func TestADeathRecordedByMistakeIsTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for from, to := range map[access.State]access.State{
		access.Activated: access.Activated, access.AutoCreated: access.AutoCreated, access.Opposed: access.Opposed, access.DMPOnly: access.DMPOnly,
		access.Suspended: access.Suspended, access.ClosedArchived: access.ClosedArchived, access.Disputed: access.Disputed,
		access.Eligible: access.Eligible, access.Invited: access.Eligible, access.OppositionPending: access.Eligible,
		access.DeletionRequested: access.DeletionRequested,
	} {
		p := w.invited(t, nil)
		if from != access.Invited {
			w.put(t, p, from)
		}
		by := w.agent(t, access.Caisse, p)
		check(t, w.DeathFor(ctx(t), by, p.patient, start.AddDate(0, 0, -3)))
		w.wait(50 * 24 * time.Hour) // long after the 42 days
		if err := w.AliveFor(ctx(t), by, p.patient); err != nil || w.stateOf(t, p) != to {
			t.Errorf("%s: %v, ends in %s", from, err, w.stateOf(t, p))
			continue
		}
		if err := w.AliveFor(ctx(t), by, p.patient); problem.Reason(err) != access.WrongState {
			t.Errorf("%s, taken back twice: %v", from, err)
		}
		if n := w.count(t, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = 'M21r'`, p.patient); n != 1 {
			t.Errorf("%s: told %d times", from, n)
		}
		fresh := w.count(t, `SELECT count(*) FROM invitations WHERE patient_id = $1 AND used_at IS NULL AND sent_at IS NULL`, p.patient)
		if (fresh == 1) != (to == access.Eligible) {
			t.Errorf("%s: %d codes on their way", from, fresh)
		}
	}
}

// A death told by a file of the caisse is taken back too; another day in the
// next file is another death.
func TestTheSameDeathInTheNextFileIsTheSameMistake(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, by := w.activated(t, nil)
	says := func(day string) {
		t.Helper()
		w.imports(t, p, columns{"died_on": day})
		_, err := w.Sweep(ctx(t), nil)
		check(t, err)
	}
	says("2027-01-02")
	must(t, w.stateOf(t, p) == access.ClosedDeath, "the file says dead: %s", w.stateOf(t, p))
	agent := w.agent(t, access.Caisse, p)
	check(t, w.AliveFor(ctx(t), agent, p.patient))
	if _, err := w.people.Actor(ctx(t), by.Account, ""); err != nil || w.stateOf(t, p) != access.Activated {
		t.Errorf("the sign-in does not come back: %v, %s", err, w.stateOf(t, p))
	}
	says("2027-01-02")
	if w.stateOf(t, p) != access.Activated {
		t.Errorf("dead again by the same line: %s", w.stateOf(t, p))
	}
	says("2027-01-20")
	if w.stateOf(t, p) != access.ClosedDeath {
		t.Errorf("another day: %s", w.stateOf(t, p))
	}
}

// Nobody takes a death back who has not the person before them.
func TestWhoMayTakeADeathBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	w.put(t, p, access.ClosedDeath)
	for by, why := range map[access.Actor]access.Reason{w.agent(t, access.Caisse): access.NotPresent, w.agent(t, access.Support, p): access.NotForRole,
		w.agent(t, access.Operator): access.NotForRole, holder(p, access.Actor{}): access.NotForRole} {
		if err := w.AliveFor(ctx(t), by, p.patient); problem.Reason(err) != why {
			t.Errorf("%s: %v", by.Role, err)
		}
	}
	if err := w.AliveFor(ctx(t), w.agent(t, access.Caisse, p), p.patient); problem.Reason(err) != access.WrongState {
		t.Errorf("where no death was recorded: %v", err)
	}
}

// #63, #65: the médecin traitant is set and ended at the counter, told on every
// channel, undone for seven days. What is recorded is what the policy reads.
func TestTheMedecinTraitantIsSetAtTheCounter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, _ := w.activated(t, nil)
	by := w.agent(t, access.Caisse, p)
	first, second := w.doctor(t, "10001234567"), w.doctor(t, "10001234575")
	is := func(when string, want identity.RPPS) {
		t.Helper()
		if n := w.count(t, `SELECT count(*) FROM treating_doctors WHERE patient_id = $1 AND coalesce(rpps, '') = $2`, p.patient, want.String()); n != 1 {
			t.Errorf("%s: not %q", when, want)
		}
	}
	check(t, w.TreatingFor(ctx(t), by, p.patient, first))
	is("set", first.RPPS)
	if err := w.TreatingFor(ctx(t), by, p.patient, first); problem.CodeOf(err) != "doctor-same" {
		t.Errorf("twice: %v", err)
	}
	w.wait(time.Second) // the later of the two acts is the first of the list
	check(t, w.TreatingFor(ctx(t), by, p.patient, second))
	is("changed", second.RPPS)
	acts, err := w.ActsFor(ctx(t), by, p.patient)
	check(t, err)
	must(t, len(acts) == 2 && acts[0].Kind == ForTreating && acts[0].Recallable(w.clock()), "%+v", acts)
	_, err = w.Recall(ctx(t), holder(p, access.Actor{}), p.patient, acts[0].ID)
	check(t, err)
	is("undone by the person", first.RPPS)
	check(t, w.TreatingFor(ctx(t), by, p.patient, identity.Doctor{}))
	is("ended", "")
	if n := w.count(t, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = 'M25'`, p.patient); n != 3 {
		t.Errorf("told %d times", n)
	}
	for other, why := range map[access.Actor]access.Reason{w.agent(t, access.Caisse): access.NotPresent, w.agent(t, access.Support, p): access.NotForRole, holder(p, access.Actor{}): access.NotForRole} {
		if err := w.TreatingFor(ctx(t), other, p.patient, second); problem.Reason(err) != why {
			t.Errorf("%s: %v", other.Role, err)
		}
	}
}

// Only a médecin in practice is one.
func TestOnlyAMedecinIsFoundAsMedecinTraitant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.doctor(t, "10001234567")
	if got, err := w.people.Doctor(ctx(t), d.RPPS); err != nil || got.Account != d.Account {
		t.Errorf("%+v, %v", got, err)
	}
	w.force(t, `UPDATE professionals SET profession = '21' WHERE account_id = $1`, d.Account)
	if _, err := w.people.Doctor(ctx(t), d.RPPS); problem.CodeOf(err) != identity.NoDoctor {
		t.Errorf("a pharmacist: %v", err)
	}
	w.force(t, `UPDATE professionals SET profession = '10' WHERE account_id = $1`, d.Account)
	w.force(t, `UPDATE accounts SET active = false WHERE id = $1`, d.Account)
	if _, err := w.people.Doctor(ctx(t), d.RPPS); problem.CodeOf(err) != identity.NoDoctor {
		t.Errorf("who has left: %v", err)
	}
}

func (w *world) doctor(t testing.TB, rpps string) identity.Doctor {
	t.Helper()
	d := identity.Doctor{Account: id.New[id.Account](), RPPS: identity.RPPS(rpps)}
	w.force(t, `INSERT INTO accounts (id, kind, created_at) VALUES ($1, 'professional', $2)`, d.Account, w.clock())
	w.force(t, `INSERT INTO professionals (account_id, rpps, name, given_name, profession) VALUES ($1, $2, 'MERCIER', 'Claire', '10')`, d.Account, rpps)
	return d
}

// imports gives a line of the caisse's next file about somebody known.
func (w *world) imports(t testing.TB, p human, change columns) {
	t.Helper()
	names, cells := "ins,ins_oid,birth_name,birth_given_names,sex,birth_date", p.ins.Reveal()+","+identity.OIDTest+",EXEMPLE,LEA,F,"+p.birth.Format(time.DateOnly)
	for name, value := range change {
		names, cells = names+","+name, cells+","+value
	}
	got, err := identity.ImportPersons(ctx(t), w.pool, w.vault, strings.NewReader(names+"\n"+cells+"\n"), identity.Watch{Refused: func(bad identity.Rejected) error { return bad }})
	check(t, err)
	must(t, got.Lines() == 1, "%+v", got)
}
