package export_test

import (
	"testing"

	"espacesante/internal/dbtest"
	"espacesante/internal/export"
	"espacesante/internal/record"
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
