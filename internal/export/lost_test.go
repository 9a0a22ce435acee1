package export_test

import (
	"slices"
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/dbtest"
	"espacesante/internal/export"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// A document whose bytes are gone keeps nobody from the others, and is counted.
func TestADamagedDocumentIsCounted(t *testing.T) {
	p := open(t)
	p.adds(p.her.Patient, p.her.Actor, record.Upload{Title: "Un"})
	p.adds(p.her.Patient, p.her.Actor, record.Upload{Title: "Deux"})
	var name string
	p.must(dbtest.AsSuperuser(t, p.Pool).QueryRow(t.Context(), `SELECT blob FROM documents LIMIT 1`).Scan(&name))
	p.must(p.Blobs.Delete(t.Context(), name))
	e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.Documents})
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	if s := summed(t, unzip(t, p.takes(p.her.Actor, p.her.Patient, e))); s.Lost != 1 || len(s.Titles) != 1 || len(s.Acts) != 0 {
		t.Errorf("%+v", s)
	}
}

// Thrown away before its days are over, a copy is gone at once, made or not.
func TestACopyIsThrownAway(t *testing.T) {
	p := open(t)
	e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All})
	p.must(p.copies.End(t.Context(), p.her.Actor, p.her.Patient))
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	if _, there, err := p.copies.Standing(t.Context(), p.her.Actor, p.her.Patient); err != nil || there {
		t.Error(there, err)
	}
	if files := p.count(`SELECT count(*) FROM exports WHERE blob <> ''`); files != 0 {
		t.Error("it was made all the same")
	}
}

// issue 7 point 11, decisions.md §3, R.1111-53: the copy is what the person sees:
// what is masked is there and said to be, what waits for a consultation is not, what was withdrawn is told and not there.
func TestACopyHoldsWhatThePersonSees(t *testing.T) {
	p := open(t)
	u := record.Upload{Title: "Masqué", Type: "11502-2", Informed: true}
	p.adds(p.her.Patient, p.doctor.Actor, u)
	list, err := p.Records.List(t.Context(), p.her.Actor, "", p.her.Patient, record.Filter{})
	p.must(err)
	p.must(p.Records.Mask(t.Context(), p.her.Actor, p.her.Patient, list.Documents[0].ID))
	u.Title = "Retiré"
	u.File, u.Name, u.CaredOn = cdatest.PDF(u.Title), "f.pdf", sample.Start.AddDate(0, -1, 0)
	taken, err := p.Records.Deposit(t.Context(), p.doctor.Actor, p.her.Patient, u)
	p.must(err)
	p.must(p.Records.Withdraw(t.Context(), p.doctor.Actor, p.her.Patient, taken, record.Withdrawal{Why: record.Mistaken}))
	u.Title, u.File, u.HiddenFromPatient = "Attend l’annonce", nil, true
	p.adds(p.her.Patient, p.doctor.Actor, u)
	e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All})
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	files := unzip(t, p.takes(p.her.Actor, p.her.Patient, e))
	s := summed(t, files)
	if !slices.Equal(s.Titles, []string{"Masqué"}) || s.Masked != 1 || s.Acts[access.DepositDocument] != 2 || s.Acts[access.WithdrawDocument] != 1 {
		t.Errorf("%v, %d masked, told: %v", s.Titles, s.Masked, s.Acts)
	}
	for name := range files {
		if strings.Contains(name, "annonce") {
			t.Errorf("%s is there", name)
		}
	}
}
