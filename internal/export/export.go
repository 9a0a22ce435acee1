// Package export makes the copy of a space that its holder takes away (#97, PAT-16): one ZIP of everything that who asks
// for it sees, sealed under the space's key, kept seven days. It writes no words: web/takeaway draws its pages.
package export

import (
	"context"
	"io"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/directive"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/reimbursement"
	"espacesante/internal/task"
	"espacesante/internal/vault"
)

// Scope is how much is copied. Its value is written: never rename.
type Scope string

// The scopes.
const (
	All       Scope = "all"
	LastYear  Scope = "year"
	Documents Scope = "documents" // without the history and the rest
)

// Sources are what a copy is made of.
type Sources struct {
	People  *identity.Service
	Records *record.Service
	Refunds *reimbursement.Service
	Wishes  *directive.Service
	Profile *profile.Service
}

// Service makes copies.
type Service struct {
	Sources
	gate  *gate.Gate
	pool  *db.Pool
	vault *vault.Vault
	blobs blob.Store
	draw  func(context.Context, Content) ([]File, error)
}

// New returns the service behind g. draw makes the pages and tables of a copy.
func New(g *gate.Gate, pool *db.Pool, v *vault.Vault, blobs blob.Store, from Sources, draw func(context.Context, Content) ([]File, error)) *Service {
	return &Service{from, g, pool, v, blobs, draw}
}

// Content is what a copy holds, opened.
type Content struct {
	At        time.Time
	Scope     Scope
	Person    identity.Person
	Documents []Copied
	Lost      int // documents whose bytes could not be read
	Folders   map[id.Document][]string
	Requests  []record.Request
	Say       Say
	History   []record.Event
	Refunds   []reimbursement.Line
	Wishes    directive.Wishes
	Books     profile.Books
}

// Say is who may see what, as it stood.
type Say struct {
	Sharing, SAMU, MaskAll bool
	Emergency              access.Emergency
}

// Copied is a document and where its bytes stand in the copy.
type Copied struct {
	record.Document
	Path string
}

// File is one file of a copy.
type File struct {
	Name    string
	Content []byte
}

// Asked is what somebody chose.
type Asked struct {
	Scope    Scope
	Password string // may be empty
}

// String never shows the password.
func (Asked) String() string { return "[…]" }

// Copy is one copy as the page shows it.
type Copy struct {
	ID      id.Task
	Scope   Scope
	Locked  bool // it wants the password that was chosen
	AskedAt time.Time
	ReadyAt time.Time // zero: not yet
	Size    int64
}

// Until is when a copy that is ready goes.
func (c Copy) Until() time.Time { return c.ReadyAt.AddDate(0, 0, limit.ExportDays) }

// Make is the job that makes a copy.
type Make struct {
	Patient id.Patient `json:"patient"`
	Export  id.Task    `json:"export"`
}

// Kind names the job.
func (Make) Kind() string { return "export.make" }

// Timeout is how long it may take: 5 GiB through a slow store.
func (Make) Timeout() time.Duration { return 6 * time.Hour }

// Ask asks for a copy: one at a time for whoever asks, a second one replaces the first once that is ready.
func (s *Service) Ask(ctx context.Context, by access.Actor, patient id.Patient, a Asked) (id.Task, error) {
	switch n := utf8.RuneCountInString(a.Password); {
	case a.Scope != All && a.Scope != LastYear && a.Scope != Documents:
		return id.Task{}, problem.Field("quoi", "choose")
	case n > 0 && n < limit.ExportPasswordMin:
		return id.Task{}, problem.Field("mot-de-passe", "copy-password-short")
	case n > limit.PasswordMax:
		return id.Task{}, problem.Field("mot-de-passe", "password-long")
	}
	var gone []string
	req := gate.Request{By: by, Act: access.AskExport, Patient: patient}
	asked, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (id.Task, error) {
		was, there, err := standing(ctx, tx, by, patient)
		if err != nil {
			return id.Task{}, err
		}
		if there && was.ReadyAt == nil {
			return was.ID, nil // pressed twice, or asked from two windows
		}
		if there {
			gone = append(gone, was.Blob)
			if err := end(ctx, tx, patient, was.ID); err != nil {
				return id.Task{}, err
			}
		}
		next := id.NewAt[id.Task](tx.Now())
		tx.Name(next.String())
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return id.Task{}, err
		}
		sealed := []byte{}
		if a.Password != "" {
			sealed = space.Seal([]byte(a.Password), about(next))
		}
		if err := insert(ctx, tx, patient, next, a, sealed); err != nil {
			return id.Task{}, err
		}
		if err := task.Begin(ctx, tx, next, task.Export); err != nil {
			return id.Task{}, err
		}
		return next, jobs.Enqueue(ctx, tx, Make{patient, next})
	})
	for _, name := range gone {
		if err == nil {
			err = s.blobs.Delete(ctx, name)
		}
	}
	return asked, err
}

// Standing gives the copy that who asks may look for: being made, or ready. Looking is no act: no line.
func (s *Service) Standing(ctx context.Context, by access.Actor, patient id.Patient) (c Copy, there bool, err error) {
	why, err := s.gate.Would(ctx, gate.Request{By: by, Act: access.TakeExport, Patient: patient})
	if err != nil {
		return c, false, err
	}
	if why != "" {
		return c, false, problem.Refuse(why)
	}
	var r row
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) (err error) {
		r, there, err = standing(ctx, tx, by, patient)
		there = there && !r.over(tx.Now())
		return err
	})
	return r.copy(), there, err
}

// Taken is a copy on its way out: its plain size, and its bytes.
type Taken struct {
	Copy
	io.Reader
	io.Closer
}

// Take gives a copy that is ready to who asked for it, and to nobody else. Each download is a line, committed before any
// byte leaves.
func (s *Service) Take(ctx context.Context, by access.Actor, patient id.Patient, which id.Task) (*Taken, error) {
	var key vault.Wrapped
	req := gate.Request{By: by, Act: access.TakeExport, Patient: patient, Target: which.String(), Reads: true}
	r, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (r row, err error) {
		r, there, err := standing(ctx, tx, by, patient)
		if err == nil && (!there || r.ID != which || r.ReadyAt == nil || r.over(tx.Now())) {
			err = problem.Missing("export")
		}
		if err == nil {
			key, err = vault.Load(ctx, tx, patient)
		}
		return r, err
	})
	if err != nil {
		return nil, err
	}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return nil, err
	}
	f, err := s.blobs.Get(ctx, r.Blob)
	if err != nil {
		return nil, err
	}
	plain, err := space.Reader(f, about(which))
	return &Taken{r.copy(), plain, f}, err
}

// End throws a copy away before its days are over.
func (s *Service) End(ctx context.Context, by access.Actor, patient id.Patient) error {
	blob := ""
	req := gate.Request{By: by, Act: access.EndExport, Patient: patient}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, there, err := standing(ctx, tx, by, patient)
		if err != nil || !there {
			return err
		}
		tx.Name(r.ID.String())
		blob = r.Blob
		if err := end(ctx, tx, patient, r.ID); err != nil {
			return err
		}
		return task.End(ctx, tx, patient, r.ID, task.Failed)
	})
	if err != nil || blob == "" {
		return err
	}
	return s.blobs.Delete(ctx, blob)
}

// sweepAtOnce is how many copies one look of the sweep finds.
const sweepAtOnce = 200

// Sweep ends the copies whose seven days are over, and begins again those whose making was cut short.
func (s *Service) Sweep(ctx context.Context) (ended int, err error) {
	var due []overdue
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) (err error) {
		if due, err = over(ctx, tx, tx.Now().AddDate(0, 0, -limit.ExportDays), sweepAtOnce); err != nil {
			return err
		}
		stuck, err := task.StandingStill(ctx, tx, sweepAtOnce)
		again := make([]Make, len(stuck))
		for i, t := range stuck {
			again[i] = Make{t.PatientID, t.ID}
		}
		if err != nil {
			return err
		}
		return jobs.EnqueueAll(ctx, tx, again) // one too many finds the work claimed, and ends
	})
	for _, d := range due {
		if err != nil {
			return ended, err
		}
		req := gate.Request{By: gate.System(), Act: access.EndExport, Patient: d.PatientID, Target: d.ID.String()}
		if err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return end(ctx, tx, d.PatientID, d.ID) }); err == nil && d.Blob != "" {
			err = s.blobs.Delete(ctx, d.Blob)
		}
		ended++
	}
	return ended, err
}

func about(e id.Task) string { return "export " + e.String() }
