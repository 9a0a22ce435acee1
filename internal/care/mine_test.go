package care_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/care"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// Issue 6 point 12, R.1111-43, #32: « mes accès » are the lines that the person reads of him, the very same, done and refused, and no other.
func TestMyAccessesAreTheLinesThatThePersonReads(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	pro, other := w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Professional(t, "10", "", sample.FINESS(1))
	p := w.Patient(t, access.Activated)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w.Wait(time.Minute)
	if _, err := w.Care.Open(ctx, pro.Actor, p.Patient); problem.Reason(err) != access.NoConsent {
		t.Fatal(err)
	}
	_, err := w.People.FindByINS(ctx, pro.Actor, p.Person.INS)
	must(err)
	must(w.Care.Expect(ctx, pro.Actor, p.Patient))
	for _, by := range []*sample.Professional{pro, other} {
		must(w.Consents.DeclareConsent(ctx, by.Actor, p.Patient, consent.Oral))
		_, err = w.Care.Open(ctx, by.Actor, p.Patient)
		must(err)
	}
	doc, err := w.Records.Deposit(ctx, pro.Actor, p.Patient, record.Upload{File: cdatest.PDF("a"), Name: "a.pdf", Type: "11502-2", CaredOn: sample.Start.Truncate(24 * time.Hour), Informed: true})
	must(err)
	_, err = w.Care.OpenInEmergency(ctx, pro.Actor, p.Patient, care.Emergency{Mode: access.Centre15, OnCall: true, Reason: "Appel au centre 15, douleur thoracique."})
	must(err)
	for range limit.ListRows {
		w.Wait(time.Second)
		_, err = w.Records.Open(ctx, pro.Actor, access.Normal, p.Patient, doc)
		must(err)
	}
	must(w.Consents.Block(ctx, p.Actor, p.Patient, pro.Account))
	if _, err := w.Records.Visit(ctx, pro.Actor, access.Normal, p.Patient, record.Wish{}); problem.Reason(err) != access.Blocked {
		t.Fatal(err)
	}
	type line struct {
		at                                   time.Time
		act, mode, motive, reason, structure string
	}
	his := map[id.Line]line{}
	for before := (id.Line{}); ; {
		all, next, err := w.Care.MyAccesses(ctx, pro.Actor, before)
		must(err)
		for _, a := range all {
			his[a.Line] = line{a.At, string(a.Act), string(a.Mode), string(a.Motive), string(a.Reason), a.Structure}
		}
		if before = next; next.IsZero() {
			break
		}
	}
	seen := 0
	for before := (id.Line{}); ; {
		past, err := w.Records.History(ctx, p.Actor, "", p.Patient, accesslog.Query{Before: before})
		must(err)
		for _, e := range past.Events {
			if e.Actor == nil || *e.Actor != pro.Account {
				continue
			}
			seen++
			if got := (line{e.At, string(e.Act), string(e.Mode), string(e.Motive), string(e.Reason), e.Structure}); his[e.ID] != got {
				t.Errorf("the person reads %+v, he reads %+v", got, his[e.ID])
			}
		}
		if before = past.Next; before.IsZero() {
			break
		}
	}
	if seen != len(his) || seen < limit.ListRows+8 {
		t.Errorf("the person reads %d lines of him, he reads %d", seen, len(his))
	}
}

// tale is a random run of acts of professionals on the spaces of two persons, done and refused.
type tale struct {
	*sample.World
	t    *testing.T
	r    *rand.Rand
	pros []*sample.Professional
	own  []*sample.Patient
	docs []id.Document
}

// step does one act, whatever comes of it: a refusal is a line too.
func (w *tale) step() {
	ctx := w.t.Context()
	by, p := w.pros[w.r.IntN(len(w.pros))], w.own[w.r.IntN(len(w.own))]
	doc := w.docs[w.r.IntN(len(w.docs))]
	mode := []access.Mode{access.Normal, access.Normal, access.BrisDeGlace, access.Centre15}[w.r.IntN(4)]
	var err error
	switch w.r.IntN(16) {
	case 0:
		_, err = w.People.FindByINS(ctx, by.Actor, p.Person.INS)
	case 1:
		err = w.Care.Expect(ctx, by.Actor, p.Patient)
	case 2:
		err = w.Consents.DeclareConsent(ctx, by.Actor, p.Patient, consent.Written)
	case 3:
		_, err = w.Care.Open(ctx, by.Actor, p.Patient)
	case 4:
		u := record.Upload{File: cdatest.PDF("a"), Name: "a.pdf", Type: "11502-2", CaredOn: sample.Start.Truncate(24 * time.Hour), Informed: w.r.IntN(4) > 0}
		var made id.Document
		if made, err = w.Records.Deposit(ctx, by.Actor, p.Patient, u); err == nil {
			w.docs = append(w.docs, made)
		}
	case 5:
		_, err = w.Records.Open(ctx, by.Actor, mode, p.Patient, doc)
	case 6:
		_, err = w.Records.Search(ctx, by.Actor, mode, p.Patient, "bilan", record.Filter{})
	case 7:
		_, err = w.Care.OpenInEmergency(ctx, by.Actor, p.Patient, care.Emergency{Mode: access.BrisDeGlace, Speechless: true, Danger: true, Reason: why})
	case 8:
		err = w.Care.CloseEmergency(ctx, by.Actor, p.Patient, access.BrisDeGlace)
	case 9:
		err = w.Consents.Redeem(ctx, by.Actor, p.Patient, "K7QF2M")
	case 10:
		err = w.Records.Withdraw(ctx, by.Actor, p.Patient, doc, record.Withdrawal{Why: record.Mistaken})
	case 11:
		err = w.Consents.Block(ctx, p.Actor, p.Patient, by.Account)
	case 12:
		err = w.Consents.Unblock(ctx, p.Actor, p.Patient, by.Account)
	case 13:
		err = w.Records.Mask(ctx, p.Actor, p.Patient, doc)
	case 14:
		_, err = w.Records.List(ctx, by.Actor, mode, p.Patient, record.Filter{})
	case 15:
		w.Wait(time.Duration(w.r.IntN(600)) * time.Minute)
	}
	if err != nil && problem.KindOf(err) == problem.Fault {
		w.t.Fatal(err)
	}
}

// Issue 6 point 12, on histories drawn by chance: whatever was done and refused, in which order and in whose space, the
// lines that a professional reads of himself are those that the persons read of him, one for one.
func TestMyAccessesAreTheHistoriesWhateverHappened(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		w := &tale{World: sample.New(t), t: t, r: rand.New(rand.NewPCG(seed, 6)), docs: []id.Document{id.New[id.Document]()}}
		w.pros = []*sample.Professional{w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Professional(t, "60", "", sample.FINESS(1)), w.Professional(t, "28", "", "")}
		w.own = []*sample.Patient{w.Someone(t, sample.Someone{TreatingDoctor: w.pros[0]}), w.Patient(t, access.Activated)}
		for range 150 {
			w.Wait(time.Second)
			w.step()
		}
		all := 0
		for _, pro := range w.pros {
			his, theirs := w.reads(pro), map[id.Line]string{}
			for _, p := range w.own {
				w.told(p, pro, theirs)
			}
			if !maps.Equal(his, theirs) {
				t.Errorf("seed %d: he reads %d lines of himself, they read %d, or not the same", seed, len(his), len(theirs))
			}
			all += len(his)
		}
		if all < 60 {
			t.Errorf("seed %d: %d lines only", seed, all)
		}
	}
}

// reads are the lines that a professional reads of himself.
func (w *tale) reads(by *sample.Professional) map[id.Line]string {
	w.t.Helper()
	all := map[id.Line]string{}
	for before := (id.Line{}); ; {
		page, next, err := w.Care.MyAccesses(w.t.Context(), by.Actor, before)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, a := range page {
			all[a.Line] = fmt.Sprint(a.At, a.Act, a.Mode, a.Motive, a.Reason, a.Structure)
		}
		if before = next; next.IsZero() {
			return all
		}
	}
}

// told adds the lines that a person reads of a professional.
func (w *tale) told(p *sample.Patient, pro *sample.Professional, all map[id.Line]string) {
	w.t.Helper()
	for before := (id.Line{}); ; {
		past, err := w.Records.History(w.t.Context(), p.Actor, "", p.Patient, accesslog.Query{Before: before})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, e := range past.Events {
			if e.Actor != nil && *e.Actor == pro.Account {
				all[e.ID] = fmt.Sprint(e.At, e.Act, e.Mode, e.Motive, e.Reason, e.Structure)
			}
		}
		if before = past.Next; before.IsZero() {
			return
		}
	}
}
