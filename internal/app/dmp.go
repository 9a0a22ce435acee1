package app

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
)

// importers is how many files of a previous DMP come in at once: each waits for
// its own commit and its own file on the disk.
const importers = 4

// transferred counts the files of a folder.
type transferred struct{ Added, Same, Refused int }

// dmpImportCommand takes in the documents of previous DMPs, as a folder of
// clinical documents. Run again, or after a crash, it adds nothing twice.
func dmpImportCommand(ctx context.Context, c *call) error {
	words, err := c.flags(nil, 1)
	if err != nil {
		return err
	}
	dir := filepath.Clean(words[0])
	files, err := filesUnder(dir)
	if err != nil {
		return err
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	rejects := &rejectedFiles{path: dir + ".rejects.csv"}
	if err := os.Remove(rejects.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	bar := newProgress(c.Err, "documents", len(files))
	n, err := p.importDMP(ctx, dir, files, rejects.add, bar.At)
	bar.End()
	fmt.Fprintf(c.Out, "%d added, %d unchanged, %d refused\n", n.Added, n.Same, n.Refused)
	if err := errors.Join(err, rejects.close()); err != nil {
		return err
	}
	if n.Refused > 0 {
		fmt.Fprintf(c.Err, "espacesante: %d refused, see %s\n", n.Refused, rejects.path)
		return errSaid
	}
	return nil
}

// filesUnder lists the files of a folder and of those in it, by name. Hidden
// ones and links are passed over: a folder holds what it holds.
func filesUnder(dir string) (all []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != dir && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular():
			name, err := filepath.Rel(dir, path)
			all = append(all, name)
			return err
		}
		return nil
	})
	return all, err
}

// importDMP takes files in, a few at a time. What is wrong with one is told to
// refused and the others go in; a fault of ours ends it.
func (p *program) importDMP(ctx context.Context, dir string, files []string, refused func(file, why string) error, step func(int)) (transferred, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var n transferred
	var one sync.Mutex
	work := make(chan string)
	var all sync.WaitGroup
	for range importers {
		all.Go(func() {
			for name := range work {
				fresh, why, err := p.importFile(ctx, dir, name)
				one.Lock()
				switch {
				case err != nil:
					stop(fmt.Errorf("%s: %w", name, err))
				case why != "":
					n.Refused++
					stopOn(stop, refused(name, why))
				case fresh:
					n.Added++
				default:
					n.Same++
				}
				step(n.Added + n.Same + n.Refused)
				one.Unlock()
			}
		})
	}
	for _, name := range files {
		select {
		case work <- name:
		case <-ctx.Done():
		}
	}
	close(work)
	all.Wait()
	return n, context.Cause(ctx)
}

func stopOn(stop context.CancelCauseFunc, err error) {
	if err != nil {
		stop(err)
	}
}

// importFile takes one file in: into the space of whom it says it is about, when
// number and traits are theirs. why is the reason of a refusal.
func (p *program) importFile(ctx context.Context, dir, name string) (fresh bool, why string, err error) {
	if info, err := os.Stat(filepath.Join(dir, name)); err != nil {
		return false, "", err
	} else if info.Size() > limit.UploadBytes {
		return false, "file-too-big", nil
	}
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return false, "", err
	}
	doc, err := p.records.ReadPrevious(ctx, content, filepath.Base(name))
	if err != nil {
		return refusal(err)
	}
	patient, there, err := p.whoseDMP(ctx, doc)
	switch {
	case err != nil || there:
		return false, "", err
	case patient.IsZero():
		return false, "nobody-found", nil
	}
	if fresh, err = p.records.ImportPrevious(ctx, patient, doc); err != nil {
		return refusal(err)
	}
	return fresh, "", nil
}

// refusal tells why a file may not come in from a fault of ours.
func refusal(err error) (bool, string, error) {
	var bad *problem.Problem
	switch {
	case problem.Reason(err) != "":
		return false, string(problem.Reason(err)), nil
	case problem.KindOf(err) == problem.NotFound: // erased between the two
		return false, "nobody-found", nil
	case problem.KindOf(err) == problem.Invalid && errors.As(err, &bad):
		return false, bad.Code, nil
	}
	return false, "", err
}

// whoseDMP finds whom a document is about, and whether it is there already.
func (p *program) whoseDMP(ctx context.Context, doc *record.Previous) (patient id.Patient, there bool, err error) {
	n := doc.INS()
	if n.IsZero() {
		return patient, false, nil
	}
	err = jobs.Batch(ctx, p.pool, func(tx *db.Tx) error {
		if patient, err = p.people.PatientByINS(ctx, tx, n); err != nil || patient.IsZero() {
			return err
		}
		there, err = doc.In(ctx, tx, patient)
		return err
	})
	return patient, there, err
}

// rejectedFiles writes refused files as CSV: file, reason. It exists once a file
// was refused.
type rejectedFiles struct {
	path string
	file *os.File
	out  *csv.Writer
}

func (r *rejectedFiles) add(name, why string) error {
	if r.out == nil {
		file, err := os.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		r.file, r.out = file, csv.NewWriter(file)
		if err := r.out.Write([]string{"file", "reason"}); err != nil {
			return err
		}
	}
	return r.out.Write([]string{name, why})
}

func (r *rejectedFiles) close() error {
	if r.out == nil {
		return nil
	}
	r.out.Flush()
	return errors.Join(r.out.Error(), r.file.Close())
}
