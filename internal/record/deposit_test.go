package record_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/cda"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/dbtest"
	"espacesante/internal/file"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// #13, #18, #19 of the point 13: the patient sees what came.
func TestThePatientSeesWhatCameAndIsTold(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("Prise de sang"))
	got := p.list(p.patient.Actor, record.Filter{})
	if got.Total != 1 || got.Documents[0].Title != "Prise de sang" || got.Documents[0].ID != doc {
		t.Fatalf("got %+v", got)
	}
	d := got.Documents[0]
	if d.Author.Kind != record.ByProfessional || d.Author.GivenName != "Paul" || d.Author.Structure != "Cabinet des Tilleuls" || d.Author.Profession != "10" {
		t.Errorf("author %+v", d.Author)
	}
	if !d.Can(access.MaskDocument) || d.Can(access.UnmaskDocument) || d.Can(access.DeleteDocument) || d.Can(access.WithdrawDocument) {
		t.Errorf("may %v", d.May)
	}
	c, err := p.opens(p.patient.Actor, doc)
	p.must(err)
	if c.Kind != record.ShownPDF || !bytes.Equal(c.Original, upload("Prise de sang").File) || c.MediaType != "application/pdf" || c.Download() != "resultat.pdf" {
		t.Errorf("kind %s, %d bytes, %s, %s", c.Kind, len(c.Original), c.MediaType, c.Download())
	}
	if n := p.notices("M9"); n != 1 {
		t.Errorf("%d notices, want 1", n)
	}
	if n := p.count(`SELECT count(*) FROM access_log WHERE act = 'document.deposit' AND reason = '' AND target = $1 AND actor = $2`, doc.String(), p.author.Account); n != 1 {
		t.Errorf("%d lines name the document", n)
	}
}

// The key of a deposit comes from the page; one that no page drew is no form of
// ours, and never a fault of the database.
func TestAKeyThatNoPageDrewIsRefused(t *testing.T) {
	p := open(t)
	u := upload("Prise de sang")
	long := make([]byte, 8000)
	rand.Read(long) // the database would make a short row of a repeated one
	for _, key := range []string{hex.EncodeToString(long), strings.Repeat("k", 65)} {
		u.Key = key
		if _, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, u); problem.KindOf(err) != problem.Invalid {
			t.Errorf("%d characters: %v", len(key), err)
		}
	}
	u.Key = strings.Repeat("k", 64)
	p.deposit(p.author.Actor, u)
}

func TestWhatThePatientAddsIsNotAnnounced(t *testing.T) {
	p := open(t)
	p.adds("Mes notes")
	if n := p.notices("M9"); n != 0 {
		t.Errorf("%d notices of one's own document", n)
	}
}

// #57, #58, #59, #60: no deposit without the declaration that the patient was informed.
func TestAProfessionalDeclaresThatThePatientWasInformed(t *testing.T) {
	p := open(t)
	u := upload("x")
	u.Informed = false
	_, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, u)
	wantField(t, err, "informe", "agree")
	if n := p.count(`SELECT count(*) FROM documents`); n != 0 {
		t.Error("kept")
	}
}

// dated is a clinical document that says it was made at an instant.
func dated(at time.Time) []byte {
	return regexp.MustCompile(`<effectiveTime value="[^"]*"/>`).ReplaceAll(cdatest.Level3(cdatest.Options{}),
		[]byte(`<effectiveTime value="`+at.Format("20060102")+`"/>`))
}

func TestWhatIsWrongWithADepositIsNamed(t *testing.T) {
	p := open(t)
	ok := upload("x")
	for name, c := range map[string]struct {
		by          access.Actor
		change      func(*record.Upload)
		field, code string
	}{
		"no type":              {p.author.Actor, func(u *record.Upload) { u.Type = "" }, "type", "choose"},
		"unknown type":         {p.author.Actor, func(u *record.Upload) { u.Type = "0-0" }, "type", "type-unknown"},
		"a patient's type":     {p.author.Actor, func(u *record.Upload) { u.Type = ours }, "type", "type-unknown"},
		"a professional's":     {p.patient.Actor, func(*record.Upload) {}, "type", "type-unknown"},
		"no date":              {p.author.Actor, func(u *record.Upload) { u.CaredOn = time.Time{} }, "date", "required"},
		"tomorrow":             {p.author.Actor, func(u *record.Upload) { u.CaredOn = day.AddDate(0, 0, 3) }, "date", "date-future"},
		"long ago":             {p.author.Actor, func(u *record.Upload) { u.CaredOn = day.AddDate(-200, 0, 0) }, "date", "date-old"},
		"a long title":         {p.author.Actor, func(u *record.Upload) { u.Title = strings.Repeat("é", 151) }, "titre", "too-long"},
		"nothing":              {p.author.Actor, func(u *record.Upload) { u.File = nil }, "fichier", "file-" + file.Empty},
		"a page":               {p.author.Actor, func(u *record.Upload) { u.File, u.Name = []byte("<html><script>x</script>"), "a.html" }, "fichier", "file-" + file.Web},
		"CDA by the patient":   {p.patient.Actor, func(u *record.Upload) { u.File, u.Name = cdatest.Level3(cdatest.Options{}), "a.xml" }, "fichier", "file-kind"},
		"CDA with a DOCTYPE":   {p.author.Actor, func(u *record.Upload) { u.File, u.Name = doctype(), "a.xml" }, "fichier", "cda-" + cda.Doctype},
		"CDA of unknown type":  {p.author.Actor, func(u *record.Upload) { u.File, u.Name = cdatest.Level3(cdatest.Options{TypeCode: "0-0"}), "a.xml" }, "fichier", "cda-type-unknown"},
		"CDA of next month":    {p.author.Actor, func(u *record.Upload) { u.File, u.Name = dated(day.AddDate(0, 1, 0)), "a.xml" }, "fichier", "date-future"},
		"a picture that lies":  {p.author.Actor, func(u *record.Upload) { u.File = pngFile(t) }, "fichier", "file-" + file.Mismatch},
		"CDA of somebody else": {p.author.Actor, func(u *record.Upload) { u.File, u.Name = cdatest.Level3(cdatest.Options{}), "a.xml" }, "fichier", "cda-trait-ins"},
	} {
		u := ok
		c.change(&u)
		_, err := p.Records.Deposit(t.Context(), c.by, p.patient.Patient, u)
		t.Log(name)
		wantField(t, err, c.field, c.code)
	}
	if n := p.count(`SELECT count(*) FROM documents`); n != 0 {
		t.Errorf("%d kept", n)
	}
	if left := p.files(); len(left) != 0 {
		t.Errorf("files left: %v", left)
	}
}

func doctype() []byte {
	return bytes.Replace(cdatest.Level3(cdatest.Options{}), []byte("<ClinicalDocument"), []byte(`<!DOCTYPE x [<!ENTITY y "z">]><ClinicalDocument`), 1)
}

func (p *place) files() (all []string) {
	p.t.Helper()
	p.must(filepath.WalkDir(p.BlobDir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	}))
	return all
}

// #44, #107: the person keeps documents in one place, and finds them as they came.
func TestPicturesAreKeptAsTheyCame(t *testing.T) {
	p := open(t)
	for name, content := range map[string][]byte{"a.png": pngFile(t), "a.jpg": jpegFile(t), "b.JPEG": jpegFile(t)} {
		doc := p.deposit(p.patient.Actor, record.Upload{File: content, Name: name, Type: ours, CaredOn: day})
		c, err := p.opens(p.patient.Actor, doc)
		p.must(err)
		if c.Kind != record.ShownImage || !bytes.Equal(c.Original, content) || c.Title == "" {
			t.Errorf("%s: %s, %q", name, c.Kind, c.Title)
		}
	}
}

// A photo cut on its way is refused while the person still holds it: a document
// that nobody can look at would be found out too late.
func TestADamagedPhotoIsRefusedByItsName(t *testing.T) {
	p := open(t)
	whole := pngFile(t)
	for name, content := range map[string][]byte{"cut.png": whole[:len(whole)-20], "cut.jpg": jpegFile(t)[:200]} {
		_, err := p.Records.Deposit(t.Context(), p.patient.Actor, p.patient.Patient, record.Upload{File: content, Name: name, Type: ours, CaredOn: day})
		if problem.CodeOf(err) != "file-damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := p.count(`SELECT count(*) FROM documents`); n != 0 {
		t.Errorf("%d documents", n)
	}
}

// Invariant 27.
func TestTheSameDepositSentTwiceIsOneDocument(t *testing.T) {
	p := open(t)
	u := upload("Une fois")
	u.Key = "drawn by the page"
	var all [4]id.Document
	var wait sync.WaitGroup
	for i := range all {
		wait.Go(func() {
			doc, err := p.Records.Deposit(context.Background(), p.author.Actor, p.patient.Patient, u)
			if err != nil {
				t.Error(err)
			}
			all[i] = doc
		})
	}
	wait.Wait()
	for _, doc := range all {
		if doc != all[0] || doc.IsZero() {
			t.Errorf("got %v", all)
		}
	}
	if n := p.count(`SELECT count(*) FROM documents`); n != 1 || len(p.files()) != 1 || p.notices("M9") != 1 {
		t.Errorf("%d rows, %d files, %d notices", n, len(p.files()), p.notices("M9"))
	}
	// The same key of somebody else is another deposit.
	if other := p.deposit(p.doctor.Actor, u); other == all[0] {
		t.Error("somebody else's document was given back")
	}
}

// Scenario 33, #11, #15: nothing is added to a space that is not open.
func TestASpaceThatIsNotOpenTakesNothing(t *testing.T) {
	p := open(t)
	for state, why := range map[access.State]access.Reason{access.Opposed: access.NoSpace, access.Invited: access.NoSpace,
		access.ClosedArchived: access.SpaceClosed, access.DMPOnly: access.PreviousOnly} {
		p.Move(t, p.patient, state)
		_, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, upload("x"))
		if problem.Reason(err) != why {
			t.Errorf("%s: %v", state, err)
		}
	}
	if len(p.files()) != 0 || p.count(`SELECT count(*) FROM documents`) != 0 {
		t.Error("something was kept")
	}
	p.Move(t, p.patient, access.AutoCreated) // #54: professionals fill it already
	p.deposit(p.author.Actor, upload("x"))
}

// G5, decisions §3: a blocked professional deposits nothing, sees nothing of
// it, and the person is told, once a day.
func TestABlockedProfessionalsDepositIsRefusedAndTold(t *testing.T) {
	p := open(t)
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.author.Account))
	try := func() {
		_, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, upload("x"))
		if problem.Reason(err) != access.Blocked {
			t.Errorf("got %v", err)
		}
	}
	try()
	try()
	if n := p.notices("M9b"); n != 1 || p.lines(access.DepositDocument, access.Blocked) != 2 {
		t.Errorf("told %d times, %d lines", n, p.lines(access.DepositDocument, access.Blocked))
	}
	if len(p.files()) != 0 || p.count(`SELECT count(*) FROM documents`) != 0 || p.notices("M9") != 0 {
		t.Error("something was kept")
	}
	p.Wait(25 * time.Hour)
	try()
	if n := p.notices("M9b"); n != 2 {
		t.Errorf("told %d times on two days", n)
	}
}

// Invariants 26 and 44: what is not in the database is not on the disk.
func TestADepositThatFailsLeavesNoFile(t *testing.T) {
	p := open(t)
	_, err := dbtest.AsSuperuser(t, p.Pool).Exec(t.Context(), `
		CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
		CREATE TRIGGER stop BEFORE INSERT ON documents FOR EACH ROW EXECUTE FUNCTION stop()`)
	p.must(err)
	if _, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, upload("x")); problem.KindOf(err) != problem.Fault {
		t.Errorf("got %v", err)
	}
	if left := p.files(); len(left) != 0 {
		t.Errorf("files left: %v", left)
	}
}

// watched is a store that tells what it is asked.
type watched struct {
	blob.Store
	onGet func()
	fails error
}

func (w *watched) Put(ctx context.Context, name string, r io.Reader, n int64) error {
	if w.fails != nil {
		return w.fails
	}
	return w.Store.Put(ctx, name, r, n)
}

func (w *watched) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	if w.onGet != nil {
		w.onGet()
	}
	return w.Store.Get(ctx, name)
}

func TestADiskThatFailsLeavesNoRow(t *testing.T) {
	p := open(t)
	full := errors.New("disk full")
	s := record.New(p.Gate, p.Vault, &watched{Store: p.Blobs, fails: full})
	if _, err := s.Deposit(t.Context(), p.author.Actor, p.patient.Patient, upload("x")); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if n := p.count(`SELECT count(*) FROM documents`); n != 0 || p.notices("M9") != 0 || p.lines(access.DepositDocument, "") != 0 {
		t.Error("a row, a notice or a line without a file")
	}
}

// Invariant 1: no byte of a document is read before its line is committed.
func TestTheLineIsThereBeforeTheContent(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("x"))
	seen := -1
	s := record.New(p.Gate, p.Vault, &watched{Store: p.Blobs, onGet: func() {
		seen = p.count(`SELECT count(*) FROM access_log WHERE act = 'document.read' AND target = $1 AND actor = $2`, doc.String(), p.doctor.Account)
	}})
	_, err := s.Open(t.Context(), p.doctor.Actor, access.Normal, p.patient.Patient, doc)
	p.must(err)
	if seen != 1 {
		t.Errorf("%d lines when the file was opened", seen)
	}
}

// Invariants 31 and 32.
func TestNothingOfADocumentIsReadableOnDisk(t *testing.T) {
	p := open(t)
	u := upload("Depistage tres particulier")
	u.Name = "nom-du-fichier.pdf"
	doc := p.deposit(p.author.Actor, u)
	var row string
	p.must(dbtest.AsSuperuser(t, p.Pool).QueryRow(t.Context(), `SELECT string_agg(d::text, '') || (SELECT string_agg(l::text, '') FROM access_log l) FROM documents d`).Scan(&row))
	content, err := os.ReadFile(p.files()[0])
	p.must(err)
	for _, word := range []string{"Depistage", "particulier", "nom-du-fichier", "%PDF"} {
		if strings.Contains(row, word) || bytes.Contains(content, []byte(word)) {
			t.Errorf("%q is readable", word)
		}
	}
	content[len(content)/2] ^= 1
	p.must(os.WriteFile(p.files()[0], content, 0o600))
	if c, err := p.opens(p.patient.Actor, doc); err == nil || c.Original != nil {
		t.Error("an altered file was given back")
	}
}

func TestAFileMovedToAnotherDocumentIsNotGivenBack(t *testing.T) {
	p := open(t)
	one, two := p.deposit(p.author.Actor, upload("un")), p.deposit(p.author.Actor, upload("deux"))
	p.asReplica(`UPDATE documents d SET blob = d.blob || '.' WHERE id = $1`, one)
	p.asReplica(`UPDATE documents d SET blob = (SELECT left(blob, -1) FROM documents WHERE id = $1) WHERE id = $2`, one, two)
	if c, err := p.opens(p.patient.Actor, two); err == nil || c.Original != nil {
		t.Error("another document's file was given back")
	}
}

// asReplica changes a row behind every wall and trigger.
func (p *place) asReplica(sql string, args ...any) {
	p.t.Helper()
	conn, err := dbtest.AsSuperuser(p.t, p.Pool).Acquire(p.t.Context())
	p.must(err)
	defer conn.Release()
	_, err = conn.Exec(p.t.Context(), "SET session_replication_role = replica")
	p.must(err)
	_, err = conn.Exec(p.t.Context(), sql, args...)
	p.must(err)
}

// A limit must not tell of what is hidden (decisions §7).
func TestALimitCountsOnlyWhatTheDepositorSees(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("gros"))
	p.asReplica(`WITH d AS (UPDATE documents SET size = $1 WHERE id = $2 RETURNING patient_id)
		UPDATE document_shapes s SET bytes = $1 FROM d WHERE s.patient_id = d.patient_id`, int64(limit.SpaceBytes)-10, doc)
	_, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, upload("encore"))
	wantField(t, err, "fichier", "space-full")
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, doc))
	stranger := p.Professional(t, "21", "", sample.FINESS(3))
	p.deposit(stranger.Actor, upload("du pharmacien"))
}

// « Tout masquer »: new documents start masked.
func TestUnderMaskAllWhatComesStartsMasked(t *testing.T) {
	p := open(t)
	p.must(p.Consents.SetMaskAll(t.Context(), p.patient.Actor, p.patient.Patient, true))
	other := p.Professional(t, "10", "SM54", sample.FINESS(4))
	p.joins(other)
	p.deposit(p.author.Actor, upload("Discret"))
	if got := p.titles(other.Actor); got != nil {
		t.Errorf("another professional sees %v", got)
	}
	if d := p.list(p.patient.Actor, record.Filter{}).Documents; len(d) != 1 || !d[0].Masked || !d[0].Can(access.UnmaskDocument) {
		t.Errorf("got %+v", d)
	}
}
