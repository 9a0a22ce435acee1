package professional_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// Scenario 26 of domain.md §2.4, #23, #24, R.1111-33: a biologist deposits for a minor who opposes any record. Nothing is kept: no row, no file, no
// line of a deposit, no message; what the representatives see, search and are told is what it was.
func TestScenario26TheMinorWantsNothingRecorded(t *testing.T) {
	h := open(t)
	parent := h.Patient(t, access.Activated)
	child := h.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	biologist := h.Professional(t, "10", "SM03", sample.FINESS(1))
	v := h.signedIn(biologist).meets(child)
	v.get(space(child) + "/deposer").is(200)
	look := func() string {
		list, err := h.Records.List(t.Context(), parent.Representing(), "", child.Patient, record.Filter{})
		h.must(err)
		past, err := h.Records.History(t.Context(), parent.Representing(), "", child.Patient, accesslog.Query{Quiet: true})
		h.must(err)
		files := 0
		h.must(filepath.WalkDir(h.BlobDir, func(_ string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files++
			}
			return err
		}))
		var deposits, notices, jobs int
		h.must(superuser(t, h).QueryRow(t.Context(), `SELECT (SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = 'document.deposit'),
			(SELECT count(*) FROM notices WHERE patient_id = $1), (SELECT count(*) FROM river_job)`, child.Patient).Scan(&deposits, &notices, &jobs))
		events := ""
		for _, e := range past.Events {
			events += fmt.Sprintln(e.ID, e.Act, e.Target)
		}
		return fmt.Sprint(list, events, files, deposits, notices, jobs, h.count(t, child))
	}
	before := look()
	send := func(secret string) page {
		return v.upload(space(child)+"/deposer", "a.pdf", cdatest.PDF("Dépistage"), "cle", "k", "type", biology, "date-jour", "10", "date-mois", "3",
			"date-annee", "2027", "informe", "oui", "secret", secret)
	}
	send("rien").leads(space(child) + "/depose")
	if after := look(); after != before {
		t.Errorf("something was kept:\n%s\n\nbefore:\n%s", after, before)
	}
	send("non").leads(space(child) + "/depose")
	if look() == before {
		t.Error("a deposit that is recorded leaves nothing either: the comparison cannot fail")
	}
}
