package record

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
)

// EndPrevious erases for good the documents of previous DMPs whose transition is
// over: the person refused a space, and nobody may read them any longer (#100).
// Each is an act of the service on one space, with its line; a run that was cut
// short is gone on with by the next.
func (s *Service) EndPrevious(ctx context.Context, pool *db.Pool) (done int, err error) {
	for {
		var due []binned
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			due, err = previousOver(ctx, tx, binsAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return done, err
		}
		for _, d := range due {
			if err := s.endPrevious(ctx, d.PatientID, d.ID); err != nil {
				return done, err
			}
			done++
		}
	}
}

func (s *Service) endPrevious(ctx context.Context, patient id.Patient, doc id.Document) error {
	file := ""
	req := gate.Request{By: gate.System(), Act: access.PurgeDocument, Patient: patient, Target: doc.String()}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, there, err := document(ctx, tx, patient, doc)
		if err != nil || !there || r.gone() || tx.On().State != access.Opposed { // a change of mind keeps them
			return err
		}
		file = r.Blob
		return forgetPrevious(ctx, tx, patient, doc)
	})
	if err != nil || file == "" {
		return err
	}
	return s.blobs.Delete(ctx, file)
}
