package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/dbtest"
	"espacesante/internal/directive"
	"espacesante/internal/export"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/reimbursement"
	"espacesante/internal/sample"
	"espacesante/internal/task"
)

type place struct {
	*sample.World
	t      *testing.T
	copies *export.Service
	tasks  *task.Service
	doctor *sample.Professional
	her    *sample.Patient
}

func open(t *testing.T) *place {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	p := &place{World: w, t: t, tasks: task.New(w.Gate, w.Pool), doctor: w.Professional(t, "10", "SM54", sample.FINESS(1))}
	p.copies = export.New(w.Gate, w.Pool, w.Vault, w.Blobs, export.Sources{People: w.People, Records: w.Records,
		Refunds: reimbursement.New(w.Gate, w.Vault), Wishes: directive.New(w.Gate, w.Vault), Profile: profile.New(w.Gate, w.Vault)}, summarised)
	p.her = w.Someone(t, sample.Someone{TreatingDoctor: p.doctor})
	return p
}

// summarised stands for the pages: what the copy was made of, as JSON.
func summarised(_ context.Context, c export.Content) ([]export.File, error) {
	var titles []string
	masked := 0
	for _, d := range c.Documents {
		titles = append(titles, d.Title)
		if d.Masked {
			masked++
		}
	}
	acts := map[access.Act]int{}
	for _, e := range c.History {
		acts[e.Act]++
	}
	b, err := json.Marshal(map[string]any{"titles": titles, "acts": acts, "lost": c.Lost, "masked": masked, "folders": c.Folders, "asked": c.Requests, "sharing": c.Say.Sharing, "refunds": len(c.Refunds), "directives": c.Wishes.Directives != nil})
	return []export.File{{Name: "index.json", Content: b}}, err
}

type summary struct {
	Titles     []string
	Acts       map[access.Act]int
	Lost       int
	Masked     int
	Folders    map[string][]string
	Asked      []record.Request
	Sharing    bool
	Refunds    int
	Directives bool
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) adds(of id.Patient, by access.Actor, u record.Upload) {
	p.t.Helper()
	u.Name, u.CaredOn = "f.pdf", sample.Start.AddDate(0, -1, 0)
	if u.File == nil {
		u.File = cdatest.PDF(u.Title)
	}
	if u.Type == "" {
		u.Type = "DOCPAT03"
	}
	_, err := p.Records.Deposit(p.t.Context(), by, of, u)
	p.must(err)
}

func (p *place) asks(by access.Actor, of id.Patient, a export.Asked) id.Task {
	p.t.Helper()
	e, err := p.copies.Ask(p.t.Context(), by, of, a)
	p.must(err)
	return e
}

func (p *place) takes(by access.Actor, of id.Patient, e id.Task) []byte {
	p.t.Helper()
	got, err := p.copies.Take(p.t.Context(), by, of, e)
	p.must(err)
	defer got.Close()
	content, err := io.ReadAll(got)
	p.must(err)
	if int64(len(content)) != got.Size {
		p.t.Errorf("%d bytes, %d said", len(content), got.Size)
	}
	return content
}

func unzip(t *testing.T, content []byte) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func summed(t *testing.T, files map[string][]byte) (s summary) {
	t.Helper()
	if err := json.Unmarshal(files["index.json"], &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func (p *place) count(sql string, args ...any) (n int) {
	p.t.Helper()
	p.must(dbtest.AsSuperuser(p.t, p.Pool).QueryRow(p.t.Context(), sql, args...).Scan(&n))
	return n
}

// #97: the holder takes everything away: the very bytes of each document, the history, what they want; told when ready,
// each step a line, sealed at rest, gone after seven days (PAT-16).
func TestTheHolderTakesEverythingAwayForSevenDays(t *testing.T) {
	p := open(t)
	pdf := cdatest.PDF("Bilan")
	p.adds(p.her.Patient, p.her.Actor, record.Upload{Title: "Bilan", File: pdf})
	p.adds(p.her.Patient, p.doctor.Actor, record.Upload{Title: "Analyse", Type: "11502-2", Informed: true})
	folder, err := p.Records.MakeFolder(t.Context(), p.her.Actor, p.her.Patient, "Mon cœur")
	p.must(err)
	list, err := p.Records.List(t.Context(), p.her.Actor, "", p.her.Patient, record.Filter{})
	p.must(err)
	p.must(p.Records.File(t.Context(), p.her.Actor, p.her.Patient, folder, list.Documents[0].ID, true))
	p.must(p.Records.Ask(t.Context(), p.her.Actor, p.her.Patient, record.Appeal{ID: id.New[id.Request](), Kind: record.Missing, To: p.doctor.Account, Words: "Le bilan de mars"}))
	e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All})
	if again := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All}); again != e {
		t.Error("two at once")
	}
	if at, err := p.tasks.Read(t.Context(), p.her.Actor, p.her.Patient, e); err != nil || at.State != task.Waiting {
		t.Error(at, err)
	}
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e})) // River may do it twice
	if at, err := p.tasks.Read(t.Context(), p.her.Actor, p.her.Patient, e); err != nil || at.State != task.Done || at.Percent() != 100 {
		t.Error(at, err)
	}
	if n := p.count(`SELECT count(*) FROM notices WHERE kind = 'M16'`); n != 1 {
		t.Errorf("%d told", n)
	}
	files := unzip(t, p.takes(p.her.Actor, p.her.Patient, e))
	s := summed(t, files)
	slices.Sort(s.Titles)
	if !slices.Equal(s.Titles, []string{"Analyse", "Bilan"}) || s.Acts[access.AskExport] == 0 || s.Acts[access.DepositDocument] != 2 {
		t.Errorf("%+v", s)
	}
	if f := s.Folders[list.Documents[0].ID.String()]; !slices.Equal(f, []string{"Mon cœur"}) || len(s.Asked) != 1 || s.Asked[0].Words != "Le bilan de mars" || !s.Sharing {
		t.Errorf("folders %v, requests %d", s.Folders, len(s.Asked))
	}
	found := false
	for name, content := range files {
		found = found || strings.HasPrefix(name, "documents/") && bytes.Equal(content, pdf)
	}
	if !found {
		t.Error("not the bytes that were deposited")
	}
	for _, act := range []access.Act{access.AskExport, access.ExportRecord, access.TakeExport} {
		if p.count(`SELECT count(*) FROM access_log WHERE act = $1 AND reason = ''`, act) == 0 {
			t.Errorf("no line of %s", act)
		}
	}
	p.Wait(7*24*time.Hour + time.Second)
	if _, err := p.copies.Take(t.Context(), p.her.Actor, p.her.Patient, e); problem.KindOf(err) != problem.NotFound {
		t.Errorf("after seven days: %v", err)
	}
	for _, want := range []int{1, 0} {
		if n, err := p.copies.Sweep(t.Context()); err != nil || n != want {
			t.Error(n, err)
		}
	}
	if n := p.count(`SELECT count(*) FROM exports WHERE blob <> '' OR octet_length(sealed) > 0`); n != 0 {
		t.Errorf("%d copies stay", n)
	}
}

// No byte of a copy stands on the disk in clear, and no password in the database.
func TestACopyIsSealedAtRest(t *testing.T) {
	p := open(t)
	p.adds(p.her.Patient, p.her.Actor, record.Upload{Title: "Bilan"})
	e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All, Password: "correct cheval pile agrafe"})
	file, err := os.ReadFile(dbtest.Dump(t, p.Pool))
	if err != nil || strings.Contains(string(file), "cheval") {
		t.Error("the password stands in the database", err)
	}
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	p.must(filepath.WalkDir(p.BlobDir, func(at string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(at)
		if bytes.Contains(content, []byte("PK\x03\x04")) || bytes.Contains(content, []byte("index.json")) {
			t.Error("a copy in clear on the disk")
		}
		return err
	}))
}

// A file behind a password opens with it alone, says nothing by its names, and is whole (WinZip AE-2).
func TestAPasswordLocksTheFile(t *testing.T) {
	p := open(t)
	p.adds(p.her.Patient, p.her.Actor, record.Upload{Title: "Bilan lipidique"})
	const secret = "correct cheval pile agrafe"
	if _, err := p.copies.Ask(t.Context(), p.her.Actor, p.her.Patient, export.Asked{Scope: export.All, Password: "court"}); problem.KindOf(err) != problem.Invalid {
		t.Errorf("short: %v", err)
	}
	e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All, Password: secret})
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	content := p.takes(p.her.Actor, p.her.Patient, e)
	if bytes.Contains(bytes.ToLower(content), []byte("lipid")) {
		t.Error("a name of a file tells what it is")
	}
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	p.must(err)
	for _, f := range r.File {
		raw, err := f.OpenRaw()
		p.must(err)
		sealed, err := io.ReadAll(raw)
		p.must(err)
		if _, err := export.Unlock(sealed, "correct cheval pile agrafE"); err == nil {
			t.Error("another password opens it")
		}
		plain, err := export.Unlock(sealed, secret)
		p.must(err)
		if f.Name == "index.json" && !bytes.Contains(plain, []byte("Bilan lipidique")) || uint64(len(plain)) != f.UncompressedSize64 {
			t.Errorf("%s: %d bytes", f.Name, len(plain))
		}
		sealed[len(sealed)/2] ^= 1
		if _, err := export.Unlock(sealed, secret); err == nil {
			t.Error("an altered file opens")
		}
	}
}

// R.1111-50, decisions.md §4: what a minor keeps secret leaves no trace in a representative's copy; another
// representative does not find the first one's.
func TestARepresentativesCopyHoldsNothingSecret(t *testing.T) {
	p := open(t)
	other := p.Patient(t, access.Activated)
	child := p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{p.her, other}})
	p.adds(child.Patient, p.doctor.Actor, record.Upload{Title: "Vu", Type: "11502-2", Informed: true, Secret: record.NotSecret})
	parent := p.her.Representing()
	make := func() (summary, int) {
		e := p.asks(parent, child.Patient, export.Asked{Scope: export.All})
		p.must(p.copies.Make(t.Context(), export.Make{Patient: child.Patient, Export: e}))
		content := p.takes(parent, child.Patient, e)
		if _, err := p.copies.Take(t.Context(), other.Representing(), child.Patient, e); problem.KindOf(err) != problem.NotFound {
			t.Errorf("the other parent takes it: %v", err)
		}
		files := unzip(t, content)
		return summed(t, files), len(files)
	}
	before, files := make()
	p.adds(child.Patient, p.doctor.Actor, record.Upload{Title: "Secret", Type: "11502-2", Informed: true, Secret: record.Secret})
	after, filesAfter := make()
	if !slices.Equal(before.Titles, after.Titles) || files != filesAfter || before.Acts[access.DepositDocument] != after.Acts[access.DepositDocument] || before.Acts[access.DepositDocument] != 1 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// Nobody else asks for a copy: no helper (PAT-14), no professional, no agent, no stranger.
func TestNobodyElseTakesACopy(t *testing.T) {
	p := open(t)
	stranger := p.Patient(t, access.Activated)
	e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All})
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	for _, by := range []access.Actor{p.doctor.Actor, stranger.Actor, p.Staff(t, access.Helper), p.Staff(t, access.Support), p.Staff(t, access.Caisse), p.Staff(t, access.Operator)} {
		if _, err := p.copies.Ask(t.Context(), by, p.her.Patient, export.Asked{Scope: export.All}); problem.Reason(err) == "" {
			t.Errorf("%s asks: %v", by.Role, err)
		}
		if _, err := p.copies.Take(t.Context(), by, p.her.Patient, e); err == nil {
			t.Errorf("%s takes it", by.Role)
		}
		if _, err := p.tasks.Read(t.Context(), by, p.her.Patient, e); err == nil {
			t.Errorf("%s sees how far it is", by.Role)
		}
	}
}

// A closed space can still be exported by its holder, who has no sign-in any longer (L.1111-13-1, R.1111-36).
func TestAClosedSpaceIsStillTakenAway(t *testing.T) {
	p := open(t)
	p.adds(p.her.Patient, p.her.Actor, record.Upload{Title: "Bilan"})
	p.Move(t, p.her, access.ClosedArchived)
	holder := access.Actor{Role: access.Patient, Patient: p.her.Patient, Active: true}
	e := p.asks(holder, p.her.Patient, export.Asked{Scope: export.All})
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	if s := summed(t, unzip(t, p.takes(holder, p.her.Patient, e))); len(s.Titles) != 1 {
		t.Errorf("%+v", s)
	}
}

// broken is a store that stops in the middle of the work, as a machine does.
type broken struct {
	blob.Store
	left *int
}

var errStopped = errors.New("stopped")

func (b broken) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	if *b.left--; *b.left < 0 {
		return nil, errStopped
	}
	return b.Store.Get(ctx, name)
}

// Cut short, a copy begins again by itself, once, and leaves nothing half made.
func TestACopyCutShortBeginsAgain(t *testing.T) {
	left := 1000
	p := open(t)
	p.Records = record.New(p.Gate, p.Vault, broken{p.Blobs, &left})
	p.copies = export.New(p.Gate, p.Pool, p.Vault, p.Blobs, export.Sources{People: p.People, Records: p.Records,
		Refunds: reimbursement.New(p.Gate, p.Vault), Wishes: directive.New(p.Gate, p.Vault), Profile: profile.New(p.Gate, p.Vault)}, summarised)
	for _, title := range []string{"Un", "Deux", "Trois"} {
		p.adds(p.her.Patient, p.her.Actor, record.Upload{Title: title})
	}
	e := p.asks(p.her.Actor, p.her.Patient, export.Asked{Scope: export.All})
	left = 1
	if err := p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	if mine, err := task.Claim(t.Context(), p.Pool, p.her.Patient, e); err != nil || !mine { // a process that then is killed
		t.Fatal(mine, err)
	}
	left = 1000
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e})) // somebody else has it
	if c, _, err := p.copies.Standing(t.Context(), p.her.Actor, p.her.Patient); err != nil || !c.ReadyAt.IsZero() {
		t.Fatal("made while claimed", err)
	}
	p.Wait(task.Still + time.Second)
	jobs := p.count(`SELECT count(*) FROM river_job WHERE kind = 'export.make'`)
	if _, err := p.copies.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := p.count(`SELECT count(*) FROM river_job WHERE kind = 'export.make'`); n != jobs+1 {
		t.Errorf("%d jobs more", n-jobs)
	}
	p.must(p.copies.Make(t.Context(), export.Make{Patient: p.her.Patient, Export: e}))
	if s := summed(t, unzip(t, p.takes(p.her.Actor, p.her.Patient, e))); len(s.Titles) != 3 || s.Lost != 0 {
		t.Errorf("%+v", s)
	}
}
