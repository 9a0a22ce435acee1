package enrolment

import (
	"strings"
	"testing"
	"time"
)

// Issue 5 point 4, invariant 17: whatever is asked without a code, and whatever of it is wrong, is answered in the same words and not
// before the same time has passed.
func TestWhatIsAskedWithoutACodeIsAnsweredAtOnePace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	right := Asking{p.ins, p.vitale, p.birth}
	wrongSerial, wrongBirth, unknown := right, right, right
	wrongSerial.Vitale = "00000000"
	wrongBirth.Birth = p.birth.AddDate(0, 0, 1)
	unknown.INS = w.person(t, nil).ins
	w.Service.floor = equalize
	for name, a := range map[string]Asking{"right": right, "another card": wrongSerial, "another day": wrongBirth, "another number": unknown} {
		for what, ask := range map[string]func() error{
			"a new code":   func() error { return w.RenewCode(ctx(t), a) },
			"an objection": func() error { return w.AskOpposition(ctx(t), a) },
		} {
			began := time.Now()
			if err := ask(); err != nil {
				t.Errorf("%s, %s: %v", what, name, err)
			}
			if took := time.Since(began); took < equalize {
				t.Errorf("%s, %s: answered after %s", what, name, took)
			}
		}
	}
	good := w.proof(t, p)
	bad := good
	bad.Birth = wrongBirth.Birth
	for _, proof := range []Proof{good, bad} {
		began := time.Now()
		_, err := w.Prove(ctx(t), proof)
		if took := time.Since(began); took < equalize {
			t.Errorf("a code judged %v after %s", err, took)
		}
	}
	if s := right.String(); strings.ContainsAny(s, "0123456789") {
		t.Error("what was asked is printed:", s)
	}
}
