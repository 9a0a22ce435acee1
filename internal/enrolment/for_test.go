package enrolment

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// agent is somebody of the staff, who has the person before him or on the line.
func (w *world) agent(t testing.TB, role access.Role, of ...human) access.Actor {
	t.Helper()
	by := access.Actor{Account: id.New[id.Account](), Role: role, Active: true}
	w.force(t, `INSERT INTO accounts (id, kind, created_at) VALUES ($1, $2, $3)`, by.Account, role, w.clock())
	w.force(t, `INSERT INTO staff (account_id, name, given_name, structure, structure_city) VALUES ($1, 'Lemaire', 'Ana', 'Guichet central', 'Foix')`, by.Account)
	kind := map[access.Role]string{access.Caisse: "visit", access.Support: "call"}[role]
	for _, p := range of {
		if kind == "" {
			continue
		}
		w.force(t, `INSERT INTO identifications (patient_id, id, account_id, kind, level, ends_at, line_id) VALUES ($1, $2, $3, $4, 2, $5, $2)`,
			p.patient, id.New[id.ActFor](), by.Account, kind, w.clock().Add(100*24*time.Hour))
	}
	return by
}

// activated is somebody with an active space.
func (w *world) activated(t testing.TB, change columns) (human, access.Actor) {
	t.Helper()
	p := w.invited(t, change)
	by, err := w.Activate(ctx(t), activation(w.claim(t, p)))
	check(t, err)
	return p, by
}

// Every act that an agent does for a person is kept with who did it and by which
// channel, told at once on every known channel, and the history has its line (#13).
func TestWhatOthersDoIsKeptAndToldOnEveryChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		begin  access.State
		do     func(access.Actor, id.Patient) (Receipt, error)
		end    access.State
		kind   ForKind
		notice string
		role   access.Role
	}{
		"opposing, #13":     {access.Invited, func(by access.Actor, p id.Patient) (Receipt, error) { return w.OpposeFor(ctx(t), by, p) }, access.Opposed, ForOpposition, "M6", access.Caisse},
		"closing, #15":      {access.Activated, func(by access.Actor, p id.Patient) (Receipt, error) { return w.CloseFor(ctx(t), by, p, false) }, access.ClosedArchived, ForClosing, "M15", access.Support},
		"erasing, #17, #97": {access.AutoCreated, func(by access.Actor, p id.Patient) (Receipt, error) { return w.EraseFor(ctx(t), by, p) }, access.DeletionRequested, ForErasure, "M15e", access.Caisse},
		"keeping":           {access.DeletionRequested, func(by access.Actor, p id.Patient) (Receipt, error) { return w.KeepFor(ctx(t), by, p) }, access.ClosedArchived, ForKeeping, "M15k", access.Support},
		"reopening":         {access.ClosedArchived, func(by access.Actor, p id.Patient) (Receipt, error) { return w.ReopenFor(ctx(t), by, p) }, access.AutoCreated, ForReopening, "M15r", access.Caisse},
		"a new code":        {access.Invited, func(by access.Actor, p id.Patient) (Receipt, error) { return Receipt{}, w.RenewFor(ctx(t), by, p) }, access.Invited, ForCode, "M20", access.Support},
		"suspending": {access.Activated, func(by access.Actor, p id.Patient) (Receipt, error) {
			return Receipt{}, w.Suspend(ctx(t), by, p, "fraud")
		}, access.Suspended, ForSuspension, "M19", access.Caisse},
		"resuming": {access.Suspended, func(by access.Actor, p id.Patient) (Receipt, error) { return Receipt{}, w.Resume(ctx(t), by, p) }, access.AutoCreated, ForResuming, "M19r", access.Caisse},
		"a death": {access.Activated, func(by access.Actor, p id.Patient) (Receipt, error) {
			return Receipt{}, w.DeathFor(ctx(t), by, p, start.AddDate(0, 0, -3))
		}, access.ClosedDeath, ForDeath, "M21", access.Caisse},
		"impossible for now": {access.Invited, func(by access.Actor, p id.Patient) (Receipt, error) { return Receipt{}, w.DeferFor(ctx(t), by, p) }, access.Eligible, ForDeferral, "M23", access.Caisse},
	} {
		p := w.invited(t, nil)
		sent := w.proof(t, p)
		if c.begin != access.Invited {
			w.put(t, p, c.begin)
		}
		by := w.agent(t, c.role, p)
		r, err := c.do(by, p.patient)
		if err != nil || w.stateOf(t, p) != c.end {
			t.Errorf("%s: %v, ends in %s", name, err, w.stateOf(t, p))
			continue
		}
		if _, err := w.Prove(ctx(t), sent); c.kind == ForOpposition && err == nil {
			t.Errorf("%s: the code sent before still opens what was refused", name)
		}
		all, err := w.ActsFor(ctx(t), by, p.patient)
		check(t, err)
		want := ActFor{ID: all[0].ID, At: all[0].At, Kind: c.kind, Role: c.role, Channel: channelOf(c.role), Number: r.Number,
			Agent: identity.Agent{Name: "Ana Lemaire", Structure: "Guichet central, Foix"}, RecallableUntil: all[0].RecallableUntil}
		if len(all) != 1 || all[0] != want || !all[0].At.Equal(w.clock()) {
			t.Errorf("%s: %+v", name, all)
		}
		if n := w.count(t, `SELECT count(*) FROM acts_for a JOIN notices n USING (patient_id, line_id) JOIN access_log l ON (l.patient_id, l.id) = (a.patient_id, a.line_id)
			WHERE a.patient_id = $1 AND n.kind = $2 AND l.reason = '' AND l.role = $3 AND position('Lemaire' in encode(a.sealed, 'escape')) = 0`, p.patient, c.notice, c.role); n != 1 {
			t.Errorf("%s: its row, notice and line do not go together, or name the agent in clear", name)
		}
		if n := w.count(t, `SELECT count(DISTINCT args->>'at') FROM river_job WHERE kind = 'notification.due_at' AND args->>'patient' = $1`, p.patient.String()); n != 4 {
			t.Errorf("%s: told at %d places, want all four", name, n)
		}
	}
}

// Whoever has nobody before him, or nobody known on the line, does nothing, and
// the refusal is a line.
func TestAnAgentWithoutThePersonDoesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	caisse, phone, helper := w.agent(t, access.Caisse), w.agent(t, access.Support), w.agent(t, access.Helper)
	for by, why := range map[access.Actor]access.Reason{caisse: access.NotPresent, phone: access.NotForRole, helper: access.NoMandate} {
		if _, err := w.OpposeFor(ctx(t), by, p.patient); problem.Reason(err) != why {
			t.Errorf("%s opposes: %v", by.Role, err)
		}
		if _, err := w.Standing(ctx(t), by, p.patient); by.Role != access.Support && problem.Reason(err) == "" {
			t.Errorf("%s reads where the space is: %v", by.Role, err)
		}
	}
	if w.stateOf(t, p) != access.Invited || w.count(t, `SELECT count(*) FROM acts_for`) != 0 ||
		w.count(t, `SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = 'space.oppose' AND reason <> ''`, p.patient) != 3 {
		t.Error("something was done, or a refusal left no line")
	}
}

// #131, #132: by phone the code, the number and the serial number are judged
// together; any one wrong gives the one answer and counts; all three oppose.
func TestOpposingByPhoneNeedsCodeNumberAndSerial(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, other := w.invited(t, nil), w.invited(t, nil)
	by := w.agent(t, access.Support)
	code, wrong := w.proof(t, p).Code.Show(), w.proof(t, other).Code.Show()
	for name, say := range map[string][3]string{"another's code": {wrong, p.ins.Reveal(), p.vitale}, "another's number": {code, other.ins.Reveal(), p.vitale},
		"another's card": {code, p.ins.Reveal(), other.vitale}, "no code": {"", p.ins.Reveal(), p.vitale}, "no card": {code, p.ins.Reveal(), ""}} {
		if _, err := w.OpposeByPhone(ctx(t), by, say[0], say[1], say[2]); !codeIs(err, NotProven) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if w.tries(t, p) == 0 {
		t.Error("no wrong try counted")
	}
	if _, err := w.OpposeByPhone(ctx(t), w.agent(t, access.Caisse), code, p.ins.Reveal(), p.vitale); problem.Reason(err) != access.NotPresent {
		t.Errorf("an agent who answers no telephone: %v", err)
	}
	r, err := w.OpposeByPhone(ctx(t), by, code, p.ins.Reveal(), p.vitale)
	if err != nil || r.Kind != "opposition" || w.stateOf(t, p) != access.Opposed {
		t.Errorf("%v, %s", err, w.stateOf(t, p))
	}
	if n := w.count(t, `SELECT count(*) FROM acts_for WHERE patient_id = $1 AND kind = 'opposition' AND channel = 'phone'`, p.patient); n != 1 {
		t.Error("not kept as done for the person")
	}
}

// A slip printed at a counter: 24 hours, at once, and the old code dies (PAT-01d).
func TestASlipServesADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, fresh := w.invited(t, nil), w.person(t, nil)
	old, by := w.proof(t, p), w.agent(t, access.Caisse, p, fresh)
	slip, err := w.SlipFor(ctx(t), by, p.patient)
	check(t, err)
	if _, err := w.Prove(ctx(t), old); !codeIs(err, NotProven) {
		t.Errorf("the old code still serves: %v", err)
	}
	if fmt.Sprintf("%v %+v", slip.Code, slip) == "" || !slip.Until.Equal(w.clock().Add(limit.SlipLife)) {
		t.Errorf("until %s", slip.Until)
	}
	w.set(slip.Until)
	if _, err := w.Prove(ctx(t), Proof{slip.Code, p.ins, p.birth}); err != nil {
		t.Errorf("to the last instant: %v", err)
	}
	w.wait(time.Microsecond)
	if _, err := w.Prove(ctx(t), Proof{slip.Code, p.ins, p.birth}); !codeIs(err, NotProven) {
		t.Errorf("after a day: %v", err)
	}
	w.set(start)
	if _, err := w.SlipFor(ctx(t), by, fresh.patient); err != nil {
		t.Error(err)
	}
	if s := w.situationOf(t, fresh); s.State != access.Invited || !s.Deadline.Equal(endOf42(start)) { // #111
		t.Errorf("who was never invited: %+v", s)
	}
	if n := w.count(t, `SELECT count(*) FROM invitations WHERE channel = 'slip' AND sent_at IS NULL`); n != 0 {
		t.Error("a slip waits to be printed again")
	}
}

// #133, decisions of issue 5.12: within seven days what somebody else did
// wrongly is undone, sign-in included; after them, or once undone, no more.
func TestWrongfulActsAreRecalledForSevenDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type act = func(access.Actor, human) error
	for name, c := range map[string]struct {
		begin access.State
		do    act
	}{
		"an opposition":          {access.Invited, func(by access.Actor, p human) error { _, err := w.OpposeFor(ctx(t), by, p.patient); return err }},
		"a closing":              {access.Activated, func(by access.Actor, p human) error { _, err := w.CloseFor(ctx(t), by, p.patient, false); return err }},
		"an erasure asked for":   {access.Activated, func(by access.Actor, p human) error { _, err := w.EraseFor(ctx(t), by, p.patient); return err }},
		"an erasure of archives": {access.ClosedArchived, func(by access.Actor, p human) error { _, err := w.EraseFor(ctx(t), by, p.patient); return err }},
		"an erasure cancelled":   {access.DeletionRequested, func(by access.Actor, p human) error { _, err := w.KeepFor(ctx(t), by, p.patient); return err }},
		"a reopening":            {access.ClosedArchived, func(by access.Actor, p human) error { _, err := w.ReopenFor(ctx(t), by, p.patient); return err }},
	} {
		w.set(start)
		var p human
		if c.begin == access.Activated {
			p, _ = w.activated(t, nil)
		} else if p = w.invited(t, nil); c.begin != access.Invited {
			w.put(t, p, c.begin)
		}
		by := w.agent(t, access.Caisse, p)
		check(t, c.do(by, p))
		last := func() ActFor {
			all, err := w.ActsFor(ctx(t), by, p.patient)
			check(t, err)
			return all[len(all)-1]
		}
		wrong := last()
		if want := clock.EndOfDay(start, limit.RecallDays); !wrong.RecallableUntil.Equal(want) {
			t.Errorf("%s: recallable until %s", name, wrong.RecallableUntil)
		}
		w.set(wrong.RecallableUntil.Add(time.Microsecond))
		if _, err := w.Recall(ctx(t), by, p.patient, wrong.ID); problem.KindOf(err) != problem.Conflict {
			t.Errorf("%s, after the seventh day: %v", name, err)
		}
		w.set(wrong.RecallableUntil)
		if r, err := w.Recall(ctx(t), by, p.patient, wrong.ID); err != nil || r.Kind != "recall" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := w.stateOf(t, p); got != c.begin {
			t.Errorf("%s: back in %s, want %s", name, got, c.begin)
		}
		if last().RecalledAt.IsZero() {
			t.Errorf("%s: the act does not say that it was recalled", name)
		}
		if _, err := w.Recall(ctx(t), by, p.patient, wrong.ID); !refused(err) {
			t.Errorf("%s, twice: %v", name, err)
		}
		active := w.count(t, `SELECT count(*) FROM accounts WHERE patient_id = $1 AND active`, p.patient) == 1
		if active != (c.begin == access.Activated) {
			t.Errorf("%s: signs in %t", name, active)
		}
	}
}

// A wrongful activation is undone whole: whoever activated signs in no more, and
// the person has 42 days again, with a code of their own.
func TestAWrongfulActivationIsUndone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	w.force(t, `INSERT INTO acts_for SELECT patient_id, uuid7($2), $2, 'activation', 'helper', patient_id, 'france_services', ''::bytea, 'INVITED', $2 + interval '7 days', NULL, line_id
		FROM spaces WHERE patient_id = $1`, p.patient, w.clock())
	by, err := w.Activate(ctx(t), activation(w.claim(t, p)))
	check(t, err)
	agent := w.agent(t, access.Support, p)
	var act id.ActFor
	check(t, w.super.QueryRow(ctx(t), `SELECT id FROM acts_for WHERE patient_id = $1`, p.patient).Scan(&act))
	w.wait(3 * 24 * time.Hour)
	if _, err := w.Recall(ctx(t), agent, p.patient, act); err != nil {
		t.Fatal(err)
	}
	if s := w.situationOf(t, p); s.State != access.Invited || !s.Deadline.Equal(endOf42(w.clock())) || s.Account || s.Opened {
		t.Errorf("%+v", s)
	}
	if _, err := w.people.Actor(ctx(t), by.Account, ""); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("whoever activated is still in: %v", err)
	}
	if _, found, err := w.people.Find(ctx(t), "patient", p.patient.String()+"@example.org"); err != nil || found {
		t.Errorf("whoever activated still signs in: %v", err)
	}
	w.sendTo(t, p)
	if _, err := w.Oppose(ctx(t), w.claim(t, p)); err != nil {
		t.Errorf("the person chooses again: %v", err)
	}
}

// What the person built upon an act is not undone by recalling it.
func TestARecallDoesNotUndoWhatThePersonDidSince(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	by := w.agent(t, access.Caisse, p)
	_, err := w.OpposeFor(ctx(t), by, p.patient)
	check(t, err)
	w.wait(time.Hour)
	check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	w.sendTo(t, p)
	_, err = w.Activate(ctx(t), activation(w.claim(t, p)))
	check(t, err)
	all, err := w.ActsFor(ctx(t), by, p.patient)
	check(t, err)
	if _, err := w.Recall(ctx(t), by, p.patient, all[0].ID); problem.Reason(err) != access.WrongState || w.stateOf(t, p) != access.Activated {
		t.Errorf("%v, %s", err, w.stateOf(t, p))
	}
}

// An agent sees where a space is and when, contacts masked, never the code.
func TestStandingShowsDatesAndMaskedContacts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, by := w.activated(t, columns{"email": "lea.exemple@example.org"})
	_, err := w.Close(ctx(t), by, ByHolder)
	check(t, err)
	agent := w.agent(t, access.Support, p)
	st, err := w.Standing(ctx(t), agent, p.patient)
	check(t, err)
	if st.State != access.ClosedArchived || !st.Closed.Equal(w.clock()) || !st.Ends.Equal(ArchiveEnd(w.clock())) || !st.Account ||
		!st.LastDay.Equal(endOf42(start)) || st.Code.Live || !slices.Equal(st.Known, []string{"l•••@example.org"}) || st.Reach == "" {
		t.Errorf("%+v", st)
	}
}

// R.1111-36: a contact changed at a counter is told to the old place, and can be
// put back for seven days.
func TestAContactChangedAtACounterIsPutBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, holder := w.activated(t, nil)
	by := w.agent(t, access.Caisse, p)
	check(t, w.ContactFor(ctx(t), by, p.patient, identity.Reach{Channel: identity.ByEmail, Address: "intrus@example.org"}))
	signs := func(address string) bool {
		_, found, err := w.people.Find(ctx(t), "patient", address)
		check(t, err)
		return found
	}
	mine := holder.Patient.String() + "@example.org"
	if !signs("intrus@example.org") || signs(mine) {
		t.Error("the change is not in force")
	}
	all, err := w.ActsFor(ctx(t), by, p.patient)
	check(t, err)
	if _, err := w.Recall(ctx(t), by, p.patient, all[0].ID); err != nil || signs("intrus@example.org") || !signs(mine) {
		t.Errorf("%v: the old contact is not back", err)
	}
}
