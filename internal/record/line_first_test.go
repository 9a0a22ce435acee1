package record_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/internal/vault"
)

// reading is what a process that reads is told, on its environment.
type reading struct {
	Database, Dir string
	By            access.Actor
	Documents     []id.Document
}

const readingVariable = "RECORD_TEST_READING"

// TestReadingProcess reads documents until it is killed, and says each that it
// has received, once its content is there.
func TestReadingProcess(t *testing.T) {
	told := os.Getenv(readingVariable)
	if told == "" {
		t.Skip("run by TestWhatWasReceivedWasLogged")
	}
	var r reading
	must(t, json.Unmarshal([]byte(told), &r))
	pool, err := db.Open(t.Context(), r.Database, func() time.Time { return sample.Start.Add(time.Hour) })
	must(t, err)
	v, err := vault.Open(vault.Keys{Master: filepath.Join(r.Dir, "master.json"), Service: filepath.Join(r.Dir, "service.json")}, false)
	must(t, err)
	store, err := blob.Open("file://" + filepath.Join(r.Dir, "blobs"))
	must(t, err)
	records := record.New(gate.New(pool, v), v, store)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				doc := r.Documents[rand.IntN(len(r.Documents))]
				c, err := records.Open(t.Context(), r.By, access.Normal, r.By.Patient, doc)
				if err != nil || len(c.Original) == 0 {
					os.Exit(3)
				}
				fmt.Println(doc) // one write, straight to the pipe
			}
		})
	}
	all.Wait()
}

// Invariant 21, T50: a process is killed at any moment among its reads; what
// left it is in the log. `make test-all` kills 500 among 5,000 reads.
func TestWhatWasReceivedWasLogged(t *testing.T) {
	p := open(t)
	r := reading{Database: dbtest.AppURL(p.Pool), Dir: filepath.Dir(p.BlobDir), By: p.patient.Actor}
	for i := range 5 {
		r.Documents = append(r.Documents, p.adds(fmt.Sprintf("Document %d", i)))
	}
	told, err := json.Marshal(r)
	p.must(err)
	kills := 500
	if testing.Short() {
		kills = 30
	}
	received := map[string]int{}
	for range kills {
		p.killed(string(told), 5+rand.IntN(11), received)
	}
	total := 0
	for _, doc := range r.Documents {
		logged := p.count(`SELECT count(*) FROM access_log WHERE act = 'document.read' AND reason = '' AND target = $1`, doc.String())
		if total += received[doc.String()]; logged < received[doc.String()] {
			t.Errorf("%s was received %d times and logged %d", doc, received[doc.String()], logged)
		}
	}
	t.Logf("%d reads received, %d processes killed", total, kills)
	if total < 10*kills {
		t.Errorf("only %d reads were received", total)
	}
}

// killed starts a process that reads, lets it answer some reads, and kills it
// among the next.
func (p *place) killed(told string, after int, received map[string]int) {
	p.t.Helper()
	child := exec.CommandContext(p.t.Context(), os.Args[0], "-test.run=^TestReadingProcess$")
	child.Env = append(os.Environ(), readingVariable+"="+told)
	out, err := child.StdoutPipe()
	p.must(err)
	p.must(child.Start())
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		received[lines.Text()]++
		if n == after {
			p.must(child.Process.Kill())
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.ExitCode() != -1 {
		p.t.Fatalf("it ended by itself: %v", err)
	}
}

// counting is a store that counts what is asked of it.
type counting struct {
	blob.Store
	gets int
}

func (w *counting) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	w.gets++
	return w.Store.Get(ctx, name)
}

// Issue 3 point 6: when the line cannot be written the answer is « not now »,
// and no content was opened, whatever keeps the line from being written.
func TestWithoutItsLineNothingIsDecrypted(t *testing.T) {
	p := open(t)
	doc := p.adds("Secret")
	store := &counting{Store: p.Blobs}
	records := record.New(p.Gate, p.Vault, store)
	read := func() (record.Content, error) {
		return records.Open(t.Context(), p.patient.Actor, access.Normal, p.patient.Patient, doc)
	}
	if _, err := read(); err != nil || store.gets != 1 {
		t.Fatalf("%d files opened, %v", store.gets, err)
	}
	super := dbtest.AsSuperuser(t, p.Pool)
	for _, failure := range []string{"53100", "55000", "42501", "P0001"} { // disk full, wrong state, no right, anything
		_, err := super.Exec(t.Context(), `CREATE OR REPLACE FUNCTION no_line() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN RAISE EXCEPTION 'no line' USING ERRCODE = '`+failure+`'; END $$;
			DROP TRIGGER IF EXISTS no_line ON access_log;
			CREATE TRIGGER no_line BEFORE INSERT ON access_log FOR EACH ROW EXECUTE FUNCTION no_line()`)
		p.must(err)
		c, err := read()
		if problem.KindOf(err) != problem.Unavailable {
			t.Errorf("%s: got %v", failure, err)
		}
		if store.gets != 1 || c.Original != nil || c.Title != "" || c.PDF != nil {
			t.Errorf("%s: content was opened", failure)
		}
	}
	if _, err := super.Exec(t.Context(), `DROP TRIGGER no_line ON access_log`); err != nil {
		t.Fatal(err)
	}
	if _, err := read(); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
