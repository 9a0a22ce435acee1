package record_test

import (
	"testing"
	"time"

	"espacesante/internal/dbtest"
	"espacesante/internal/record"
)

// crooked are shapes that do not count what documents says, either way.
const crooked = `
	SELECT count(*) FROM (
	    SELECT patient_id, status, type, class, author_kind, author_id, structure, masked_at IS NOT NULL AS masked,
	           coalesce(hidden_from_patient_until, '-infinity') AS hidden_from_patient_until, hidden_from_representatives,
	           extract(year FROM cared_on)::bigint AS year, count(*) AS documents, sum(size)::bigint AS bytes
	    FROM documents GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	) d FULL JOIN (SELECT * FROM document_shapes WHERE documents <> 0 OR bytes <> 0) s
	USING (patient_id, status, type, class, author_kind, author_id, structure, masked, hidden_from_patient_until, hidden_from_representatives, year)
	WHERE d.documents IS DISTINCT FROM s.documents OR d.bytes IS DISTINCT FROM s.bytes`

// What lists are decided and counted on is what documents says, whatever was
// done: added, masked one by one and all at once, kept for later, replaced,
// withdrawn, put into the bin, restored, purged, and what was undone by a
// refusal.
func TestShapesAreCountedAsDocumentsAre(t *testing.T) {
	p := open(t)
	super := dbtest.AsSuperuser(t, p.Pool)
	straight := func(after string) {
		t.Helper()
		var n int
		p.must(super.QueryRow(t.Context(), crooked).Scan(&n))
		if n > 0 {
			t.Errorf("after %s, %d shapes do not count what documents says", after, n)
		}
	}
	doc := p.deposit(p.author.Actor, upload("Un"))
	mine := p.adds("Le mien")
	straight("two deposits")
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, doc))
	straight("a mask")
	if err := p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, doc); err == nil { // not hers to delete
		t.Error("deleted")
	}
	straight("a refusal")
	p.must(p.Consents.SetMaskAll(t.Context(), p.patient.Actor, p.patient.Patient, true))
	straight("tout masquer")
	p.must(p.Consents.SetMaskAll(t.Context(), p.patient.Actor, p.patient.Patient, false))
	straight("tout montrer")
	later := upload("Pas encore")
	later.HiddenFromPatient = true
	waits := p.deposit(p.author.Actor, later)
	straight("one that waits for the person")
	p.must(p.Records.Release(t.Context(), p.author.Actor, p.patient.Patient, waits))
	straight("telling her")
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, waits, record.Withdrawal{Why: record.Mistaken}))
	p.must(p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, mine))
	straight("a withdrawal, the bin")
	p.must(p.Records.Restore(t.Context(), p.patient.Actor, p.patient.Patient, mine))
	p.must(p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, mine))
	p.Wait(record.Bin + 24*time.Hour)
	p.fill(t, 60)
	straight("sixty at once")
	if l := p.list(p.patient.Actor, record.Filter{}); l.Total != 62 { // one of them by fill, the first deposited, sixty
		t.Errorf("%d counted", l.Total)
	}
}

// A page is the same documents whichever way it is asked for: by its number
// among all, by year, between days, beyond the last.
func TestPagesBetweenDaysAreCountedByTheDay(t *testing.T) {
	p := open(t)
	p.fill(t, 130) // one every other day, from day backwards
	f := record.Filter{Since: day.AddDate(0, 0, -150), Until: day.AddDate(0, 0, -20), Page: 9}
	l := p.list(p.patient.Actor, f)
	if l.Total != 66 || l.Pages != 2 || l.Page != 2 || len(l.Documents) != 16 {
		t.Errorf("%d documents on page %d of %d, %d in all", len(l.Documents), l.Page, l.Pages, l.Total)
	}
	for _, d := range l.Documents {
		if d.CaredOn.Before(f.Since) || d.CaredOn.After(f.Until) {
			t.Errorf("%s is not between", d.CaredOn)
		}
	}
	if v := p.list(p.doctor.Actor, f); v.Total != 66 {
		t.Errorf("the doctor counts %d", v.Total)
	}
	if got := p.list(p.patient.Actor, record.Filter{Year: day.Year(), Type: "34133-9"}); got.Total == 0 || got.Total != len(got.Documents) {
		t.Errorf("%d, %d in all", len(got.Documents), got.Total)
	}
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, l.Documents[0].ID))
	if masked := p.list(p.patient.Actor, record.Filter{Visibility: record.OnlyMasked, Until: f.Until}); masked.Total != 1 {
		t.Errorf("%d masked", masked.Total)
	}
}
