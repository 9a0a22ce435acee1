package record_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// options are those of a clinical document about the patient, by the author.
func (p *place) options() cdatest.Options {
	who := p.patient.Person
	return cdatest.Options{INS: who.INS.Reveal(), INSRoot: who.OID, BirthName: who.BirthName, FirstGiven: who.Given(),
		GivenList: who.BirthGivenNames, Sex: string(who.Sex), BirthDate: who.BirthDate, AuthorRPPS: p.author.RPPS}
}

func clinical(file []byte) record.Upload {
	return record.Upload{File: file, Name: "document.xml", Informed: true}
}

func TestAClinicalDocumentSaysWhatItIs(t *testing.T) {
	p := open(t)
	o := p.options()
	o.TypeCode, o.TypeSystem, o.Title, o.Date = biology, "2.16.840.1.113883.6.1", "Biologie du jour", time.Date(2027, 3, 1, 23, 30, 0, 0, time.UTC)
	u := clinical(cdatest.Level3(o))
	u.Type, u.Title, u.CaredOn = birth, "autre chose", day // what it says itself wins
	doc := p.deposit(p.author.Actor, u)
	c, err := p.opens(p.patient.Actor, doc)
	p.must(err)
	if c.Type != biology || c.Class != "10" || c.Title != "Biologie du jour" || c.CaredOn.Format(time.DateOnly) != "2027-03-02" || c.Format != record.CDA3 {
		t.Errorf("type %s, class %s, %q, %s, %s", c.Type, c.Class, c.Title, c.CaredOn, c.Format)
	}
	if c.Kind != record.ShownCDA || len(c.Sections) < 2 || !bytes.Equal(c.Original, u.File) || c.MediaType == "" {
		t.Errorf("shown as %s with %d sections", c.Kind, len(c.Sections))
	}
	if c.Author.GivenName != "Paul" || c.Author.Account != p.author.Account || !strings.HasPrefix(c.Author.Name, "Fictif") {
		t.Errorf("author %+v", c.Author)
	}
}

// The author that the document names is shown; the depositor stays its depositor.
func TestTheAuthorOfAClinicalDocumentIsTheOneItNames(t *testing.T) {
	p := open(t)
	o := p.options()
	o.AuthorRPPS, o.AuthorFamily, o.AuthorGiven, o.AuthorSpecialty, o.Organisation = "10000000017", "BIOLOGISTE", "Anne", "G15_21/SM26", "Laboratoire"
	doc := p.deposit(p.author.Actor, clinical(cdatest.Level1(o)))
	d, err := p.Records.Read(t.Context(), p.author.Actor, "", p.patient.Patient, doc)
	p.must(err)
	if d.Author.Name != "BIOLOGISTE" || d.Author.Profession != "21" || d.Author.Specialty != "SM26" || d.Author.Structure != "Laboratoire" ||
		d.Author.Account != p.author.Account || !d.Mine || !d.Can(access.WithdrawDocument) {
		t.Errorf("got %+v, may %v", d.Author, d.May)
	}
}

func TestALevelOneDocumentShowsItsFile(t *testing.T) {
	p := open(t)
	pdf := cdatest.PDF("dedans")
	o := p.options()
	o.Body = pdf
	for name, c := range map[string]struct {
		media string
		body  []byte
		kind  record.Kind
		shown string // when it is not the body
	}{
		"pdf": {"application/pdf", pdf, record.ShownPDF, ""}, "jpeg": {"image/jpeg", jpegFile(t), record.ShownImage, ""},
		"text": {"text/plain", []byte("Tout va bien."), record.ShownText, ""}, "rtf": {"text/rtf", []byte(`{\rtf1 Bonjour}`), record.ShownText, "Bonjour"},
		"active": {"application/pdf", cdatest.PDFOf("<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"), record.ShownNot, ""},
	} {
		o.Media, o.Body, o.SetID = c.media, c.body, fmt.Sprintf("1.2.3.%d", name[0])
		doc := p.deposit(p.author.Actor, clinical(cdatest.Level1(o)))
		got, err := p.opens(p.patient.Actor, doc)
		p.must(err)
		if got.Kind != c.kind || got.Format != record.CDA1 {
			t.Errorf("%s: shown as %s", name, got.Kind)
		}
		want := c.shown
		if want == "" && c.kind != record.ShownNot {
			want = string(c.body)
		}
		if shown := string(got.PDF) + string(got.Image) + got.Text; shown != want {
			t.Errorf("%s: shows %d bytes of %d", name, len(shown), len(want))
		}
	}
}

func TestASelfPresentingDocumentIsShownByUs(t *testing.T) {
	p := open(t)
	file := cdatest.SelfPresenting(p.options())
	c, err := p.opens(p.patient.Actor, p.deposit(p.author.Actor, clinical(file)))
	p.must(err)
	if c.Kind != record.ShownCDA || !bytes.Equal(c.Original, file) {
		t.Errorf("shown as %s", c.Kind)
	}
}

// Decisions §7: refused with the trait named.
func TestAClinicalDocumentOfSomebodyElseIsRefusedByTrait(t *testing.T) {
	p := open(t)
	for trait, change := range map[string]func(*cdatest.Options){
		"ins":              func(o *cdatest.Options) { o.INS = cdatest.NIR("2850678006999") },
		"birth-name":       func(o *cdatest.Options) { o.BirthName = "AUTRE" },
		"first-given-name": func(o *cdatest.Options) { o.FirstGiven = "RUTH" },
		"birth-date":       func(o *cdatest.Options) { o.BirthDate = o.BirthDate.AddDate(0, 0, 1) },
		"sex":              func(o *cdatest.Options) { o.Sex = "M" },
	} {
		o := p.options()
		change(&o)
		_, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, clinical(cdatest.Level3(o)))
		wantField(t, err, "fichier", "cda-trait-"+trait)
	}
	o := p.options() // the same number under another authority is another number
	o.INSRoot = "1.2.250.1.213.1.4.8"
	_, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, clinical(cdatest.Level3(o)))
	wantField(t, err, "fichier", "cda-trait-ins")
	// Case, accents and hyphens are no difference.
	o = p.options()
	o.BirthName, o.FirstGiven = strings.ToLower(o.BirthName), "Lea"
	p.deposit(p.author.Actor, clinical(cdatest.Level3(o)))
	if n := p.count(`SELECT count(*) FROM documents`); n != 1 || len(p.files()) != 1 {
		t.Errorf("%d rows, %d files", n, len(p.files()))
	}
}

// versioned deposits one version of one set.
func (p *place) versioned(by access.Actor, version int) (id.Document, error) {
	p.t.Helper()
	o := p.options()
	o.SetID, o.ID, o.Version, o.Title = "1.2.250.1.999.7.1", fmt.Sprintf("1.2.250.1.999.7.1.%d", version), version, fmt.Sprintf("Version %d", version)
	return p.Records.Deposit(p.t.Context(), by, p.patient.Patient, clinical(cdatest.Level3(o)))
}

// Editors number versions as they like, some by the minute, and write titles of
// any length.
func TestNoVersionNumberNorTitleIsTooLong(t *testing.T) {
	p := open(t)
	for _, version := range []int{-5, math.MaxInt32 + 1, 20270302093000, math.MaxInt} {
		doc, err := p.versioned(p.author.Actor, version)
		if err != nil {
			t.Errorf("%d: %v", version, err)
			continue
		}
		if got, err := p.opens(p.author.Actor, doc); err != nil || got.Version != max(1, version) {
			t.Errorf("%d is kept as %d, %v", version, got.Version, err)
		}
	}
	o := p.options()
	o.SetID, o.Title = "1.2.250.1.999.7.2", strings.Repeat("é", 100_000)
	got, err := p.opens(p.author.Actor, p.deposit(p.author.Actor, clinical(cdatest.Level3(o))))
	if err != nil || utf8.RuneCountInString(got.Title) != 150 || !strings.HasSuffix(got.Title, "é…") {
		t.Errorf("a title of %d characters, %v", utf8.RuneCountInString(got.Title), err)
	}
}

func TestVersionsReplaceOneAnotherWhateverTheirOrder(t *testing.T) {
	for name, order := range map[string][]int{"1 then 2": {1, 2}, "2 then 1": {2, 1}, "2 alone": {2}, "3, 1, 2": {3, 1, 2}} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			docs := map[int]id.Document{}
			for _, v := range order {
				doc, err := p.versioned(p.author.Actor, v)
				p.must(err)
				docs[v] = doc
			}
			newest := fmt.Sprintf("Version %d", slices.Max(order))
			if got := p.titles(p.patient.Actor); !slices.Equal(got, []string{newest}) {
				t.Errorf("the list shows %v", got)
			}
			all, err := p.Records.Versions(t.Context(), p.patient.Actor, "", p.patient.Patient, docs[order[0]])
			p.must(err)
			if len(all) != len(order) || all[0].Title != newest {
				t.Errorf("%d versions", len(all))
			}
			for v, doc := range docs { // an old version can still be read, its bytes as they were
				if c, err := p.opens(p.patient.Actor, doc); err != nil || c.Version != v {
					t.Errorf("version %d: %v", v, err)
				}
			}
			_, err = p.versioned(p.author.Actor, order[0])
			wantField(t, err, "fichier", "cda-duplicate")
		})
	}
}

// What the patient masked stays masked in the next version, and in the last.
func TestAMaskHoldsForEveryVersion(t *testing.T) {
	p := open(t)
	other := p.Professional(t, "10", "SM54", sample.FINESS(3))
	p.joins(other)
	one, err := p.versioned(p.author.Actor, 1)
	p.must(err)
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, one))
	two, err := p.versioned(p.author.Actor, 2)
	p.must(err)
	if got := p.titles(other.Actor); got != nil {
		t.Errorf("sees %v", got)
	}
	p.must(p.Records.Unmask(t.Context(), p.patient.Actor, p.patient.Patient, two))
	if _, err := p.opens(other.Actor, one); err != nil {
		t.Errorf("shown again, the old version too: %v", err)
	}
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, two))
	for _, doc := range []id.Document{one, two} {
		_, err := p.opens(other.Actor, doc)
		wantMissing(t, "masked", err)
	}
}

// Invariant 5: what another deposited of the same set, masked or not, tells
// nothing to who deposits it too.
func TestADuplicateTellsNothingOfAnothersDeposit(t *testing.T) {
	p := open(t)
	other := p.Professional(t, "10", "SM54", sample.FINESS(3))
	one, err := p.versioned(p.author.Actor, 1)
	p.must(err)
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, one))
	if _, err := p.versioned(other.Actor, 1); err != nil {
		t.Errorf("the same version: %v", err)
	}
	if _, err := p.versioned(other.Actor, 2); err != nil {
		t.Errorf("the next version: %v", err)
	}
	if d, err := p.Records.Read(t.Context(), p.author.Actor, "", p.patient.Patient, one); err != nil || d.Status != access.Approved {
		t.Errorf("another replaced the author's document: %s, %v", d.Status, err)
	}
}

func TestWithdrawnVersionsAreAllGone(t *testing.T) {
	p := open(t)
	one, err := p.versioned(p.author.Actor, 1)
	p.must(err)
	two, err := p.versioned(p.author.Actor, 2)
	p.must(err)
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, two, record.Withdrawal{Why: record.WrongFile}))
	_, err = p.opens(p.doctor.Actor, one)
	wantMissing(t, "the version before", err)
	if _, err := p.versioned(p.author.Actor, 2); err != nil {
		t.Errorf("corrected and sent again: %v", err)
	}
}
