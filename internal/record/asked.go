package record

import (
	"context"
	"time"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
)

// AskedDue is the job that writes to a professional that a request waits for
// him. It says neither whose nor what: that is in the portal.
type AskedDue struct {
	Account id.Account `json:"account"`
	Request id.Request `json:"request"`
	DueAt   time.Time  `json:"due_at"`
	Again   bool       `json:"again"` // a reminder
}

// Kind names the job.
func (AskedDue) Kind() string { return "record.asked" }

// tellProfessional makes the message about a request due, under its act.
func tellProfessional(ctx context.Context, tx *gate.Tx, w Appeal, due time.Time) error {
	return jobs.Enqueue(ctx, tx, AskedDue{Account: w.To, Request: w.ID, DueAt: due})
}

// remindsAtOnce is how many requests one transaction reminds of.
const remindsAtOnce = 200

// RemindAsked reminds professionals, once, of the requests that nobody answered
// a week before their 30 days end (R.1111-47). A run cut short is gone on with
// by the next: the mark and the message are of one transaction.
func (s *Service) RemindAsked(ctx context.Context, pool *db.Pool) (done int, err error) {
	for n := remindsAtOnce; err == nil && n == remindsAtOnce; {
		err = jobs.Batch(ctx, pool, func(tx *db.Tx) error {
			late, err := remindUnanswered(ctx, tx, tx.Now().AddDate(0, 0, limit.AskedRemindDays), remindsAtOnce)
			if n = len(late); err != nil || n == 0 {
				return err
			}
			return jobs.EnqueueAll(ctx, tx, late)
		})
		done += n
	}
	return done, err
}
