package enrolment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
)

// Printed is what a run of letters left on disk.
type Printed struct{ Letters, Files int }

// Letters prints the letters not printed yet into dir, at most perFile in a
// file. A letter is sent when its file is on disk, whole and synced: a crash
// before that prints the same file again, under the same name.
func (s *Service) Letters(ctx context.Context, dir string, perFile int, write func(io.Writer, []Message) error, progress func(done int)) (Printed, error) {
	var all Printed
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return all, err
	}
	for {
		some, err := s.lettersToPrint(ctx, perFile)
		if err != nil || len(some) == 0 {
			return all, err
		}
		name := filepath.Join(dir, "lettres-"+some[0].Invitation.String()+fmt.Sprintf("-%d.pdf", some[0].Issue))
		if err := WriteWhole(name, func(w io.Writer) error { return write(w, some) }); err != nil {
			return all, err
		}
		if err := s.haveLeft(ctx, some); err != nil {
			return all, err
		}
		all.Letters, all.Files = all.Letters+len(some), all.Files+1
		if progress != nil {
			progress(all.Letters)
		}
	}
}

func (s *Service) lettersToPrint(ctx context.Context, most int) (all []Message, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		if err := rowByRow(ctx, tx); err != nil {
			return err
		}
		rows, err := toPrint(ctx, tx, most)
		if err != nil {
			return err
		}
		for _, row := range rows {
			m, err := s.open(tx, row)
			if err != nil {
				return err
			}
			all = append(all, m)
		}
		return nil
	})
	return all, err
}

// haveLeft is HasLeft by sets, with a line for each space.
func (s *Service) haveLeft(ctx context.Context, sent []Message) error {
	return jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		patients, ids, issues := make([]id.Patient, len(sent)), make([]id.Invitation, len(sent)), make([]int, len(sent))
		for i, m := range sent {
			patients[i], ids[i], issues[i] = m.Patient, m.Invitation, m.Issue
		}
		if err := rowByRow(ctx, tx); err != nil {
			return err
		}
		return markLettersSent(ctx, tx, patients, ids, issues, clock.EndOfDay(tx.Now(), limit.OppositionDays))
	})
}

// WriteWhole writes a file whole, synced and under its name, or not at all.
func WriteWhole(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".letters-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
