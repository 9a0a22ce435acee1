package record_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// R.1111-50, scenario 27: what a minor keeps from the representatives leaves
// them no trace.
func TestWhatAMinorKeepsSecretLeavesRepresentativesNoTrace(t *testing.T) {
	p := open(t)
	parent := p.patient
	p.patient = p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	u := upload("Secret")
	_, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, u)
	wantField(t, err, "secret", "choose")
	before := p.list(parent.Representing(), record.Filter{})
	u.Secret = record.Secret
	doc := p.deposit(p.author.Actor, u)
	after := p.list(parent.Representing(), record.Filter{})
	if before.Total != 0 || after.Total != 0 || after.Types != nil || p.notices("M9") != 0 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	_, err = p.opens(parent.Representing(), doc)
	wantMissing(t, "secret", err)
	past, err := p.Records.History(t.Context(), parent.Representing(), "", p.patient.Patient, everything)
	p.must(err)
	for _, e := range past.Events {
		if e.Target == doc.String() {
			t.Errorf("the history tells of it: %s", e.Act)
		}
	}
	u.Secret = record.NotSecret
	p.deposit(p.author.Actor, u)
	if got := p.list(parent.Representing(), record.Filter{}); got.Total != 1 || p.notices("M9") != 1 {
		t.Errorf("got %+v", got)
	}
}

// R.1111-53, scenarios 28 and 29.
func TestNotThePatientYet(t *testing.T) {
	p := open(t)
	u := upload("Annonce")
	u.HiddenFromPatient = true
	first, second := p.deposit(p.author.Actor, u), p.deposit(p.author.Actor, u)
	if got := p.list(p.patient.Actor, record.Filter{}); got.Total != 0 || p.notices("M9") != 0 {
		t.Errorf("the patient sees %+v, told %d", got, p.notices("M9"))
	}
	_, err := p.Records.Read(t.Context(), p.patient.Actor, "", p.patient.Patient, first)
	wantMissing(t, "not announced", err)
	d := p.list(p.author.Actor, record.Filter{}).Documents
	if len(d) != 2 || d[0].HiddenFromPatientUntil == nil || !d[0].Can(access.ReleaseDocument) {
		t.Fatalf("the author sees %+v", d)
	}
	p.must(p.Records.Release(t.Context(), p.author.Actor, p.patient.Patient, first))
	if got := p.list(p.patient.Actor, record.Filter{}); got.Total != 1 || got.Documents[0].ID != first || p.notices("M9") != 1 {
		t.Errorf("released: %+v, told %d", got, p.notices("M9"))
	}
	p.Set(sample.Start.AddDate(0, 1, 0).Add(-time.Second))
	_, err = p.opens(p.patient.Actor, second)
	wantMissing(t, "the last second of the month", err)
	p.Wait(time.Second)
	_, err = p.opens(p.patient.Actor, second)
	p.must(err)
}
