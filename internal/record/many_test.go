package record_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/internal/vault"
)

// fill puts n documents of a professional into the space, read already, without
// their files: what a life of care leaves.
func (p *place) fill(t testing.TB, n int) {
	t.Helper()
	p.adds("Le premier") // the key, and a line to name
	super := dbtest.AsSuperuser(t, p.Pool)
	var wrapped []byte
	var line id.Line
	err := super.QueryRow(t.Context(), `SELECT k.wrapped, d.line_id FROM space_keys k JOIN documents d USING (patient_id) WHERE k.patient_id = $1 LIMIT 1`,
		p.patient.Patient).Scan(&wrapped, &line)
	p.must(err)
	space, err := p.Vault.Space(p.patient.Patient, vault.Wrapped(wrapped))
	p.must(err)
	types := []string{biology, "34133-9", "57833-6", "60591-5", "18748-4", "11488-4"}
	ids, kinds, days, sealed := make([]id.Document, n), make([]string, n), make([]time.Time, n), make([][]byte, n)
	words, sieves := make([][]byte, n), make([][]byte, n)
	for i := range n {
		ids[i], kinds[i], days[i] = id.New[id.Document](), types[i%len(types)], day.AddDate(0, 0, -2*i)
		plain, err := json.Marshal(record.Sealed{Title: fmt.Sprintf("Document %d", i), FileName: "resultat.pdf", Author: &record.Byline{Name: "ROUX", GivenName: "Anne"}})
		p.must(err)
		sealed[i] = space.Seal(plain, "document "+ids[i].String())
		text := fmt.Appendf(nil, " DOCUMENT %d RESULTAT PDF ROUX ANNE", i)
		for w := range 250 {
			text = fmt.Appendf(text, " MOT%dDU%d", w, i*7919+w*104729)
		}
		words[i], sieves[i] = space.Seal(text, "words "+ids[i].String()), space.Seal(record.Sift(text), "sieve "+ids[i].String())
	}
	_, err = super.Exec(t.Context(), `
		INSERT INTO documents (patient_id, id, type, class, author_kind, author_id, cared_on, added_at, format, size, sha256, blob, sealed, informed, line_id)
		SELECT $1, u.id, u.type, 'x', 'professional', $2, u.day, u.day, 'pdf', 1000, '\x00', u.id::text, u.sealed, true, $3
		FROM unnest($4::uuid[], $5::text[], $6::date[], $7::bytea[]) AS u (id, type, day, sealed)`,
		p.patient.Patient, p.author.Account, line, ids, kinds, days, sealed)
	p.must(err)
	_, err = super.Exec(t.Context(), `
		UPDATE document_texts t SET state = 'read', words = u.words, sieve = u.sieve FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS u (id, words, sieve)
		WHERE t.patient_id = $1 AND t.document_id = u.id`, p.patient.Patient, ids, words, sieves)
	p.must(err)
	_, err = super.Exec(t.Context(), `VACUUM ANALYZE documents, document_texts`)
	p.must(err)
}

func BenchmarkLists(b *testing.B) {
	for _, n := range []int{50, 5000} {
		p := world(b)
		p.fill(b, n)
		b.Run(fmt.Sprintf("list of %d", n), func(b *testing.B) {
			for b.Loop() {
				_, err := p.Records.List(b.Context(), p.patient.Actor, "", p.patient.Patient, record.Filter{})
				p.must(err)
			}
		})
		b.Run(fmt.Sprintf("search of one among %d", n), func(b *testing.B) {
			for b.Loop() {
				_, err := p.Records.Search(b.Context(), p.patient.Actor, "", p.patient.Patient, "document 49", record.Filter{})
				p.must(err)
			}
		})
		b.Run(fmt.Sprintf("search among %d", n), func(b *testing.B) {
			for b.Loop() {
				f, err := p.Records.Search(b.Context(), p.patient.Actor, "", p.patient.Patient, "document résultat", record.Filter{})
				p.must(err)
				if f.Total != n {
					b.Fatal(f.Total)
				}
			}
		})
	}
}

// Issue 7 point 13, ux.md §4.5: among 5,000 documents a list comes within 150
// ms and a search within 250 ms, 19 times in 20. Timed: not in the short run,
// whose machine does other things meanwhile.
func TestListsAndSearchesOfThousandsKeepTheirBudget(t *testing.T) {
	if testing.Short() {
		t.Skip("timed")
	}
	p := world(t)
	p.fill(t, 5000)
	within := func(what string, most time.Duration, do func() error) {
		t.Helper()
		took := make([]time.Duration, 40)
		for i := range took {
			began := time.Now()
			p.must(do())
			took[i] = time.Since(began)
		}
		slices.Sort(took)
		if p95 := took[len(took)*95/100]; p95 > most {
			t.Errorf("%s takes %s: %s at most", what, p95, most)
		}
	}
	within("a list", 150*time.Millisecond, func() error {
		_, err := p.Records.List(t.Context(), p.patient.Actor, "", p.patient.Patient, record.Filter{})
		return err
	})
	within("a search", 250*time.Millisecond, func() error {
		_, err := p.Records.Search(t.Context(), p.patient.Actor, "", p.patient.Patient, "document 49", record.Filter{})
		return err
	})
}

// What a page costs does not depend on how many there are: fifty rows are
// opened, whatever the page, and the counts stay right.
func TestAPageOfThousandsIsAPage(t *testing.T) {
	p := open(t)
	p.fill(t, 130)
	seen := map[id.Document]bool{}
	for page := 1; page <= 3; page++ {
		l := p.list(p.patient.Actor, record.Filter{Page: page})
		if l.Total != 131 || l.Pages != 3 || l.Page != page || len(l.Documents) != []int{50, 50, 31}[page-1] {
			t.Errorf("page %d: %d of %d, %d pages", page, len(l.Documents), l.Total, l.Pages)
		}
		for i, d := range l.Documents {
			if seen[d.ID] || i > 0 && d.CaredOn.After(l.Documents[i-1].CaredOn) {
				t.Errorf("page %d: out of order or twice", page)
			}
			seen[d.ID] = true
		}
	}
	if f := p.search(p.patient.Actor, "document 12"); f.Total != 11 || len(f.Hits) != 11 { // 12, and 120 to 129
		t.Errorf("%d found", f.Total)
	}
}
