package enrolment

import (
	"context"
	"fmt"
	"testing"
	"time"

	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

func from(t testing.TB, network string) context.Context {
	return identity.WithOrigin(t.Context(), identity.Origin{Network: network})
}

// #132, threat 4: who knows a number cannot kill its code from where they are;
// whoever holds the code still uses it.
func TestWhoKnowsANumberDoesNotKillItsCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	good := w.proof(t, p)
	wrong := good
	for i := range 4 * limit.CodeTries {
		wrong.Code, _, _ = ParseCode(fmt.Sprintf("2222-3333-%s", "4444 5555 6666 7777"[5*(i%4):5*(i%4)+4]))
		if _, err := w.Prove(from(t, "198.51.100.0/24"), wrong); !codeIs(err, NotProven) {
			t.Fatal(err)
		}
	}
	if n := w.tries(t, p); n != triesOfANetwork {
		t.Errorf("%d tries count, want %d", n, triesOfANetwork)
	}
	if _, err := w.Prove(from(t, "192.0.2.0/24"), good); err != nil {
		t.Errorf("the holder: %v", err)
	}
}

// T21, ASVS 6.3.1: one network guesses a few hundred proofs in an hour, of
// whomever; another one is not slowed.
func TestOneNetworkGuessesFewProofs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	nothing := Proof{INS: p.ins, Birth: p.birth}
	for range limit.GuessesOfANetwork {
		if _, err := w.Prove(from(t, "198.51.100.0/24"), nothing); !codeIs(err, NotProven) {
			t.Fatal(err)
		}
	}
	if _, err := w.Prove(from(t, "198.51.100.0/24"), w.proof(t, p)); problem.KindOf(err) != problem.TooMany {
		t.Errorf("goes on: %v", err)
	}
	if _, err := w.Prove(from(t, "192.0.2.0/24"), w.proof(t, p)); err != nil {
		t.Errorf("another network: %v", err)
	}
}

// T22: the serial number of a card is guessed a few times a day for one person,
// from however many networks, and the answer is the same throughout.
func TestTheNumberOfACardIsNotGuessed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.person(t, nil)
	before := w.count(t, `SELECT count(*) FROM operation_log WHERE act = 'space.code.renew'`)
	for i := range 3 * limit.GuessesADay {
		err := w.RenewCode(from(t, fmt.Sprintf("198.51.%d.0/24", i)), Asking{INS: p.ins, Vitale: fmt.Sprintf("%010d", i), Birth: p.birth})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := w.count(t, `SELECT count(*) FROM operation_log WHERE act = 'space.code.renew'`) - before; n != limit.GuessesADay {
		t.Errorf("%d guesses were judged, want %d", n, limit.GuessesADay)
	}
	w.wait(24 * time.Hour)
	check(t, w.RenewCode(from(t, "192.0.2.0/24"), Asking{INS: p.ins, Birth: p.birth}))
	if n := w.count(t, `SELECT count(*) FROM operation_log WHERE act = 'space.code.renew'`) - before; n != limit.GuessesADay+1 {
		t.Error("the next day is not another one")
	}
}
