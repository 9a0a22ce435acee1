package record_test

import (
	"math/rand/v2"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// reads is how many of the documents that the asker sees somebody is served.
func (p *place) reads(by access.Actor, docs []id.Document) (n int) {
	p.t.Helper()
	_, own := p.served(p.patient.Actor, "", docs)
	_, theirs := p.served(by, "", docs)
	for d := range theirs {
		if own[d] {
			n++
		}
	}
	return n
}

// Issue 7 points 3 and 4, #84, #118: what a page says that a choice would do is
// what it does: of each person, the reach foretold is what is served once the
// choice is made, and what stood before is what was served.
func TestTheEffectOfAChoiceIsWhatItDoes(t *testing.T) {
	p := open(t)
	ctx, me := t.Context(), p.patient
	r := rand.New(rand.NewPCG(5, 9))
	people := p.cast(r)
	docs := p.shelf(r, people)
	ask := record.Asking{Professions: []string{"10"}}
	for _, who := range people {
		ask.Named = append(ask.Named, record.Viewer{Actor: who.Actor})
	}
	same := func(name string, said record.Reach) {
		t.Helper()
		for i, who := range people {
			if n := p.reads(who.Actor, docs); n != said.Named[i].Read || said.Named[i].Shut != "" && n > 0 {
				t.Errorf("%s, number %d: said to read %d (%s), reads %d", name, i, said.Named[i].Read, said.Named[i].Shut, n)
			}
		}
	}
	sharing := func(on bool) func(*access.Facts) { return func(f *access.Facts) { f.Sharing = on } }
	for _, c := range []struct {
		name     string
		what     record.If
		do, undo func() error
	}{
		{"tout masquer", record.If{Mask: record.Hiding}, func() error { return p.Consents.SetMaskAll(ctx, me.Actor, me.Patient, true) }, nil},
		{"no longer", record.If{Mask: record.ShowingAll}, func() error { return p.Consents.SetMaskAll(ctx, me.Actor, me.Patient, false) }, nil},
		{"personne pour le moment", record.If{Facts: sharing(false)}, func() error { return p.Consents.SetSharing(ctx, me.Actor, me.Patient, false) },
			func() error { return p.Consents.SetSharing(ctx, me.Actor, me.Patient, true) }},
	} {
		got, err := p.Records.Foresee(ctx, me.Actor, me.Patient, ask, c.what)
		p.must(err)
		same("before "+c.name, got[0])
		p.must(c.do())
		same(c.name, got[1])
		if c.undo != nil {
			p.must(c.undo())
		}
	}
	for i, who := range people[:6] {
		for _, kind := range []consent.ChangeKind{consent.OfWithdraw, consent.OfTeam, consent.OfBlock, consent.OfUnblock} {
			do := map[consent.ChangeKind]func() error{
				consent.OfWithdraw: func() error { return p.Consents.WithdrawConsent(ctx, me.Actor, me.Patient, who.Account) },
				consent.OfTeam:     func() error { return p.Consents.AddToTeam(ctx, me.Actor, me.Patient, who.Account) },
				consent.OfBlock:    func() error { return p.Consents.Block(ctx, me.Actor, me.Patient, who.Account) },
				consent.OfUnblock:  func() error { return p.Consents.Unblock(ctx, me.Actor, me.Patient, who.Account) },
			}[kind]
			one := record.Asking{Named: ask.Named[i : i+1]}
			_, after, err := p.Consents.Foresee(ctx, me.Actor, me.Patient, consent.Choice{Kind: kind, Professional: who.Account}, one)
			p.must(err)
			p.must(do())
			if n := p.reads(who.Actor, docs); n != after.Named[0].Read {
				t.Errorf("%s of number %d: said to read %d, reads %d", kind, i, after.Named[0].Read, n)
			}
		}
	}
}

// Decisions §3, issue 7 point 3: an author who is blocked, who left, or whom no
// agreement lets in does not read what he wrote; without médecin traitant nobody
// reads a masked document. A trial leaves nothing behind.
func TestWhoWroteADocumentReadsItOnlyIfHeComesIn(t *testing.T) {
	p := open(t)
	ctx, me := t.Context(), p.patient
	stranger := p.Professional(t, "10", "", sample.FINESS(7))
	theirs, foreign := p.deposit(p.author.Actor, upload("Prise de sang")), p.deposit(stranger.Actor, upload("Passage"))
	asks := func(doc id.Document, whats ...record.If) []record.Reach {
		t.Helper()
		got, err := p.Records.Foresee(ctx, me.Actor, me.Patient, record.Asking{Documents: []id.Document{doc},
			Named: []record.Viewer{{Actor: p.author.Actor}, {Actor: stranger.Actor}, {Actor: p.doctor.Actor}}, Professions: []string{"10", "21"}}, whats...)
		p.must(err)
		return got
	}
	got := asks(theirs, record.If{Mask: record.Hiding})
	if now, then := got[0], got[1]; now.Total != 1 || now.Named[0].Read != 1 || then.Named[0].Read != 1 || then.Named[2].Read != 1 ||
		now.Professions["10"].Read != 1 || then.Professions["10"].Read != 0 || then.Professions["10"].Why != access.Masked || then.Emergency.Read != 0 {
		t.Errorf("%+v", got)
	}
	if got := asks(foreign); got[0].Named[1].Shut != access.NoConsent {
		t.Errorf("who deposited in passing: %+v", got[0].Named[1])
	}
	choice := consent.Choice{Kind: consent.OfBlock, Professional: p.author.Account}
	for range 2 { // asked again: the first time changed nothing
		before, after, err := p.Consents.Foresee(ctx, me.Actor, me.Patient, choice, record.Asking{Documents: []id.Document{theirs}, Named: []record.Viewer{{Actor: p.author.Actor}}})
		p.must(err)
		if before.Named[0].Read != 1 || after.Named[0].Shut != access.Blocked {
			t.Errorf("%+v then %+v", before, after)
		}
	}
	if n := p.count(`SELECT count(*) FROM blocks WHERE patient_id = $1`, me.Patient); n != 0 {
		t.Errorf("a trial left %d blocks", n)
	}
	p.must(p.Consents.Block(ctx, me.Actor, me.Patient, p.author.Account))
	if got := asks(theirs); got[0].Named[0].Shut != access.Blocked {
		t.Errorf("a blocked author: %+v", got[0].Named[0])
	}
	gone := access.Actor{Role: access.Professional, Account: p.author.Account, Profession: "10"}
	seen, err := p.Records.Foresee(ctx, me.Actor, me.Patient, record.Asking{Documents: []id.Document{theirs}, Named: []record.Viewer{{Actor: gone}}})
	p.must(err)
	if seen[0].Named[0].Shut != access.NotActive {
		t.Errorf("an author who left: %+v", seen[0].Named[0])
	}
}
