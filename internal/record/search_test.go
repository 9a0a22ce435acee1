package record_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/dbtest"
	"espacesante/internal/preview"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// read lets the service read what was deposited.
func (p *place) read() {
	p.t.Helper()
	for range 100 {
		if _, err := p.Records.ReadTexts(p.t.Context(), p.Pool, true); err != nil {
			p.t.Fatal(err)
		}
		if p.count(`SELECT count(*) FROM document_texts WHERE state <> 'read'`) == 0 {
			return
		}
	}
	p.t.Fatal("the texts are never read")
}

func (p *place) search(by access.Actor, query string) record.Found {
	p.t.Helper()
	f, err := p.Records.Search(p.t.Context(), by, access.Normal, p.patient.Patient, query, record.Filter{})
	p.must(err)
	return f
}

// finds are the titles of what by finds.
func (p *place) finds(by access.Actor, query string) (all []string) {
	p.t.Helper()
	for _, h := range p.search(by, query).Hits {
		all = append(all, h.Document.Title)
	}
	return all
}

func (p *place) wantFinds(by access.Actor, query string, want ...string) {
	p.t.Helper()
	if got := p.finds(by, query); !slices.Equal(got, want) {
		p.t.Errorf("%q finds %q, want %q", query, got, want)
	}
}

func needPoppler(t *testing.T) {
	t.Helper()
	if !preview.Available() {
		t.Skip("without poppler no text of a PDF is read")
	}
}

// #18, #44, #56: what the record holds is found by any of its words, whatever
// their case, accents, ligatures and order, by their beginning too.
func TestDocumentsAreFoundByTheirTitleAndByTheTextInside(t *testing.T) {
	needPoppler(t)
	p := open(t)
	u := upload("Bilan sanguin")
	u.File = cdatest.PDF("Hémoglobine glyquée à 7,2", "OEdème du coeur droit", "l'hyper-tension")
	p.deposit(p.author.Actor, u)
	o := p.options()
	o.Title, o.Section = "Compte rendu opératoire", "<paragraph>Cholécystectomie sans difficulté</paragraph>"
	p.deposit(p.author.Actor, clinical(cdatest.Level3(o)))
	p.adds("Ma rééducation")
	for _, query := range []string{"bilan", "SANGUIN bilan", "réeduc"} { // at once, by the title
		if len(p.finds(p.patient.Actor, query)) != 1 {
			t.Errorf("%q finds nothing before the text is read", query)
		}
	}
	p.read()
	for query, want := range map[string]string{"hemoglobine": "Bilan sanguin", "HÉMOGLO glyq": "Bilan sanguin", "œdème cœur": "Bilan sanguin",
		"hypertension": "", "tension hyper": "Bilan sanguin", "hyper-tension": "Bilan sanguin", "glyquée bilan": "Bilan sanguin",
		"motif": "Compte rendu opératoire", "cholecystec": "Compte rendu opératoire", "rééducation": "Ma rééducation", "cholécystectomie glyquée": "", "moglobine": "",
		"resultat.pdf": "Bilan sanguin"} {
		if want == "" {
			p.wantFinds(p.patient.Actor, query)
		} else {
			p.wantFinds(p.patient.Actor, query, want)
		}
	}
}

// The words looked for are marked, in the title and around the first of them in
// the text.
func TestAResultShowsWhereTheWordsStand(t *testing.T) {
	needPoppler(t)
	p := open(t)
	u := upload("Bilan : glycémie")
	before, after := slices.Repeat([]string{"Rien à signaler ici."}, 15), slices.Repeat([]string{"Suite du texte."}, 15)
	u.File = cdatest.PDF(slices.Concat(before, []string{"Puis la glycémie à jeun est normale."}, after)...)
	p.deposit(p.author.Actor, u)
	p.read()
	hits := p.search(p.patient.Actor, "glycemie").Hits
	if len(hits) != 1 {
		t.Fatalf("%d results", len(hits))
	}
	if got := hits[0].Title; len(got) != 2 || got[0].Marked || got[1] != (record.Piece{Text: "glycémie", Marked: true}) {
		t.Errorf("title %+v", got)
	}
	var shown strings.Builder
	marks := 0
	for _, k := range hits[0].Extract {
		shown.WriteString(k.Text)
		if k.Marked {
			marks++
		}
	}
	if s := shown.String(); marks != 1 || !strings.HasPrefix(s, "… ") || !strings.HasSuffix(s, " …") || !strings.Contains(s, "à jeun") || len(s) > 350 {
		t.Errorf("extract %q", s)
	}
}

// decisions.md §3 « Masqué ≠ signalé », #65, #84: a hidden document changes no
// result, no count and no order of a search; a minor's secret none of a parent's.
func TestASearchKnowsNothingOfWhatIsHidden(t *testing.T) {
	p := open(t)
	nurse := p.Professional(t, "10", "SM26", sample.FINESS(3))
	p.joins(nurse)
	p.deposit(p.author.Actor, upload("Glycémie visible"))
	before := p.search(nurse.Actor, "glycemie")
	hidden := p.deposit(p.author.Actor, upload("Glycémie masquée"))
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, hidden))
	p.read()
	after := p.search(nurse.Actor, "glycemie")
	if before.Total != 1 || after.Total != 1 || len(after.Hits) != 1 || after.Hits[0].ID != before.Hits[0].ID || after.Pages != 1 {
		t.Errorf("before %d, after %d", before.Total, after.Total)
	}
	p.wantFinds(nurse.Actor, "masquee")
	for who, by := range map[string]access.Actor{"patient": p.patient.Actor, "author": p.author.Actor, "médecin traitant": p.doctor.Actor} {
		if got := p.finds(by, "masquee"); len(got) != 1 {
			t.Errorf("the %s finds %q", who, got)
		}
	}
	// The profession is judged too: what the matrix does not open is not found.
	optician := p.Professional(t, "28", "", sample.FINESS(4))
	p.joins(optician)
	u := upload("Accouchement")
	u.Type = birth
	p.deposit(p.author.Actor, u)
	p.wantFinds(optician.Actor, "accouchement")

	parent := p.patient
	p.patient = p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	u = upload("Glycémie secrète")
	u.Secret = record.Secret
	p.deposit(p.author.Actor, u)
	p.wantFinds(parent.Representing(), "glycemie")
	u.Secret, u.Title = record.NotSecret, "Glycémie connue"
	p.deposit(p.author.Actor, u)
	p.wantFinds(parent.Representing(), "glycemie", "Glycémie connue")
}

// Point 2: what was replaced, withdrawn or put into the bin leaves the results;
// what leaves the bin for good leaves the index.
func TestWhatIsGoneIsNotFound(t *testing.T) {
	p := open(t)
	withdrawn, binned := p.deposit(p.author.Actor, upload("Retiré glycémie")), p.adds("Corbeille glycémie")
	o := p.options()
	o.Title, o.SetID, o.Version = "Première glycémie", "1.2.250.1.999.77", 1
	p.deposit(p.author.Actor, clinical(cdatest.Level3(o)))
	o.ID, o.Title, o.Version = "1.2.250.1.999.78", "Seconde glycémie", 2
	p.deposit(p.author.Actor, clinical(cdatest.Level3(o)))
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, withdrawn, record.Withdrawal{Why: record.Mistaken}))
	p.must(p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, binned))
	p.read()
	p.wantFinds(p.patient.Actor, "glycemie", "Seconde glycémie")
	p.must(p.Records.Restore(t.Context(), p.patient.Actor, p.patient.Patient, binned))
	if got := p.finds(p.patient.Actor, "corbeille"); len(got) != 1 {
		t.Errorf("taken back, it finds %q", got)
	}
	p.must(p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, binned))
	p.Wait(record.Bin)
	p.emptied()
	if n := p.count(`SELECT count(*) FROM document_texts WHERE document_id = $1 AND words = '' AND text = '' AND state = 'read'`, binned); n != 1 {
		t.Error("its words are still in the index")
	}
}

// decisions.md §6: a stolen dump shows no word of the index.
func TestTheIndexIsSealed(t *testing.T) {
	needPoppler(t)
	p := open(t)
	u := upload("Bilan")
	u.File = cdatest.PDF("Drépanocytose homozygote")
	p.deposit(p.author.Actor, u)
	p.read()
	p.wantFinds(p.patient.Actor, "drepanocytose", "Bilan")
	dump, err := os.ReadFile(dbtest.Dump(t, p.Pool))
	p.must(err)
	for _, word := range []string{"homozygote", "HOMOZYGOTE", "DREPANOCYTOSE"} {
		if bytes.Contains(dump, []byte(word)) {
			t.Errorf("%s stands in the database", word)
		}
	}
	if n := p.count(`SELECT count(*) FROM access_log WHERE act = 'document.search' AND detail IS NULL AND target = ''`); n != 1 {
		t.Errorf("%d lines of the search, want 1 without a word", n)
	}
}

// A search asks for words: nothing else is one.
func TestSenselessSearchesAreRefused(t *testing.T) {
	p := open(t)
	p.adds("Une radio")
	for query, code := range map[string]string{"": "required", " -' ": "required", "a": "search-short", strings.Repeat("é", 201): "too-long"} {
		_, err := p.Records.Search(t.Context(), p.patient.Actor, "", p.patient.Patient, query, record.Filter{})
		wantField(t, err, "mots", code)
	}
	for _, query := range []string{"%", "100 %", "radio' OR 1=1 --", "\\", "ra*", "\x00radio", "\xffradio"} {
		if _, err := p.Records.Search(t.Context(), p.patient.Actor, "", p.patient.Patient, query, record.Filter{}); err != nil && problem.KindOf(err) != problem.Invalid {
			t.Errorf("%q: %v", query, err)
		}
	}
	other := p.Someone(t, sample.Someone{})
	if _, err := p.Records.Search(t.Context(), other.Actor, "", p.patient.Patient, "radio", record.Filter{}); problem.KindOf(err) != problem.Forbidden {
		t.Errorf("somebody else: %v", err)
	}
}

// A file that cannot be read is found by its title, and read again later; one
// without any text is not tried for ever.
func TestAFileThatCannotBeReadIsFoundByItsTitle(t *testing.T) {
	p := open(t)
	u := upload("Panne")
	doc := p.deposit(p.author.Actor, u)
	file, away := p.at(p.blobOf(doc)), p.at(p.blobOf(doc))+".away"
	p.must(os.Rename(file, away))
	_, err := p.Records.ReadTexts(t.Context(), p.Pool, false)
	p.must(err)
	if n := p.count(`SELECT count(*) FROM document_texts WHERE state = 'unread' AND words <> ''`); n != 1 {
		t.Fatal("it is not left for later")
	}
	p.wantFinds(p.patient.Actor, "panne", "Panne")
	p.must(os.Rename(away, file))
	p.Wait(time.Hour)
	p.read()
	p.wantFinds(p.patient.Actor, "panne", "Panne")
	if n, err := p.Records.ReadTexts(t.Context(), p.Pool, true); n != 0 || err != nil {
		t.Errorf("%d read again, %v", n, err)
	}
}
