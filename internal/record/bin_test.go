package record_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/blob"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/record"
)

func (p *place) blobOf(doc id.Document) (name string) {
	p.t.Helper()
	p.must(dbtest.AsSuperuser(p.t, p.Pool).QueryRow(p.t.Context(), `SELECT blob FROM documents WHERE id = $1`, doc).Scan(&name))
	return name
}

func (p *place) emptied() int {
	p.t.Helper()
	n, err := p.Records.EmptyBins(p.t.Context(), p.Pool)
	p.must(err)
	return n
}

// #66, issue 3 point 7: thirty days in the bin, and not one more.
func TestTheBinIsEmptiedAfterThirtyDays(t *testing.T) {
	p := open(t)
	stays, goes := p.adds("Je reste"), p.adds("Je pars")
	file := p.blobOf(goes)
	p.must(p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, goes))
	p.Wait(record.Bin - time.Microsecond)
	if n := p.emptied(); n != 0 {
		t.Errorf("%d documents went too soon", n)
	}
	if got := p.list(p.patient.Actor, record.Filter{Shelf: record.InBin}); got.Total != 1 {
		t.Fatalf("%d documents in the bin", got.Total)
	}
	p.Wait(time.Microsecond)
	if n := p.emptied(); n != 1 {
		t.Errorf("%d documents went, want 1", n)
	}
	if n := p.emptied(); n != 0 {
		t.Errorf("%d documents went again", n)
	}
	for _, shelf := range []record.Shelf{record.InBin, record.Withdrawn} {
		if got := p.list(p.patient.Actor, record.Filter{Shelf: shelf}); got.Total != 0 {
			t.Errorf("still on the shelf %q", shelf)
		}
	}
	err := p.Records.Restore(t.Context(), p.patient.Actor, p.patient.Patient, goes)
	if err == nil {
		t.Error("what is gone came back")
	}
	_, err = p.opens(p.patient.Actor, goes)
	wantMissing(t, "gone", err)
	if _, err := p.Blobs.Get(t.Context(), file); !errors.Is(err, blob.ErrMissing) {
		t.Errorf("its file: %v", err)
	}
	if n := p.count(`SELECT count(*) FROM documents WHERE id = $1 AND type = '' AND sealed = '' AND sha256 = '' AND size = 0 AND blob = ''`, goes); n != 1 {
		t.Error("its words are still in the row")
	}
	if n := p.lines(access.PurgeDocument, ""); n != 1 {
		t.Errorf("%d lines, want 1", n)
	}
	if _, err := p.opens(p.patient.Actor, stays); err != nil {
		t.Errorf("the other one: %v", err)
	}
	past, err := p.Records.History(t.Context(), p.patient.Actor, "", p.patient.Patient, accesslog.Query{})
	p.must(err)
	told := false
	for _, e := range past.Events {
		told = told || e.Act == access.PurgeDocument && e.Role == access.System && e.Document == nil
	}
	if !told {
		t.Error("the history does not tell it")
	}
	p.adds("Encore") // what is gone takes no room and stands in nobody's way
}

func TestWhatWasTakenBackFromTheBinStays(t *testing.T) {
	p := open(t)
	doc := p.adds("Finalement non")
	p.must(p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, doc))
	p.must(p.Records.Restore(t.Context(), p.patient.Actor, p.patient.Patient, doc))
	p.Wait(2 * record.Bin)
	if n := p.emptied(); n != 0 {
		t.Errorf("%d documents went", n)
	}
	if _, err := p.opens(p.patient.Actor, doc); err != nil {
		t.Error(err)
	}
}

// What a professional withdrew is not in a bin: it stays sealed, for ever.
func TestWhatItsAuthorWithdrewIsNotSwept(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("Retiré"))
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, doc, record.Withdrawal{Why: record.WrongFile}))
	p.Wait(2 * record.Bin)
	if n := p.emptied(); n != 0 || p.blobOf(doc) == "" {
		t.Errorf("%d documents went", n)
	}
}

// Invariant 26: no file without a row older than 15 minutes, and none that has
// a row is touched, whatever the program's clock says.
func TestFilesWithoutARowAreSwept(t *testing.T) {
	p := open(t)
	kept := p.blobOf(p.adds("Gardé"))
	lost, young := blob.Name(), blob.Name()
	for _, name := range []string{lost, young} {
		p.must(p.Blobs.Put(t.Context(), name, strings.NewReader("sealed"), 6))
	}
	draft := p.at(lost) + ".draft"
	p.must(os.WriteFile(draft, []byte("hal"), 0o600))
	stranger := filepath.Join(p.BlobDir, "lost+found")
	p.must(os.WriteFile(stranger, nil, 0o600))
	long := time.Now().Add(-record.Orphaned - time.Second)
	for _, at := range []string{p.at(lost), p.at(kept), draft, stranger} {
		p.must(os.Chtimes(at, long, long))
	}
	p.Wait(365 * 24 * time.Hour)
	n, err := record.SweepFiles(t.Context(), p.Pool, p.Blobs)
	if err != nil || n != 1 {
		t.Errorf("%d files removed, %v", n, err)
	}
	for at, stays := range map[string]bool{p.at(lost): false, draft: false, p.at(young): true, p.at(kept): true, stranger: true} {
		if _, err := os.Stat(at); (err == nil) != stays {
			t.Errorf("%s: %v", filepath.Base(at), err)
		}
	}
}

// at is where the folder keeps a file.
func (p *place) at(name string) string {
	return filepath.Join(p.BlobDir, name[:2], name[2:4], name[4:])
}
