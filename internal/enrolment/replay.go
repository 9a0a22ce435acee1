package enrolment

import (
	"context"
	"errors"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/jobs"
)

// Replay erases again, after a backup was restored, whatever of the list the
// backup brought back, and says how many spaces. The persons were told when it
// was done: nobody is told again. Done twice it changes nothing.
func (s *Service) Replay(ctx context.Context, e Erasing) (done int, err error) {
	all, unread := e.List.All()
	for _, gone := range all {
		again := false
		err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
			now, there, err := restoredSpace(ctx, tx, gone.Patient)
			if err != nil || !there || !now.Whole {
				return err
			}
			again = true
			r := Receipt{Number: gone.Number, Kind: "erasure", At: gone.At}
			if err := keepReceipt(ctx, tx, r); err != nil {
				return err
			}
			return s.end(ctx, tx, gone.Patient, access.Deleted, gone.At, r, nil)
		})
		if err != nil {
			return done, errors.Join(err, unread)
		}
		if !again {
			continue
		}
		if done++; e.Step != nil {
			e.Step(done)
		}
	}
	return done, errors.Join(s.emptyErased(ctx, e.Files), unread)
}
