package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/directive"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/name"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/reimbursement"
	"espacesante/internal/task"
	"espacesante/internal/vault"
)

// Make makes one copy: gathered in one act of who asked for it, written a document at a time to a sealed file. Killed at
// any moment it leaves nothing readable and no file that counts, and begins again by the sweep.
func (s *Service) Make(ctx context.Context, m Make) error {
	mine, err := task.Claim(ctx, s.pool, m.Patient, m.Export)
	if err != nil || !mine {
		return err
	}
	err = s.make(ctx, m)
	switch {
	case err == nil:
	case problem.KindOf(err) == problem.Forbidden, problem.KindOf(err) == problem.NotFound, problem.KindOf(err) == problem.SignInFirst:
		return errors.Join(err, s.giveUp(ctx, m)) // the right ended: there is nobody to tell
	default:
		return errors.Join(err, task.Release(context.WithoutCancel(ctx), s.pool, m.Patient, m.Export))
	}
	return nil
}

// giveUp ends a copy that may not be made any longer.
func (s *Service) giveUp(ctx context.Context, m Make) error {
	req := gate.Request{By: gate.System(), Act: access.EndExport, Patient: m.Patient, Target: m.Export.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if err := end(ctx, tx, m.Patient, m.Export); err != nil {
			return err
		}
		return task.End(ctx, tx, m.Patient, m.Export, task.Failed)
	})
}

func (s *Service) make(ctx context.Context, m Make) error {
	var r row
	err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		var there bool
		var err error
		if r, there, err = byNumber(ctx, tx, m.Patient, m.Export); err == nil && (!there || r.ReadyAt != nil) {
			err = problem.Missing("export")
		}
		return err
	})
	if err != nil {
		return err
	}
	by, err := s.asker(ctx, r, m.Patient)
	if err != nil {
		return err
	}
	g, err := s.gather(ctx, by, m, r)
	if err != nil {
		return err
	}
	name, size, err := s.store(ctx, m, r, g)
	if err != nil {
		return err
	}
	kept := false
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) (err error) {
		if kept, err = ready(ctx, tx, m.Patient, m.Export, name, size, g.line); err != nil || !kept {
			return err
		}
		if err := task.End(ctx, tx, m.Patient, m.Export, task.Done); err != nil {
			return err
		}
		return notification.TellAll(ctx, tx, []id.Patient{m.Patient}, []id.Line{g.line}, notification.ExportReady)
	})
	if err == nil && !kept { // thrown away while it was made
		err = s.blobs.Delete(ctx, name)
	}
	return err
}

// asker is who asked for the copy, as they are today.
func (s *Service) asker(ctx context.Context, r row, patient id.Patient) (access.Actor, error) {
	if r.AccountID == nil { // the holder of a closed space, who has no sign-in
		return access.Actor{Role: r.Role, Patient: patient, Active: true}, nil
	}
	by, err := s.People.Actor(ctx, *r.AccountID, "")
	by.Role = r.Role
	return by, err
}

// gathered is what the act gave, sealed, and how to open it.
type gathered struct {
	line    id.Line
	key     vault.Wrapped
	person  identity.Person
	copying *record.Copying
	say     Say
	refunds func() ([]reimbursement.Line, error)
	wishes  func() (directive.Wishes, error)
	books   func() (profile.Books, error)
	at      time.Time
}

// gather reads all that who asked sees, in one act, whose line is committed before anything is opened.
func (s *Service) gather(ctx context.Context, by access.Actor, m Make, r row) (*gathered, error) {
	g := &gathered{}
	req := gate.Request{By: by, Act: access.ExportRecord, Patient: m.Patient, Target: m.Export.String(), Reads: true}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) (err error) {
		g.line, g.at = tx.Line(), tx.Now()
		g.say = Say{tx.On().Sharing, tx.On().SAMU, tx.On().MaskAll, tx.On().Emergency}
		if g.person, err = identity.PersonIn(ctx, tx, s.vault, m.Patient); err != nil {
			return err
		}
		if g.key, err = vault.Load(ctx, tx, m.Patient); err != nil {
			return err
		}
		var since time.Time
		if r.Scope == LastYear {
			since = clock.Day(tx.Now()).AddDate(-1, 0, 0)
		}
		if g.copying, err = s.Records.Gather(ctx, tx, since, r.Scope != Documents); err != nil || r.Scope == Documents {
			return err
		}
		if g.refunds, err = s.Refunds.Copy(ctx, tx); err != nil {
			return err
		}
		if g.wishes, err = s.Wishes.Copy(ctx, tx); err != nil {
			return err
		}
		g.books, err = s.Profile.Copy(ctx, tx)
		return err
	})
	return g, err
}

// open opens what was gathered, but the documents' bytes.
func (s *Service) open(g *gathered, r row) (c Content, err error) {
	c = Content{At: g.at, Scope: r.Scope, Person: g.person}
	if err = s.Records.OpenCopy(g.copying); err != nil {
		return c, err
	}
	c.History, c.Folders, c.Requests, c.Say = g.copying.Events, g.copying.Folders, g.copying.Requests, g.say
	if g.refunds != nil {
		if c.Refunds, err = g.refunds(); err != nil {
			return c, err
		}
	}
	if g.wishes == nil { // the documents alone
		return c, nil
	}
	if c.Wishes, err = g.wishes(); err != nil {
		return c, err
	}
	c.Books, err = g.books()
	return c, err
}

// store writes the copy, sealed, and gives its name and its plain size. The draft has no name on the disk: a process
// that is killed leaves none.
func (s *Service) store(ctx context.Context, m Make, r row, g *gathered) (string, int64, error) {
	space, err := s.vault.Space(m.Patient, g.key)
	if err != nil {
		return "", 0, err
	}
	draft, err := os.CreateTemp("", ".copy-*")
	if err != nil {
		return "", 0, err
	}
	defer draft.Close()
	if err := os.Remove(draft.Name()); err != nil {
		return "", 0, err
	}
	sealing, err := space.Writer(draft, about(m.Export))
	if err != nil {
		return "", 0, err
	}
	counted := &counter{w: sealing}
	password := ""
	if len(r.Sealed) > 0 {
		plain, err := space.Open(r.Sealed, about(m.Export))
		if err != nil {
			return "", 0, err
		}
		password = string(plain)
	}
	if err := s.write(ctx, counted, password, m, r, g); err != nil {
		return "", 0, err
	}
	if err := sealing.Close(); err != nil {
		return "", 0, err
	}
	sealed, err := draft.Seek(0, io.SeekCurrent)
	if err != nil {
		return "", 0, err
	}
	if _, err := draft.Seek(0, io.SeekStart); err != nil {
		return "", 0, err
	}
	name := blob.Name()
	return name, counted.n, s.blobs.Put(ctx, name, draft, sealed)
}

// write writes the files of the copy: the documents one at a time, then the pages that lead to them.
func (s *Service) write(ctx context.Context, w io.Writer, password string, m Make, r row, g *gathered) error {
	c, err := s.open(g, r)
	if err != nil {
		return err
	}
	zip := newZip(w, password, g.at)
	total, done := g.copying.Bytes()+1, int64(0)
	beat := s.pool.Now()
	if err := task.Step(ctx, s.pool, m.Patient, m.Export, 0, total); err != nil {
		return err
	}
	for i, d := range g.copying.Documents {
		content, extension, err := s.Records.Original(ctx, g.copying, d.ID)
		switch {
		case errors.Is(err, blob.ErrMissing), errors.Is(err, vault.ErrSealed): // one that is damaged keeps nobody from the others
			slog.ErrorContext(ctx, "export: a document cannot be read", "document", d.ID, "err", err)
			c.Lost++
			continue
		case err != nil:
			return err
		}
		path := pathOf(i, d, extension, password != "")
		if err := zip.add(path, content); err != nil {
			return err
		}
		c.Documents = append(c.Documents, Copied{d, path})
		if done += d.Size; s.pool.Now().Sub(beat) >= time.Second {
			beat = s.pool.Now()
			if err := task.Step(ctx, s.pool, m.Patient, m.Export, done, total); err != nil {
				return err
			}
		}
	}
	files, err := s.draw(ctx, c)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := zip.add(f.Name, f.Content); err != nil {
			return err
		}
	}
	return zip.close()
}

// pathOf is where a document stands in the copy. A file behind a password says nothing by its name, which ZIP leaves in
// clear.
func pathOf(i int, d record.Document, extension string, locked bool) string {
	number := fmt.Sprintf("documents/%04d", i+1)
	if locked {
		return number + extension
	}
	slug := strings.ReplaceAll(strings.ToLower(name.Normal(d.Title)), " ", "-")
	slug = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, slug)
	if len(slug) > 40 {
		slug = slug[:40]
	}
	return number + "-" + d.CaredOn.Format(time.DateOnly) + "-" + strings.Trim(slug, "-") + extension
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
