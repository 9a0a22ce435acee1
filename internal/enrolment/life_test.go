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

// #6, #43, #49, #54, #105, #125, R.1111-28: without a step of anybody, refusals
// aside, the sweep opens exactly the spaces whose last day is over,
// each with a line and a notice.
func TestTheSweepOpensExactlyTheOverdueOnes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	overdue := []human{w.invited(t, nil), w.invited(t, columns{"has_dmp": "true"}), w.invited(t, columns{"birth_date": child, "email": "k@example.org"})}
	w.send(t) // the child's letter
	opposed, active := w.invited(t, nil), w.invited(t, nil)
	_, err := w.Oppose(ctx(t), w.claim(t, opposed))
	check(t, err)
	_, err = w.Activate(ctx(t), activation(w.claim(t, active)))
	check(t, err)
	w.wait(24 * time.Hour)
	later, never := w.invited(t, nil), w.person(t, nil)
	w.set(endOf42(start)) // in this very instant a person is in time: the timer waits (invariants 19, 21)
	s, err := w.Sweep(ctx(t), nil)
	check(t, err)
	if s.Opened != 0 {
		t.Errorf("opened %d in the last instant", s.Opened)
	}
	w.set(endOf42(start).Add(time.Second))
	now := w.clock()
	s, err = w.Sweep(ctx(t), nil)
	check(t, err)
	if s.Opened != len(overdue) {
		t.Errorf("opened %d", s.Opened)
	}
	for _, p := range overdue {
		if got := w.stateOf(t, p); got != access.AutoCreated {
			t.Errorf("overdue: %s", got)
		}
		for sql, want := range map[string]int{
			`SELECT count(*) FROM access_log l JOIN spaces s ON (s.patient_id, s.line_id) = (l.patient_id, l.id)
			 WHERE l.patient_id = $1 AND l.act = 'space.open' AND l.role = 'system' AND l.reason = '' AND s.opened_at = $2`: 1,
			`SELECT count(*) FROM notices n JOIN access_log l ON (l.patient_id, l.id) = (n.patient_id, n.line_id)
			 WHERE n.patient_id = $1 AND n.kind = 'M3' AND l.act = 'space.open' AND n.queued_at = $2`: 1,
		} {
			if n := w.count(t, sql, p.patient, now); n != want {
				t.Errorf("%d, want %d: %s", n, want, sql)
			}
		}
	}
	for p, want := range map[human]access.State{opposed: access.Opposed, active: access.Activated, later: access.Invited, never: access.Eligible} {
		if got := w.stateOf(t, p); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if n := w.count(t, `SELECT count(*) FROM river_job WHERE kind = 'notification.due' AND args->>'patient' IS NOT NULL`); n != len(overdue)+2 {
		t.Errorf("%d messages due", n)
	}
}

// The process dies between two batches of a sweep: what was opened is whole, the
// rest is opened by the next, nobody twice.
func TestASweepResumes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.batch = 1 // ten spaces a transaction
	w.persons(t, 25, nil)
	_, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	w.send(t)
	w.set(endOf42(start).Add(time.Hour))
	func() {
		defer func() { _ = recover() }()
		_, err := w.Sweep(ctx(t), func(done int) { panic(errStop) })
		t.Errorf("went on: %v", err)
	}()
	if n := w.count(t, `SELECT count(*) FROM spaces WHERE state = 'AUTO_CREATED'`); n != 10 {
		t.Errorf("%d opened before the crash", n)
	}
	s, err := w.Sweep(ctx(t), nil)
	if err != nil || s.Opened != 15 {
		t.Errorf("%+v, %v", s, err)
	}
	for _, sql := range []string{`SELECT count(*) FROM spaces WHERE state = 'AUTO_CREATED'`, `SELECT count(*) FROM notices WHERE kind = 'M3'`,
		`SELECT count(*) FROM access_log WHERE act = 'space.open'`} {
		if n := w.count(t, sql); n != 25 {
			t.Errorf("%d: %s", n, sql)
		}
	}
}

// #7, #9, #52, #94: what activating needs, and what it keeps.
func TestActivatingKeepsWhatWasChosen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	a := activation(w.claim(t, p))
	a.Sharing, a.Emergency = false, access.EmergencyYesWithMasked
	by, err := w.Activate(ctx(t), a)
	check(t, err)
	if by.Account.IsZero() || by.Patient != p.patient || by.Role != access.Patient {
		t.Errorf("%+v", by)
	}
	for sql, want := range map[string]int{
		`SELECT count(*) FROM settings WHERE patient_id = $1 AND NOT sharing AND emergency = 'yes_with_masked'`:                      1,
		`SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = 'space.activate' AND reason = '' AND target = '2026-11-22'`: 1,
		`SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = 'M5'`:                                                         1,
		`SELECT count(*) FROM accounts WHERE patient_id = $1 AND active AND password = '$hash'`:                                      1,
		`SELECT count(*) FROM spaces WHERE patient_id = $1 AND opened_at IS NOT NULL`:                                                1,
	} {
		if n := w.count(t, sql, p.patient); n != want {
			t.Errorf("%d, want %d: %s", n, want, sql)
		}
	}
	if got, err := w.people.Actor(ctx(t), by.Account, ""); err != nil || got.Patient != p.patient {
		t.Errorf("the account cannot sign in: %v", err)
	}
}

// #99–#100: a person with a previous DMP who opposes goes to DMP_ONLY.
func TestOpposingWithAPreviousDMP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for dmp, want := range map[string]access.State{"false": access.Opposed, "true": access.DMPOnly} {
		p := w.invited(t, columns{"has_dmp": dmp})
		r, err := w.Oppose(ctx(t), w.claim(t, p))
		check(t, err)
		if got := w.stateOf(t, p); got != want || r.Kind != "opposition" {
			t.Errorf("has_dmp %s: %s, want %s", dmp, got, want)
		}
		if n := w.count(t, `SELECT count(*) FROM accounts WHERE patient_id = $1`, p.patient); n != 0 {
			t.Error("opposing made an account")
		}
		if n := w.count(t, `SELECT count(*) FROM notices n JOIN access_log l ON (l.patient_id, l.id) = (n.patient_id, n.line_id)
			WHERE n.patient_id = $1 AND n.kind = 'M6' AND l.target = $2`, p.patient, r.Number); n != 1 {
			t.Error("the message of the receipt does not find its number")
		}
	}
}

// R.1111-36, #15, #55, #119: closing archives, ends the sign-in, gives a receipt.
func TestClosingArchivesAndEndsTheSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	by, err := w.Activate(ctx(t), activation(w.claim(t, p)))
	check(t, err)
	if _, err := w.Close(ctx(t), by, "because"); problem.KindOf(err) != problem.Invalid {
		t.Errorf("an unknown motive: %v", err)
	}
	r, err := w.Close(ctx(t), by, ByHolder)
	check(t, err)
	if got := w.stateOf(t, p); got != access.ClosedArchived || r.Kind != "closure" {
		t.Errorf("%s, %+v", got, r)
	}
	if n := w.count(t, `SELECT count(*) FROM spaces WHERE patient_id = $1 AND closed_at = $2 AND closing_motive = 'holder'`, p.patient, w.clock()); n != 1 {
		t.Error("its date and motive are not kept: professionals are told them")
	}
	if _, err := w.people.Actor(ctx(t), by.Account, ""); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("a session of before still serves: %v", err)
	}
	if _, found, err := w.people.Find(ctx(t), "patient", identity.RecordNumber(w.vault, p.patient)); err != nil || found {
		t.Errorf("the record number still signs in: %v", err)
	}
	if _, err := w.Close(ctx(t), by, ByHolder); !refused(err) {
		t.Errorf("closed twice: %v", err)
	}
	if got := ArchiveEnd(w.clock()); got.Year() != w.clock().Year()+10 {
		t.Error(got)
	}
}

// Nobody closes another's space, and a refusal leaves nothing but its line.
func TestNobodyElseClosesASpace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	by, err := w.Activate(ctx(t), activation(w.claim(t, p)))
	check(t, err)
	for _, actor := range []access.Actor{{Account: id.New[id.Account](), Role: access.Helper, Active: true, Patient: p.patient},
		{Account: id.New[id.Account](), Role: access.Professional, Active: true, Patient: p.patient, Profession: "10"},
		{Account: id.New[id.Account](), Role: access.Insurer, Active: true, Patient: p.patient}, {}} {
		actor.Patient = p.patient
		if _, err := w.Close(ctx(t), actor, ByHolder); problem.KindOf(err) != problem.Forbidden {
			t.Errorf("%s: %v", actor.Role, err)
		}
	}
	if w.stateOf(t, p) != access.Activated {
		t.Error(w.stateOf(t, p))
	}
	if n := w.count(t, `SELECT count(*) FROM receipts`); n != 0 {
		t.Errorf("%d receipts of refusals", n)
	}
	if n := w.count(t, `SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = 'space.close' AND reason <> ''`, p.patient); n != 4 {
		t.Errorf("%d refusals in the log (invariant 20)", n)
	}
	if _, err := w.people.Actor(ctx(t), by.Account, ""); err != nil {
		t.Error(err)
	}
}

// Invariant 19: a receipt can be checked for ever, as people type its number,
// without telling whom it is about.
func TestReceiptsCheckForEver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r, err := w.Oppose(ctx(t), w.claim(t, w.invited(t, nil)))
	check(t, err)
	w.wait(40 * 365 * 24 * time.Hour)
	for _, typed := range []string{r.Number, strings.ToLower(r.Number), strings.ReplaceAll(r.Number, "-", " "), " " + strings.ReplaceAll(r.Number, "-", "") + " "} {
		got, err := w.CheckReceipt(ctx(t), typed)
		if err != nil || got.Kind != "opposition" || !got.At.Equal(r.At) || got.Number != r.Number {
			t.Errorf("%q: %+v, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "AAAA-BBBB-CCCC", "%", r.Number[:13] + "2", "' OR true --"} {
		if typed == r.Number {
			continue
		}
		if _, err := w.CheckReceipt(ctx(t), typed); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if n := w.count(t, `SELECT count(*) FROM information_schema.columns WHERE table_name = 'receipts' AND column_name NOT IN ('number', 'kind', 'at')`); n != 0 {
		t.Error("a receipt tells whose it is")
	}
}

// A change of mind after opposing (#53): with a new code, to an active space.
func TestSomebodyWhoOpposedMayComeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	c := w.claim(t, p)
	_, err := w.Oppose(ctx(t), c)
	check(t, err)
	if _, err := w.Activate(ctx(t), activation(c)); !refused(err) {
		t.Errorf("with the code that opposed: %v", err)
	}
	check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	w.sendTo(t, p)
	again := w.claim(t, p)
	if _, err := w.Oppose(ctx(t), again); !refused(err) {
		t.Errorf("opposed twice: %v", err)
	}
	if _, err := w.Activate(ctx(t), activation(again)); err != nil || w.stateOf(t, p) != access.Activated {
		t.Errorf("%v, %s", err, w.stateOf(t, p))
	}
}

// What is refused inside undoes all it wrote: the code taken by an opposition
// that comes too late can still activate later.
func TestARefusalGivesTheCodeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	c := w.claim(t, p)
	w.put(t, p, access.AutoCreated)
	_, err := w.Oppose(ctx(t), c)
	if !refused(err) {
		t.Fatal(err)
	}
	if _, err := w.Activate(ctx(t), activation(c)); err != nil {
		t.Errorf("the code was lost with the refusal: %v", err)
	}
}
