package directive

import (
	"context"

	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/notification"
)

// remindAtOnce is how many spaces one transaction of the sweep reminds.
const remindAtOnce = 500

// Remind tells persons that directives of theirs exist, every 12 months (R.1111-19): one message for a space, a line
// for it, and the next day set in the same transaction, so that each reminder is told once.
func (s *Service) Remind(ctx context.Context, pool *db.Pool) (done int, err error) {
	for {
		var told []reminded
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			if told, err = remindDue(ctx, tx, clock.Day(tx.Now()), next(tx.Now()), remindAtOnce); err != nil || len(told) == 0 {
				return err
			}
			patients, lines := make([]id.Patient, len(told)), make([]id.Line, len(told))
			for i, t := range told {
				patients[i], lines[i] = t.PatientID, t.LineID
			}
			return notification.TellAll(ctx, tx, patients, lines, notification.DirectiveReminder)
		})
		done += len(told)
		if err != nil || len(told) == 0 {
			return done, err
		}
	}
}
