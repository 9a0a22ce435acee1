package care_test

import (
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
