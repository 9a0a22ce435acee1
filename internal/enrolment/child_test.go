package enrolment

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// household is two parents signed in, their child invited, and a stranger.
type household struct {
	*world
	mother, father, child, stranger human
}

func newFamily(t *testing.T, change columns) household {
	t.Helper()
	f := household{world: newWorld(t)}
	f.mother, f.father, f.stranger = f.person(t, nil), f.person(t, nil), f.person(t, nil)
	row := columns{"birth_date": child, "representatives": f.mother.ins.Reveal() + " " + f.father.ins.Reveal()}
	for name, value := range change {
		row[name] = value
	}
	f.child = f.invited(t, row)
	return f
}

// by is a parent signed in.
func (f household) by(p human) access.Actor {
	return access.Actor{Account: id.New[id.Account](), Role: access.Patient, Patient: p.patient, Active: true}
}

// codeOf is the code of the child that came for a reader.
func (f household) codeOf(t *testing.T, reader human) Code {
	t.Helper()
	var inv id.Invitation
	var issue int
	check(t, f.super.QueryRow(ctx(t), `SELECT id, issue FROM invitations WHERE patient_id = $1 AND recipient_id = $2`,
		f.child.patient, reader.patient).Scan(&inv, &issue))
	return codeOf(f.vault, inv, issue)
}

func (f household) claims(t *testing.T, p human) Claim {
	t.Helper()
	c, err := f.ProveChild(ctx(t), f.by(p), f.codeOf(t, p), f.child.birth)
	check(t, err)
	return c
}

func (f household) activates(t *testing.T, p human) (bool, error) {
	t.Helper()
	return f.ActivateChild(ctx(t), f.by(p), ForChild{Claim: f.claims(t, p), Sharing: true, Emergency: access.EmergencyYes, Terms: "t"})
}

func (f household) opposes(t *testing.T, p human) (bool, error) {
	t.Helper()
	_, disputed, err := f.OpposeChild(ctx(t), f.by(p), f.claims(t, p))
	return disputed, err
}

// #108, #124, decisions §4: each parent has a code of their own. It serves who
// it came for, signed in, with the child's birth date, and nobody else; there is
// one answer to all that is wrong.
func TestWhoDecidesForAChild(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	mothers, fathers := f.codeOf(t, f.mother), f.codeOf(t, f.father)
	must(t, mothers != fathers, "one code for two")
	// The good ones first: five wrong tries kill a code, whoever makes them.
	for _, c := range []struct {
		name  string
		by    access.Actor
		code  Code
		birth time.Time
		good  bool
	}{
		{"the mother", f.by(f.mother), mothers, f.child.birth, true},
		{"the father", f.by(f.father), fathers, f.child.birth, true},
		{"the code of the other", f.by(f.mother), fathers, f.child.birth, false},
		{"another birth date", f.by(f.mother), mothers, f.mother.birth, false},
		{"a code that is none", f.by(f.mother), Code{"222222222222"}, f.child.birth, false},
		{"a stranger with the letter", f.by(f.stranger), mothers, f.child.birth, false},
		{"the child himself", f.by(f.child), mothers, f.child.birth, false},
		{"an agent", access.Actor{Role: access.Support, Account: id.New[id.Account](), Active: true}, mothers, f.child.birth, false},
		{"a doctor", access.Actor{Role: access.Professional, Account: id.New[id.Account](), Active: true}, mothers, f.child.birth, false},
		{"nobody, as a representative", access.Actor{Role: access.Representative, Account: id.New[id.Account]()}, mothers, f.child.birth, false},
		{"a parent of nobody, no letter", f.by(f.stranger), Code{"333333333333"}, f.stranger.birth, false},
	} {
		claim, err := f.ProveChild(ctx(t), c.by, c.code, c.birth)
		if c.good != (err == nil) || !c.good && !codeIs(err, NotProven) || c.good && claim.Patient != f.child.patient {
			t.Errorf("%s: %v, %v", c.name, claim, err)
		}
	}
	// Without signing in, a child's code proves nothing at all (#69).
	if _, err := f.Prove(ctx(t), Proof{Code: mothers, INS: f.child.ins, Birth: f.child.birth}); !codeIs(err, NotProven) {
		t.Errorf("a minor alone: %v", err)
	}
}

// Five wrong tries kill a child's code, and it alone.
func TestWrongTriesOnAChildsCodeCount(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	code := f.codeOf(t, f.mother)
	for i := range 5 {
		who := f.by(f.mother)
		if i%2 == 1 {
			who = f.by(f.stranger)
		}
		_, err := f.ProveChild(ctx(t), who, code, f.stranger.birth)
		must(t, codeIs(err, NotProven), "%v", err)
	}
	if _, err := f.ProveChild(ctx(t), f.by(f.mother), code, f.child.birth); !codeIs(err, NotProven) {
		t.Errorf("a dead code: %v", err)
	}
	f.claims(t, f.father)
}

// #67, #69: a parent activates, from their own space; the code of the other then
// activates nothing.
func TestTheFirstParentActivates(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	disputed, err := f.activates(t, f.mother)
	must(t, err == nil && !disputed, "%t %v", disputed, err)
	must(t, f.stateOf(t, f.child) == access.Activated, "%s", f.stateOf(t, f.child))
	must(t, f.count(t, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = 'M5'`, f.child.patient) == 1, "nobody was told")
	must(t, f.count(t, `SELECT count(*) FROM accounts WHERE patient_id = $1`, f.child.patient) == 0, "the child has an account")
	if _, err := f.activates(t, f.father); problem.Reason(err) != access.WrongState {
		t.Errorf("twice: %v", err)
	}
	must(t, f.stateOf(t, f.child) == access.Activated, "%s", f.stateOf(t, f.child))
}

// #69, R.1111-28: a parent opposes for the child, with a receipt, and changes
// their mind alone.
func TestAParentOpposesAndChangesTheirMind(t *testing.T) {
	t.Parallel()
	for dmp, want := range map[string]access.State{"false": access.Opposed, "true": access.DMPOnly} {
		f := newFamily(t, columns{"has_dmp": dmp})
		r, disputed, err := f.OpposeChild(ctx(t), f.by(f.mother), f.claims(t, f.mother))
		must(t, err == nil && !disputed && r.Number != "", "%v %t %v", r, disputed, err)
		must(t, f.stateOf(t, f.child) == want, "%s, want %s", f.stateOf(t, f.child), want)
		check(t, f.RenewChild(ctx(t), f.by(f.mother), f.child.patient))
		f.send(t)
		disputed, err = f.activates(t, f.mother)
		must(t, err == nil && !disputed && f.stateOf(t, f.child) == access.Activated, "%t %v", disputed, err)
	}
}

// Decisions §4: one opposes and the other activates, in either order: the space
// waits, the timer stands still, both are told, an operator settles.
func TestTwoParentsWhoDisagree(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		first, then func(household, *testing.T, human) (bool, error)
		open        bool
		want        access.State
	}{
		{"opposed, then activated, open", household.opposes, household.activates, true, access.Activated},
		{"opposed, then activated, closed", household.opposes, household.activates, false, access.Opposed},
		{"activated, then opposed, open", household.activates, household.opposes, true, access.Activated},
		{"activated, then opposed, closed", household.activates, household.opposes, false, access.ClosedArchived},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFamily(t, nil)
			disputed, err := c.first(f, t, f.mother)
			must(t, err == nil && !disputed, "%t %v", disputed, err)
			disputed, err = c.then(f, t, f.father)
			must(t, err == nil && disputed, "no dispute: %v", err)
			must(t, f.stateOf(t, f.child) == access.Disputed, "%s", f.stateOf(t, f.child))
			f.wait(50 * 24 * time.Hour)
			done, err := f.Sweep(ctx(t), nil)
			must(t, err == nil && f.stateOf(t, f.child) == access.Disputed, "the timer ran: %v %v", done, err)
			operator := f.operator(t)
			all, err := f.Disputes(ctx(t), operator, 50)
			must(t, err == nil && len(all) == 1 && all[0].PatientID == f.child.patient, "%v %v", all, err)
			must(t, all[0].SettleBy.Equal(clock.EndOfDay(start, 15)) && all[0].Late(f.clock()), "%v", all[0])
			for name, by := range map[string]access.Actor{"the mother": f.by(f.mother), "an agent": {Role: access.Support, Account: id.New[id.Account](), Active: true}} {
				if all, err := f.Disputes(ctx(t), by, 50); err != nil || len(all) != 0 {
					t.Errorf("%s sees %d disputes, %v", name, len(all), err)
				}
				if err := f.SettleDispute(ctx(t), by, f.child.patient, true); problem.Reason(err) == "" {
					t.Errorf("%s settles: %v", name, err)
				}
			}
			check(t, f.SettleDispute(ctx(t), operator, f.child.patient, c.open))
			must(t, f.stateOf(t, f.child) == c.want, "%s, want %s", f.stateOf(t, f.child), c.want)
			all, err = f.Disputes(ctx(t), operator, 50)
			must(t, err == nil && len(all) == 0, "%v %v", all, err)
			if err := f.SettleDispute(ctx(t), operator, f.child.patient, c.open); problem.Reason(err) != access.WrongState {
				t.Errorf("settled twice: %v", err)
			}
			for _, kind := range []string{"M6d", "M6s"} {
				must(t, f.count(t, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = $2`, f.child.patient, kind) == 1, "%s is not told", kind)
			}
		})
	}
}

func (f household) operator(t *testing.T) access.Actor {
	t.Helper()
	a := access.Actor{Role: access.Operator, Account: id.New[id.Account](), Active: true}
	_, err := f.super.Exec(ctx(t), `INSERT INTO accounts (id, kind, created_at) VALUES ($1, 'operator', $2)`, a.Account, start)
	check(t, err)
	return a
}

// Opposing in time only: after the last day the same parent's answer is to close.
func TestAfterTheLastDayNobodyOpposesAgainstTheOther(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	_, err := f.activates(t, f.mother)
	check(t, err)
	c := f.claims(t, f.father)
	f.set(endOf42(start).Add(time.Microsecond))
	if _, _, err := f.OpposeChild(ctx(t), f.by(f.father), c); err == nil || f.stateOf(t, f.child) != access.Activated {
		t.Errorf("late: %v", err)
	}
}

// A parent whose access is suspended has no say: neither now nor of before (#72).
func TestASuspendedParentHasNoSay(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	_, err := f.opposes(t, f.father)
	check(t, err)
	check(t, f.RenewChild(ctx(t), f.by(f.father), f.child.patient))
	f.send(t)
	theirs := f.codeOf(t, f.father)
	f.force(t, `INSERT INTO representation_stops (patient_id, ins_mac, reason, stopped_at, review_by, line_id)
		SELECT $1, ins_mac, 'violence', $3, $3, gen_random_uuid() FROM person_numbers WHERE patient_id = $2`, f.child.patient, f.father.patient, start)
	if _, err := f.ProveChild(ctx(t), f.by(f.father), theirs, f.child.birth); !codeIs(err, NotProven) {
		t.Errorf("his code serves: %v", err)
	}
	if err := f.RenewChild(ctx(t), f.by(f.father), f.child.patient); problem.Reason(err) != access.NotYours {
		t.Errorf("he gets a code: %v", err)
	}
	disputed, err := f.activates(t, f.mother)
	must(t, err == nil && !disputed && f.stateOf(t, f.child) == access.Activated, "his word of before holds: %t %v", disputed, err)
}

// #15, #17, R.1111-36, #69: a parent closes, erases, keeps and reopens for the
// child; a minor does none of it, and a stranger neither.
func TestAParentClosesForTheChild(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	_, err := f.activates(t, f.mother)
	check(t, err)
	mother, father := asRepresentative(f.by(f.mother)), asRepresentative(f.by(f.father))
	for name, by := range map[string]access.Actor{"the child": holder(f.child, access.Actor{}), "a stranger": asRepresentative(f.by(f.stranger))} {
		if _, err := f.CloseFor(ctx(t), by, f.child.patient, false); problem.Reason(err) == "" {
			t.Errorf("%s closes: %v", name, err)
		}
		if _, err := f.CloseFor(ctx(t), by, f.child.patient, true); problem.Reason(err) == "" {
			t.Errorf("%s erases: %v", name, err)
		}
	}
	r, err := f.CloseFor(ctx(t), mother, f.child.patient, false)
	must(t, err == nil && r.Number != "" && f.stateOf(t, f.child) == access.ClosedArchived, "%v", err)
	_, err = f.ReopenFor(ctx(t), father, f.child.patient)
	must(t, err == nil && f.stateOf(t, f.child) == access.Activated, "the other parent reopens: %v, %s", err, f.stateOf(t, f.child))
	_, err = f.CloseFor(ctx(t), mother, f.child.patient, true)
	must(t, err == nil && f.stateOf(t, f.child) == access.DeletionRequested, "%v", err)
	_, err = f.KeepFor(ctx(t), father, f.child.patient)
	must(t, err == nil && f.stateOf(t, f.child) == access.ClosedArchived, "the other parent cancels: %v", err)
}
