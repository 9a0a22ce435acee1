package notification

import (
	"context"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
)

// Digest tells how many things are new, never which.
const Digest Kind = "M30"

// DueBy is the job that tells somebody something on one channel.
type DueBy struct {
	DueTo
	By Channel `json:"by"`
}

// Kind names the job.
func (DueBy) Kind() string { return "notification.due_by" }

// gatherAtOnce is how many persons one transaction of the sweep tells.
const gatherAtOnce = 500

// Gather makes due one message for each person of whom something waits and whose
// hour has come: a line, a notice and its job in the transaction that takes what
// waits, so that a run cut short tells nothing twice and forgets nothing.
func Gather(ctx context.Context, pool *db.Pool) (done int, err error) {
	for {
		n, err := gatherSome(ctx, pool)
		done += n
		if err != nil || n == 0 {
			return done, err
		}
	}
}

func gatherSome(ctx context.Context, pool *db.Pool) (n int, err error) {
	err = jobs.Batch(ctx, pool, func(tx *db.Tx) error {
		n, err = gatherTold(ctx, tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// gatherTold takes what is due and makes its messages, in one transaction.
func gatherTold(ctx context.Context, tx *db.Tx) (int, error) {
	all, err := gatherDue(ctx, tx, gatherAtOnce)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	patients, ids, lines := make([]id.Patient, len(all)), make([]id.Notice, len(all)), make([]id.Line, len(all))
	for i, g := range all {
		patients[i], ids[i], lines[i] = g.PatientID, g.DigestID, g.LineID
	}
	return len(all), tellThese(ctx, tx, patients, ids, lines, Digest)
}

// Wait keeps a notice for the next message of whom it is for, on the channels
// that it would have left on.
func Wait(ctx context.Context, tx db.Runner, reader id.Patient, notice id.Notice, ways []Channel, r Rhythm) error {
	var on Choice
	for _, by := range ways {
		on = on.With(by)
	}
	return wait(ctx, tx, reader, notice, on, r.Next(tx.Now()))
}

// Gathered is how many things a digest tells of, and on which channels it leaves.
func Gathered(ctx context.Context, tx db.Runner, d Due) (count int, on Choice, err error) {
	c, err := contentOf(ctx, tx, d.Patient, d.Notice)
	return c.Count, Choice{Email: c.Email, SMS: c.SMS, Letter: c.Letter}, err
}

// TellAll is Tell by sets, for work over many spaces: lines[i] is the line that
// tells of the act on patients[i].
func TellAll(ctx context.Context, tx *db.Tx, patients []id.Patient, lines []id.Line, kind Kind) error {
	ids := make([]id.Notice, len(patients))
	for i := range ids {
		ids[i] = id.NewAt[id.Notice](tx.Now())
	}
	return tellThese(ctx, tx, patients, ids, lines, kind)
}

// tellThese is TellAll with the numbers of the notices.
func tellThese(ctx context.Context, tx *db.Tx, patients []id.Patient, ids []id.Notice, lines []id.Line, kind Kind) error {
	references, due := make([]string, len(patients)), make([]Due, len(patients))
	for i := range patients {
		references[i], due[i] = NewReference(), Due{patients[i], ids[i]}
	}
	if err := insertNotices(ctx, tx, patients, ids, references, lines, kind, tx.Now()); err != nil {
		return err
	}
	return jobs.EnqueueAll(ctx, tx, due)
}
