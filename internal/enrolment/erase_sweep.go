package enrolment

import (
	"context"
	"fmt"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/vault"
)

// Erasing erases: what it stands on besides the database.
type Erasing struct {
	Files blob.Store
	List  *ErasedList
	Step  func(done int) // may be nil
}

// EraseDue erases the spaces that are due, 30 days after the request or at the
// end of their archive. The key goes first, in the transaction that records it;
// what is left of a run that was cut short is done by the next.
func (s *Service) EraseDue(ctx context.Context, e Erasing) (done int, err error) {
	for {
		n := 0
		err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
			patient, due, err := nextToErase(ctx, tx)
			if err != nil || !due {
				return err
			}
			n = 1
			return s.destroy(ctx, tx, patient, e.List)
		})
		if err != nil {
			return done, err
		}
		if n == 0 {
			return done, s.emptyErased(ctx, e.Files)
		}
		if done++; e.Step != nil {
			e.Step(done)
		}
	}
}

// destroy destroys the key of a space that is due. The list of what is erased
// is written before the commit: a space on it that was not erased after all is
// due, and will be; one erased that is not on it could come back with a backup.
func (s *Service) destroy(ctx context.Context, tx *db.Tx, patient id.Patient, list *ErasedList) error {
	sit, err := situation(ctx, tx, patient)
	if err != nil {
		return err
	}
	to, err := Next(sit, Erased)
	if err != nil {
		return err
	}
	farewell, err := s.farewell(ctx, tx, patient)
	if err != nil {
		return err
	}
	r := newReceipt("erasure", tx.Now())
	if err := insertReceipt(ctx, tx, r); err != nil {
		return err
	}
	if err := s.end(ctx, tx, patient, to, sit.End, r, farewell); err != nil {
		return err
	}
	return list.Add(ErasedSpace{Patient: patient, At: r.At, Number: r.Number})
}

// end writes the line of an erasing, destroys the key under it and says that the
// rows are to go.
func (s *Service) end(ctx context.Context, tx *db.Tx, patient id.Patient, to access.State, due time.Time, r Receipt, farewell []byte) error {
	line := accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: gate.System(), Act: access.EraseSpace,
		Patient: patient, Target: r.Number}
	if err := accesslog.Append(ctx, tx, line); err != nil {
		return err
	}
	if err := vault.Destroy(ctx, tx, patient, line.ID); err != nil {
		return err
	}
	if err := setErased(ctx, tx, patient, to, due, line.ID); err != nil {
		return err
	}
	return insertErasure(ctx, tx, patient, r, farewell)
}

// emptyErased deletes what a destroyed key has left unreadable: the files, then
// the rows that name them, and the jobs.
func (s *Service) emptyErased(ctx context.Context, files blob.Store) error {
	for {
		var patients []id.Patient
		var names []string
		err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) (err error) {
			if patients, err = toEmpty(ctx, tx, emptyAtOnce); err == nil {
				names, err = filesOf(ctx, tx, patients)
			}
			return err
		})
		if err != nil || len(patients) == 0 {
			return err
		}
		for _, name := range names {
			if err := files.Delete(ctx, name); err != nil {
				return fmt.Errorf("enrolment: file of an erased space: %w", err)
			}
		}
		if err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) error { return empty(ctx, tx, patients) }); err != nil {
			return err
		}
	}
}

const emptyAtOnce = 50

func empty(ctx context.Context, tx *db.Tx, patients []id.Patient) error {
	patients, err := holdErasures(ctx, tx, patients) // another sweep may have been quicker
	if err != nil {
		return err
	}
	if err := jobs.Forget(ctx, tx, patients); err != nil {
		return err
	}
	var farewells []FarewellDue
	for _, p := range patients {
		told, err := emptySpace(ctx, tx, p)
		if err != nil {
			return err
		}
		if !told {
			farewells = append(farewells, FarewellDue{p})
		}
	}
	return jobs.EnqueueAll(ctx, tx, farewells)
}
