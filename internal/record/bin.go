package record

import (
	"context"
	"fmt"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
)

// binsAtOnce is how many documents whose days are over are looked for at a
// time, filesAtOnce how many files.
const (
	binsAtOnce  = 500
	filesAtOnce = 1000
)

// EmptyBins erases for good what patients put into the bin 30 days ago: the
// words, the name of the file and the file itself. Each is an act of the
// service on one space, with its line; a run that was cut short is gone on with
// by the next.
func (s *Service) EmptyBins(ctx context.Context, pool *db.Pool) (done int, err error) {
	for {
		var due []binned
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			due, err = binsDue(ctx, tx, tx.Now().Add(-Bin), binsAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return done, err
		}
		for _, d := range due {
			if err := s.purge(ctx, d.PatientID, d.ID); err != nil {
				return done, err
			}
			done++
		}
	}
}

// purge takes one document out of the bin for good. Its file goes after the
// commit; one that stays behind is a file without a row, which SweepFiles finds.
func (s *Service) purge(ctx context.Context, patient id.Patient, doc id.Document) error {
	file := ""
	req := gate.Request{By: gate.System(), Act: access.PurgeDocument, Patient: patient, Target: doc.String()}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, there, err := document(ctx, tx, patient, doc)
		if err != nil || !there || !r.over(tx.Now()) { // taken back meanwhile, or emptied by another sweep
			return err
		}
		file = r.Blob
		if err := purge(ctx, tx, patient, doc); err != nil {
			return err
		}
		return forgetText(ctx, tx, patient, doc)
	})
	if err != nil || file == "" {
		return err
	}
	return s.blobs.Delete(ctx, file)
}

// over reports whether the row's days in the bin are over.
func (r row) over(now time.Time) bool {
	return r.AuthorKind == ByPatient && r.Status == access.Erased && !r.gone() && !now.Before(r.RemovedAt.Add(Bin))
}

// gone reports whether the row has left the bin for good: nothing but its
// place in the history is left of it.
func (r row) gone() bool { return r.Size == 0 }

// Orphaned is how old a file is before it is asked whether a row names it: one
// that is being deposited is younger (invariant 26).
const Orphaned = 15 * time.Minute

// SweepFiles removes the files that no row names: a machine that stopped
// between the file and its row leaves such a one.
func SweepFiles(ctx context.Context, pool *db.Pool, files blob.Store) (done int, err error) {
	var names []string
	sweep := func() error {
		var kept map[string]bool
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			kept, err = named(ctx, tx, names)
			return err
		})
		for _, name := range names {
			if err == nil && !kept[name] {
				if err = files.Delete(ctx, name); err == nil {
					done++
				}
			}
		}
		names = names[:0]
		return err
	}
	err = files.Older(ctx, Orphaned, func(name string) error {
		if names = append(names, name); len(names) < filesAtOnce {
			return nil
		}
		return sweep()
	})
	if err == nil && len(names) > 0 {
		err = sweep()
	}
	if err != nil {
		err = fmt.Errorf("record: files without a row: %w", err)
	}
	return done, err
}
