package record_test

import (
	"slices"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// #22, #81, #82, #141: pictures, blood tests, ultrasounds, prescriptions and
// reports of a stay are kept in one place, whoever brings them, and whom the
// person lets in reads them.
func TestWhatOneCarriedFromDoorToDoorIsInOnePlace(t *testing.T) {
	p := open(t)
	var want []string
	for title, code := range map[string]string{"Radio du genou": "18748-4", "Prise de sang": biology, "Ordonnance": "57833-6", "Séjour à l’hôpital": "11490-0"} {
		if _, known := codes.DocumentType(code); !known {
			t.Fatalf("no type %s", code)
		}
		u := upload(title)
		u.Type = code
		p.deposit(p.author.Actor, u)
		want = append(want, title)
	}
	p.adds("Échographie de l’an passé")
	want = append(want, "Échographie de l’an passé")
	slices.Sort(want)
	colleague := p.Professional(t, "10", "SM54", sample.FINESS(3))
	if _, err := p.Records.List(t.Context(), colleague.Actor, access.Normal, p.patient.Patient, record.Filter{}); problem.Reason(err) == "" {
		t.Errorf("read before the person agreed: %v", err)
	}
	p.must(p.Consents.AddToTeam(t.Context(), p.patient.Actor, p.patient.Patient, colleague.Account))
	for name, by := range map[string]access.Actor{"the person": p.patient.Actor, "whom she let in": colleague.Actor} {
		got := p.titles(by)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s sees %v, want %v", name, got, want)
		}
	}
}

// #64: who does not want the médecin traitant to know blocks him too, as
// anybody: he then reads nothing, masked or not, and comes back unblocked.
func TestTheTreatingDoctorIsBlockedAsAnybody(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("Ancienne IVG"))
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, doc))
	if got := p.titles(p.doctor.Actor); len(got) != 1 {
		t.Fatalf("the médecin traitant sees %v", got)
	}
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.doctor.Account))
	for _, mode := range []access.Mode{access.Normal, access.BrisDeGlace} {
		if _, err := p.Records.List(t.Context(), p.doctor.Actor, mode, p.patient.Patient, record.Filter{}); problem.Reason(err) == "" {
			t.Errorf("%s: blocked, he still lists: %v", mode, err)
		}
	}
	p.must(p.Consents.Unblock(t.Context(), p.patient.Actor, p.patient.Patient, p.doctor.Account))
	if got := p.titles(p.doctor.Actor); len(got) != 1 {
		t.Errorf("unblocked, he sees %v", got)
	}
}
