package record_test

import (
	"fmt"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// #32: by kind of act; every line is of one kind.
func TestTheHistoryIsNarrowedByWhatWasDone(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("Prise de sang"))
	_, err := p.opens(p.doctor.Actor, doc)
	p.must(err)
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.author.Account))
	all := len(p.history(p.patient.Actor, everything).Events)
	sum := 0
	for _, what := range []accesslog.What{accesslog.Reading, accesslog.Documents, accesslog.TheSay, accesslog.TheSpace} {
		for _, e := range p.history(p.patient.Actor, accesslog.Query{What: what}).Events {
			sum++
			wants := map[access.Act]accesslog.What{access.ReadDocument: accesslog.Reading, access.DepositDocument: accesslog.Documents,
				access.BlockProfessional: accesslog.TheSay, access.ConsentTeam: accesslog.TheSay}[e.Act]
			if wants != "" && wants != what {
				t.Errorf("%s is among %s", e.Act, what)
			}
		}
	}
	if sum < all { // reading a history is a line of its own each time
		t.Errorf("%d lines of all kinds, %d in all", sum, all)
	}
}

// Invariant 37, R.1111-50: a page full of lines about what is kept from parents
// is as full of the others as any, and no page tells of one.
func TestPagesOfAHistoryAreFullWhateverIsKeptFromTheReader(t *testing.T) {
	p := open(t)
	parent := p.patient
	p.patient = p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	p.joins(p.author)
	u := upload("Visible")
	u.Secret = record.NotSecret
	shown := p.deposit(p.author.Actor, u)
	u.Title, u.Secret = "Secret", record.Secret
	secret := p.deposit(p.author.Actor, u)
	for range 60 {
		p.Wait(time.Minute)
		_, err := p.Records.Read(t.Context(), p.author.Actor, access.Normal, p.patient.Patient, secret)
		p.must(err)
		_, err = p.Records.Read(t.Context(), p.author.Actor, access.Normal, p.patient.Patient, shown)
		p.must(err)
	}
	q := accesslog.Query{Who: accesslog.ByProfessionals}
	lines := 0
	for page := 1; ; page++ {
		past := p.history(parent.Representing(), q)
		for _, e := range past.Events {
			if e.Target == secret.String() {
				t.Error("a line tells of it")
			}
		}
		if lines += len(past.Events); past.Next.IsZero() {
			break
		}
		if len(past.Events) != 50 {
			t.Errorf("page %d has %d lines", page, len(past.Events))
		}
		q.Before = past.Next
	}
	if lines != 62 { // consent, deposit, 60 times read
		t.Errorf("%d lines", lines)
	}
}

// A médecin traitant is told nothing of a document that the matrix closes to
// him, whichever it is: each one named is judged (D3, invariant 37).
func TestEachDocumentThatALineNamesIsJudged(t *testing.T) {
	p := open(t)
	u := upload("Attestation")
	u.Type = "ATTEST-RESID"
	closed := p.deposit(p.author.Actor, u)
	for i := range 52 {
		p.deposit(p.author.Actor, upload(fmt.Sprint("document ", i)))
	}
	for _, e := range p.history(p.doctor.Actor, accesslog.Query{Most: 500}).Events {
		if e.Target == closed.String() {
			t.Errorf("the history tells of it: %s", e.Act)
		}
	}
}

// A history taken away is all of it, in one act.
func TestAHistoryTakenAwayIsWhole(t *testing.T) {
	p := open(t)
	for range 70 {
		p.Wait(time.Hour)
		p.list(p.doctor.Actor, record.Filter{})
	}
	past := p.history(p.patient.Actor, accesslog.Query{Who: accesslog.ByProfessionals, Most: 5000})
	if len(past.Events) != 71 || !past.Next.IsZero() {
		t.Errorf("%d lines, more: %t", len(past.Events), !past.Next.IsZero())
	}
}
