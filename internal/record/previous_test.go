package record_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/db"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// imports puts a file of a previous DMP where it says it belongs.
func (p *place) imports(file []byte, name string) (bool, error) {
	p.t.Helper()
	doc, err := p.Records.ReadPrevious(p.t.Context(), file, name)
	if err != nil {
		return false, err
	}
	return p.Records.ImportPrevious(p.t.Context(), p.patient.Patient, doc)
}

// old is a document of a previous DMP about the patient.
func (p *place) old(set string, change ...func(*cdatest.Options)) []byte {
	o := p.options()
	o.SetID, o.Title, o.Date = "1.2.250.1.999.1."+set, "Ancien compte rendu "+set, time.Date(2019, 5, 2, 8, 0, 0, 0, time.UTC)
	o.AuthorRPPS, o.AuthorFamily, o.AuthorGiven = "10000000017", "ANCIEN", "Anne"
	for _, c := range change {
		c(&o)
	}
	return cdatest.Level3(o)
}

// #2, #20, #98, #121: a previous DMP's documents come with their own author and dates, once.
func TestAPreviousDMPComesInWithItsAuthorsAndDatesOnce(t *testing.T) {
	p := open(t)
	file := p.old("1")
	for i, want := range []bool{true, false, false} {
		if fresh, err := p.imports(file, "a.xml"); err != nil || fresh != want {
			t.Fatalf("import %d: fresh %t, %v", i, fresh, err)
		}
	}
	list := p.list(p.patient.Actor, record.Filter{})
	if len(list.Documents) != 1 {
		t.Fatalf("%d documents", len(list.Documents))
	}
	d := list.Documents[0]
	if d.Title != "Ancien compte rendu 1" || d.CaredOn.Format(time.DateOnly) != "2019-05-02" || d.Author.Name != "ANCIEN" ||
		d.Author.Kind != record.FromDMP || d.Mine || d.Can(access.DeleteDocument) || !d.Can(access.MaskDocument) {
		t.Errorf("got %+v by %+v, may %v", d.Type, d.Author, d.May)
	}
	if n := p.count(`SELECT count(*) FROM persons WHERE patient_id = $1 AND has_dmp`, p.patient.Patient); n != 1 {
		t.Error("nobody knows of the previous DMP (#99)")
	}
	if n := p.notices("M9"); n != 0 {
		t.Errorf("%d notices for one opening", n)
	}
	if n := p.lines(access.ImportDocument, ""); n < 1 {
		t.Error("no line tells of it")
	}
}

// Its author, when the directory knows him, is its author here: he reads what
// he wrote, masked or not, and nobody learns more by it.
func TestTheAuthorOfAPreviousDocumentKeepsIt(t *testing.T) {
	p := open(t)
	file := p.old("1", func(o *cdatest.Options) { o.AuthorRPPS, o.TypeCode = p.author.RPPS, "11488-4" })
	if _, err := p.imports(file, "a.xml"); err != nil {
		t.Fatal(err)
	}
	doc := p.list(p.patient.Actor, record.Filter{}).Documents[0].ID
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, doc))
	if _, err := p.opens(p.author.Actor, doc); err != nil {
		t.Errorf("its author: %v", err)
	}
	other := p.Professional(t, "10", "SM05", sample.FINESS(3))
	p.joins(other)
	_, err := p.opens(other.Actor, doc)
	wantMissing(t, "masked, to another", err)
}

// #20: before the opening the documents wait; #99, #100: after an opposition
// professionals read them and the person does not; what was refused, closed or
// erased gets none.
func TestPreviousDocumentsWaitForTheOpening(t *testing.T) {
	want := map[access.State]struct{ in, person, doctor bool }{
		access.Eligible: {true, false, false}, access.Invited: {true, false, false}, access.OppositionPending: {true, false, false},
		access.Disputed: {true, false, false}, access.Suspended: {true, false, false},
		access.AutoCreated: {true, false, true}, access.Activated: {true, true, true}, access.DMPOnly: {true, false, true},
	}
	for _, state := range access.States() {
		t.Run(string(state), func(t *testing.T) {
			p := open(t)
			p.Move(t, p.patient, state)
			fresh, err := p.imports(p.old("1"), "a.xml")
			if w := want[state]; fresh != w.in || w.in && err != nil || !w.in && problem.Reason(err) != access.WrongState {
				t.Fatalf("fresh %t, %v", fresh, err)
			}
			list, err := p.Records.List(t.Context(), p.patient.Actor, "", p.patient.Patient, record.Filter{})
			if got := err == nil && len(list.Documents) == 1; got != want[state].person {
				t.Errorf("the person reads it: %t, %v", got, err)
			}
			list, err = p.Records.List(t.Context(), p.doctor.Actor, access.Normal, p.patient.Patient, record.Filter{})
			if got := err == nil && len(list.Documents) == 1; got != want[state].doctor {
				t.Errorf("the doctor reads it: %t, %v", got, err)
			}
			if files := p.files(); !want[state].in && len(files) != 0 {
				t.Errorf("a refusal left %v", files)
			}
		})
	}
}

// What a document says of itself must be the person's: number and traits.
func TestAPreviousDocumentOfSomebodyElseIsRefused(t *testing.T) {
	p := open(t)
	for why, change := range map[string]func(*cdatest.Options){
		"cda-trait-birth-name":       func(o *cdatest.Options) { o.BirthName = "AUTRE" },
		"cda-trait-birth-date":       func(o *cdatest.Options) { o.BirthDate = o.BirthDate.AddDate(0, 0, 1) },
		"cda-trait-sex":              func(o *cdatest.Options) { o.Sex = "M" },
		"cda-trait-first-given-name": func(o *cdatest.Options) { o.FirstGiven, o.GivenList = "ZOE", "ZOE" },
		"cda-trait-ins":              func(o *cdatest.Options) { o.INSRoot = identity.OIDNIR },
	} {
		_, err := p.imports(p.old("1", change), "a.xml")
		wantField(t, err, "fichier", why)
	}
	_, err := p.imports(cdatest.PDF("x"), "a.pdf")
	wantField(t, err, "fichier", "not-clinical")
	_, err = p.imports([]byte("<ClinicalDocument"), "a.xml")
	if problem.KindOf(err) != problem.Invalid {
		t.Errorf("half a file: %v", err)
	}
	if n := p.count(`SELECT count(*) FROM documents WHERE author_kind = 'dmp'`); n != 0 {
		t.Errorf("%d came in", n)
	}
}

// Versions of one document are matched whatever order the folder has.
func TestVersionsOfAPreviousDocumentAreMatchedInAnyOrder(t *testing.T) {
	p := open(t)
	version := func(n int) []byte {
		return p.old("7", func(o *cdatest.Options) { o.Version, o.Title = n, []string{"", "un", "deux", "trois"}[n] })
	}
	for _, n := range []int{2, 3, 1} {
		if fresh, err := p.imports(version(n), "v.xml"); err != nil || !fresh {
			t.Fatalf("version %d: %v", n, err)
		}
	}
	if got := p.titles(p.patient.Actor); len(got) != 1 || got[0] != "trois" {
		t.Errorf("current: %q", got)
	}
	_, err := p.imports(p.old("7", func(o *cdatest.Options) { o.Version, o.Title = 3, "autre trois" }), "v.xml")
	wantField(t, err, "fichier", "cda-duplicate")
}

// Whoever imports asks first whether the file is there: no second line.
func TestAFileAlreadyInIsKnownWithoutALine(t *testing.T) {
	p := open(t)
	doc, err := p.Records.ReadPrevious(t.Context(), p.old("1"), "a.xml")
	p.must(err)
	if doc.INS() != p.patient.Person.INS {
		t.Error("it names somebody else")
	}
	for _, want := range []bool{false, true} {
		p.must(jobs.Batch(t.Context(), p.Pool, func(tx *db.Tx) error {
			if in, err := doc.In(t.Context(), tx, p.patient.Patient); err != nil || in != want {
				t.Errorf("in: %t, %v", in, err)
			}
			return nil
		}))
		_, err := p.Records.ImportPrevious(t.Context(), p.patient.Patient, doc)
		p.must(err)
	}
}

// #100: when the transition is over, what the previous DMP held is erased for
// good, file and words; in any other state nothing of it is touched.
func TestThePreviousDMPIsErasedWhenItsTransitionIsOver(t *testing.T) {
	for _, state := range []access.State{access.Opposed, access.DMPOnly, access.Activated} {
		t.Run(string(state), func(t *testing.T) {
			p := open(t)
			if _, err := p.imports(p.old("1"), "a.xml"); err != nil {
				t.Fatal(err)
			}
			p.Move(t, p.patient, state)
			done, err := p.Records.EndPrevious(t.Context(), p.Pool)
			files := p.files()
			gone := p.count(`SELECT count(*) FROM documents WHERE patient_id = $1 AND status = 'deleted' AND size = 0 AND octet_length(sealed) = 0`, p.patient.Patient)
			if over := state == access.Opposed; err != nil || (done == 1) != over || (gone == 1) != over || (len(files) == 0) != over {
				t.Errorf("%d erased, %d rows empty, %d files left: %v", done, gone, len(files), err)
			}
			if again, err := p.Records.EndPrevious(t.Context(), p.Pool); err != nil || again != 0 {
				t.Errorf("again: %d, %v", again, err)
			}
		})
	}
}
