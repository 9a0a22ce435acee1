package enrolment

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/limit"
)

func containsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// Invariant 17, decisions.md §2: one public answer, whichever part is wrong,
// dead, used or unknown.
func TestEveryFailedProofHasOneAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	used, opposed, spent, dead, expired := w.invited(t, nil), w.invited(t, nil), w.invited(t, nil), w.invited(t, nil), w.invited(t, nil)
	proofs := map[string]Proof{"used": w.proof(t, used), "opposed": w.proof(t, opposed), "spent": w.proof(t, spent), "dead": w.proof(t, dead)}
	_, err := w.Activate(ctx(t), activation(w.claim(t, used)))
	check(t, err)
	_, err = w.Oppose(ctx(t), w.claim(t, opposed))
	check(t, err)
	wrong := w.proof(t, spent)
	wrong.Birth = wrong.Birth.AddDate(0, 0, 1)
	for range limit.CodeTries {
		_, err := w.Prove(ctx(t), wrong)
		must(t, codeIs(err, NotProven), "%v", err)
	}
	w.force(t, `UPDATE persons SET died_on = '2027-03-01' WHERE patient_id = $1`, dead.patient)
	for _, name := range []string{"used", "opposed", "spent", "dead"} { // while their codes would still be in time
		if _, err := w.Prove(ctx(t), proofs[name]); !codeIs(err, NotProven) {
			t.Errorf("%s, in time: %v", name, err)
		}
	}
	w.wait(43 * 24 * time.Hour)
	proofs["expired"] = w.proof(t, expired)
	fresh := w.invited(t, nil)
	good := w.proof(t, fresh)
	unknown, uninvited := w.person(t, nil), w.person(t, nil)
	code, _, _ := ParseCode("2222-3333-4444")
	proofs["unknown code"] = Proof{code, fresh.ins, fresh.birth}
	proofs["another's number"] = Proof{good.Code, used.ins, used.birth}
	proofs["a number never invited"] = Proof{good.Code, uninvited.ins, uninvited.birth}
	proofs["wrong birth date"] = Proof{good.Code, good.INS, good.Birth.AddDate(1, 0, 0)}
	w.force(t, `DELETE FROM person_numbers WHERE patient_id = $1`, unknown.patient)
	proofs["a number of nobody"] = Proof{good.Code, unknown.ins, unknown.birth}
	proofs["nothing at all"] = Proof{}
	var first error
	for name, p := range proofs {
		c, err := w.Prove(ctx(t), p)
		if err == nil || c != (Claim{}) {
			t.Errorf("%s: was accepted", name)
			continue
		}
		if first == nil {
			first = err
		}
		if !codeIs(err, NotProven) || err.Error() != first.Error() {
			t.Errorf("%s answers %v, another %v", name, err, first)
		}
	}
}

// Five tries kill the code, never the person: a new one opens the same doors.
func TestFiveTriesKillTheCodeAndNotThePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	good := w.proof(t, p)
	wrong := Proof{good.Code, good.INS, good.Birth.AddDate(0, 1, 0)}
	for i := range limit.CodeTries {
		if i == limit.CodeTries-1 {
			if _, err := w.Prove(ctx(t), good); err != nil {
				t.Fatalf("dead after %d tries: %v", i, err)
			}
		}
		_, err := w.Prove(ctx(t), wrong)
		must(t, codeIs(err, NotProven), "%v", err)
	}
	if _, err := w.Prove(ctx(t), good); !codeIs(err, NotProven) {
		t.Errorf("the code outlives five tries: %v", err)
	}
	if s := w.situationOf(t, p); s.State != access.Invited || !s.Deadline.Equal(endOf42(start)) {
		t.Errorf("tries changed the space: %+v", s)
	}
	check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	w.sendTo(t, p)
	if _, err := w.Activate(ctx(t), activation(w.claim(t, p))); err != nil {
		t.Errorf("with a new code: %v", err)
	}
}

// A claim won before the fifth wrong try does not outlive it.
func TestAClaimDiesWithItsCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	c := w.claim(t, p)
	for range limit.CodeTries {
		_, err := w.Prove(ctx(t), Proof{Code: w.codes(t, p)[0], INS: p.ins})
		must(t, codeIs(err, NotProven), "%v", err)
	}
	if _, err := w.Activate(ctx(t), activation(c)); !refused(err) {
		t.Errorf("a dead code activated: %v", err)
	}
	if w.stateOf(t, p) != access.Invited {
		t.Error(w.stateOf(t, p))
	}
}

// decisions.md §2: a failed try counts on the code typed and on the live code of
// the number typed, and on no other.
func TestATryCountsOnTheCodeTypedAndOnTheLiveCodeOfTheNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b, c := w.invited(t, nil), w.invited(t, nil), w.invited(t, nil)
	_, err := w.Prove(ctx(t), Proof{w.codes(t, a)[0], b.ins, b.birth})
	must(t, codeIs(err, NotProven), "%v", err)
	if x, y, z := w.tries(t, a), w.tries(t, b), w.tries(t, c); x != 1 || y != 1 || z != 0 {
		t.Errorf("tries: %d on the code typed, %d on the number's, %d on another's", x, y, z)
	}
	_, err = w.Prove(ctx(t), Proof{w.codes(t, a)[0], a.ins, b.birth.AddDate(0, 0, 1)})
	must(t, codeIs(err, NotProven), "%v", err)
	if x := w.tries(t, a); x != 2 {
		t.Errorf("one try counted %d times", x-1)
	}
	// An old code typed counts on itself: the code that replaced it is another.
	old := w.codes(t, c)[0]
	check(t, w.RenewCode(ctx(t), Asking{c.ins, c.vitale, c.birth}))
	w.sendTo(t, c)
	_, err = w.Prove(ctx(t), Proof{old, b.ins, b.birth})
	must(t, codeIs(err, NotProven), "%v", err)
	if x, y := w.tries(t, b), w.tries(t, c); x != 2 || y != 0 {
		t.Errorf("tries: %d on the number's live code, %d on the code that replaced the one typed", x, y)
	}
}

// Invariant 38: every try is in a log, with nothing that was typed.
func TestEveryTryIsInTheLogs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	w.claim(t, p)
	_, err := w.Prove(ctx(t), Proof{Code: w.codes(t, p)[0], INS: p.ins})
	must(t, codeIs(err, NotProven), "%v", err)
	if n := w.count(t, `SELECT count(*) FROM operation_log WHERE act = 'space.code.try' AND subject = $1`, p.patient); n != 2 {
		t.Errorf("%d operations", n)
	}
	if n := w.count(t, `SELECT count(*) FROM access_log WHERE act = 'space.code.try' AND patient_id = $1 AND target = '' AND detail IS NULL`, p.patient); n != 2 {
		t.Errorf("%d lines", n)
	}
}

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	want, _, _ := ParseCode("K7QF2M9TXW4H")
	for _, s := range []string{"k7qf-2m9t-xw4h", " K7QF 2M9T XW4H ", "K7QF–2M9T—XW4H", "k7qf\u00a02m9t\u202fxw4h", "k7.qf.2m.9t.xw.4h"} {
		if got, wrong, _ := ParseCode(s); wrong != "" || got != want {
			t.Errorf("%q: %s", s, wrong)
		}
	}
	for s, code := range map[string]string{"": "code-empty", " - ": "code-empty", "K7QF-2M9T": "code-length", "K7QF-2M9T-XW4H-2": "code-length",
		"K7QF-2M9T-XW4O": "code-alphabet", "K7QF-2M9T-XW41": "code-alphabet", "K7QF-2M9T-XWÉH": "code-alphabet"} {
		if _, wrong, _ := ParseCode(s); wrong != code {
			t.Errorf("%q: %s, want %s", s, wrong, code)
		}
	}
}

// The code is in no table, in clear or otherwise readable: only its keyed MAC.
func TestNoTableHoldsACode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	code := w.codes(t, p)[0]
	rows, err := w.super.Query(ctx(t), `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'`)
	check(t, err)
	var tables []string
	for rows.Next() {
		var name string
		check(t, rows.Scan(&name))
		tables = append(tables, name)
	}
	check(t, rows.Err())
	must(t, len(tables) > 20, "%d tables", len(tables))
	for _, table := range tables {
		for _, form := range []string{code.text, code.Show()} {
			if n := w.count(t, `SELECT count(*) FROM `+table+` t WHERE t::text ILIKE '%' || $1::text || '%'`, form); n > 0 {
				t.Errorf("%s holds the code", table)
			}
		}
	}
}
