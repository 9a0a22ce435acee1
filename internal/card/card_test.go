package card_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/card"
	"espacesante/internal/dbtest"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

type place struct {
	*sample.World
	t     *testing.T
	cards *card.Service
	her   *sample.Patient
}

func open(t *testing.T) *place {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	return &place{World: w, t: t, cards: card.New(w.Gate, w.Vault, w.People), her: w.Patient(t, access.Activated)}
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

var chosen = card.Shown{Allergies: "Pénicilline", Contact: "Anne, 06 39 98 00 00"}

func (p *place) makes(scanned bool) card.Card {
	p.t.Helper()
	p.must(p.cards.Make(p.t.Context(), p.her.Actor, p.her.Patient, chosen, scanned))
	c, there, err := p.cards.Read(p.t.Context(), p.her.Actor, p.her.Patient)
	if err != nil || !there {
		p.t.Fatal(there, err)
	}
	return c
}

func (p *place) shut(what, token, pin string) {
	p.t.Helper()
	_, err := p.cards.Open(p.t.Context(), token, pin)
	var bad *problem.Problem
	if b, ok := err.(*problem.Problem); ok {
		bad = b
	}
	if bad == nil || bad.Fields["code"] != card.Shut {
		p.t.Errorf("%s: %v", what, err)
	}
}

func (p *place) count(sql string, args ...any) (n int) {
	p.t.Helper()
	p.must(dbtest.AsSuperuser(p.t, p.Pool).QueryRow(p.t.Context(), sql, args...).Scan(&n))
	return n
}

// altered is a token with one letter in its middle changed for another.
func altered(token string) string {
	at := len(token) / 2
	other := "a"
	if token[at] == 'a' {
		other = "b"
	}
	return token[:at] + other + token[at+1:]
}

func wrong(pin string) string {
	if pin == "0000" {
		return "0001"
	}
	return "0000"
}

// PAT-15: the square and its PIN show the chosen lines and nothing else; each opening is a line and is told.
func TestTheSquareAndItsPINShowTheChosenLines(t *testing.T) {
	p := open(t)
	c := p.makes(true)
	if len(c.PIN()) != limit.CardPINDigits {
		t.Errorf("PIN of %d figures", len(c.PIN()))
	}
	p.shut("an altered token", altered(c.Token()), c.PIN())
	for i := 1; i <= 2; i++ {
		got, err := p.cards.Open(t.Context(), c.Token(), c.PIN())
		p.must(err)
		if got.Allergies != chosen.Allergies || got.Treatments != "" || got.Name == "" {
			t.Error("other lines than those chosen")
		}
		if n, told := p.count(`SELECT count(*) FROM access_log WHERE act = 'card.open' AND reason = ''`), p.count(`SELECT count(*) FROM notices WHERE kind = 'M29'`); n != i || told != i {
			t.Errorf("opening %d: %d lines, %d told", i, n, told)
		}
	}
}

// Five wrong PINs end the card, and the person is told once; a wrong PIN, a card that is over, one of nobody are one answer.
func TestFiveWrongPINsEndTheCard(t *testing.T) {
	p := open(t)
	c := p.makes(true)
	for range limit.CardTries {
		p.shut("a wrong PIN", c.Token(), wrong(c.PIN()))
	}
	p.shut("the right PIN, too late", c.Token(), c.PIN())
	p.shut("again", c.Token(), wrong(c.PIN()))
	p.shut("nobody's token", "aaaa", c.PIN())
	if n := p.count(`SELECT count(*) FROM notices WHERE kind = 'M29s'`); n != 1 {
		t.Errorf("%d told", n)
	}
	if n := p.count(`SELECT count(*) FROM emergency_cards WHERE octet_length(sealed) > 0`); n != 0 {
		t.Error("its lines stay")
	}
}

// Revoked at once, replaced, 12 months old, of a closed space, or on paper only: the square opens nothing.
func TestACardThatIsOverOpensNothing(t *testing.T) {
	p := open(t)
	first := p.makes(true)
	second := p.makes(true)
	p.shut("replaced", first.Token(), first.PIN())
	if first.PIN() == second.PIN() && first.Token() == second.Token() {
		t.Error("the same card again")
	}
	p.must(p.cards.End(t.Context(), p.her.Actor, p.her.Patient))
	p.shut("revoked", second.Token(), second.PIN())
	paper := p.makes(false)
	p.shut("paper", paper.Token(), paper.PIN())
	old := p.makes(true)
	if _, err := p.cards.Open(t.Context(), old.Token(), old.PIN()); err != nil {
		t.Error(err)
	}
	p.Wait(366 * 24 * time.Hour)
	p.shut("old", old.Token(), old.PIN())
	last := p.makes(true)
	p.Move(t, p.her, access.ClosedArchived)
	p.shut("closed", last.Token(), last.PIN())
}

// No table holds the PIN, the token or a line of the card; nobody but the holder and the representatives reads it.
func TestACardIsSealedAndItsHoldersOwn(t *testing.T) {
	p := open(t)
	child := p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{p.her}})
	p.must(p.cards.Make(t.Context(), p.her.Representing(), child.Patient, chosen, true))
	c := p.makes(true)
	file, err := os.ReadFile(dbtest.Dump(t, p.Pool))
	if err != nil || strings.Contains(string(file), "nicilline") || strings.Contains(string(file), c.Token()) {
		t.Error("a dump shows the card", err)
	}
	doctor := p.Professional(t, "10", "SM54", sample.FINESS(1))
	for _, by := range []access.Actor{doctor.Actor, p.Patient(t, access.Activated).Actor, p.Staff(t, access.Support)} {
		if _, _, err := p.cards.Read(t.Context(), by, p.her.Patient); problem.Reason(err) == "" {
			t.Errorf("%s reads it: %v", by.Role, err)
		}
	}
}

func TestAnEmptyCardAndALongLineAreRefused(t *testing.T) {
	p := open(t)
	for _, s := range []card.Shown{{}, {Allergies: strings.Repeat("a", 121)}} {
		if err := p.cards.Make(t.Context(), p.her.Actor, p.her.Patient, s, true); problem.KindOf(err) != problem.Invalid {
			t.Error(err)
		}
	}
}
