package export_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/directive"
	"espacesante/internal/export"
	"espacesante/internal/gate"
	"espacesante/internal/identity"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/reimbursement"
	"espacesante/internal/sample"
	"espacesante/internal/task"
	"espacesante/internal/vault"
)

// copying is what a process that makes a copy is told, on its environment.
type copying struct {
	Database, Dir string
	Make          export.Make
	Step          int // where it stops, to be killed there
}

const copyingVariable = "EXPORT_TEST_COPYING"

// stopping is a store that says where it is, and goes no further.
type stopping struct {
	blob.Store
	step *int
}

func (s stopping) here() {
	if *s.step--; *s.step < 0 {
		fmt.Println("here") // one write, straight to the pipe
		select {}
	}
}

func (s stopping) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	s.here()
	return s.Store.Get(ctx, name)
}

func (s stopping) Put(ctx context.Context, name string, r io.Reader, size int64) error {
	s.here()
	err := s.Store.Put(ctx, name, r, size)
	s.here()
	return err
}

// TestCopyingProcess makes a copy until it is killed in the middle.
func TestCopyingProcess(t *testing.T) {
	told := os.Getenv(copyingVariable)
	if told == "" {
		t.Skip("run by TestACopyKilledInTheMiddleIsMadeOnceAndToldOnce")
	}
	p := &place{t: t}
	var c copying
	p.must(json.Unmarshal([]byte(told), &c))
	pool, err := db.Open(t.Context(), c.Database, func() time.Time { return sample.Start })
	p.must(err)
	v, err := vault.Open(vault.Keys{Master: filepath.Join(c.Dir, "master.json"), Service: filepath.Join(c.Dir, "service.json")}, false)
	p.must(err)
	files, err := blob.Open("file://" + filepath.Join(c.Dir, "blobs"))
	p.must(err)
	store, guard := stopping{files, &c.Step}, gate.New(pool, v)
	copies := export.New(guard, pool, v, store, export.Sources{People: identity.New(pool, v, guard), Records: record.New(guard, v, store),
		Refunds: reimbursement.New(guard, v), Wishes: directive.New(guard, v), Profile: profile.New(guard, v)}, summarised)
	p.must(copies.Make(t.Context(), c.Make))
}

// PAT-16, issue 7 point 11: the process that makes a copy is killed at each of
// its steps. The next sweep begins it again, it is made once and told once, and
// nothing half made is left behind.
func TestACopyKilledInTheMiddleIsMadeOnceAndToldOnce(t *testing.T) {
	p := open(t)
	for _, title := range []string{"Un", "Deux"} {
		p.adds(p.her.Patient, p.her.Actor, record.Upload{Title: title})
	}
	for step := range 4 { // before each of two documents, before the copy is kept, and after
		e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All})
		drafts := t.TempDir()
		p.killed(copying{dbtest.AppURL(p.Pool), filepath.Dir(p.BlobDir), export.Make{Patient: p.her.Patient, Export: e}, step}, drafts)
		if left, err := os.ReadDir(drafts); err != nil || len(left) > 0 {
			t.Errorf("step %d leaves %d drafts, %v", step, len(left), err)
		}
		if c, there, err := p.copies.Standing(t.Context(), p.her.Actor, p.her.Patient); err != nil || !there || !c.ReadyAt.IsZero() || c.ID != e {
			t.Fatalf("step %d: %+v, %t, %v", step, c, there, err)
		}
		p.Wait(task.Still + time.Second)
		before := p.count(`SELECT count(*) FROM river_job WHERE kind = 'export.make'`)
		_, err := p.copies.Sweep(t.Context())
		p.must(err)
		if n := p.count(`SELECT count(*) FROM river_job WHERE kind = 'export.make'`) - before; n != 1 {
			t.Fatalf("step %d: begun again %d times", step, n)
		}
		for range 2 { // River may do it twice
			p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
		}
		s := summed(t, unzip(t, p.takes(p.her.Actor, p.her.Patient, e)))
		slices.Sort(s.Titles)
		if !slices.Equal(s.Titles, []string{"Deux", "Un"}) || s.Lost != 0 {
			t.Errorf("step %d: %+v", step, s)
		}
		if n := p.count(`SELECT count(*) FROM notices WHERE kind = 'M16'`); n != step+1 {
			t.Errorf("step %d: told %d times", step, n)
		}
	}
}

// killed starts a process that makes a copy, and kills it where it stops.
func (p *place) killed(c copying, drafts string) {
	p.t.Helper()
	told, err := json.Marshal(c)
	p.must(err)
	child := exec.CommandContext(p.t.Context(), os.Args[0], "-test.run=^TestCopyingProcess$")
	child.Env = append(os.Environ(), copyingVariable+"="+string(told), "TMPDIR="+drafts)
	out, err := child.StdoutPipe()
	p.must(err)
	p.must(child.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "here" {
	}
	p.must(child.Process.Kill())
	if err := child.Wait(); err == nil || child.ProcessState.ExitCode() != -1 {
		p.t.Fatalf("it ended by itself: %v", err)
	}
}
