package record

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// « Pas encore le patient » (R.1111-53): a document waits for a consultation
// d'annonce. At day 14 the person is told that something was updated, and to see
// a professional; a month after the deposit it is theirs, as any new document.

// month is the most that a document waits.
func month(from time.Time) time.Time { return from.AddDate(0, 1, 0) }

// waitsAtOnce is how many documents are looked for at a time.
const waitsAtOnce = 500

// awaits puts off a document until it is announced.
func (in *incoming) awaits(now time.Time) {
	until, hint := month(now), now.AddDate(0, 0, limit.HintDays)
	in.HiddenFromPatientUntil, in.HintDueAt = &until, &hint
}

// AnnounceDue tells, once each, of what waits for the person since 14 days, and
// shows what has waited for a month. Each is an act of the service on one space,
// with its line; a run that was cut short is gone on with by the next.
func (s *Service) AnnounceDue(ctx context.Context, pool *db.Pool) (told, shown int, err error) {
	if shown, err = s.eachWaiting(ctx, pool, monthsOver, s.showDue); err != nil {
		return 0, shown, err
	}
	told, err = s.eachWaiting(ctx, pool, hintsDue, s.hintDue)
	return told, shown, err
}

type lookup = func(context.Context, db.Runner, binned, int) ([]binned, error)

// eachWaiting does one thing to each document that a look-up finds. A space that
// meanwhile is open no longer is passed over: it is asked about again later.
func (s *Service) eachWaiting(ctx context.Context, pool *db.Pool, look lookup, do func(context.Context, id.Patient, id.Document) (bool, error)) (done int, err error) {
	var last binned
	for {
		var due []binned
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			due, err = look(ctx, tx, last, waitsAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return done, err
		}
		for _, last = range due {
			did, err := do(ctx, last.PatientID, last.ID)
			if err != nil && problem.Reason(err) == "" {
				return done, err
			}
			if did && err == nil {
				done++
			}
		}
	}
}

// hintDue tells of one document, without saying which. What a minor keeps from
// the representatives is told to nobody: they would read it.
func (s *Service) hintDue(ctx context.Context, patient id.Patient, doc id.Document) (did bool, err error) {
	err = s.one(ctx, gate.Request{By: gate.System(), Act: access.HintDocument, Patient: patient}, doc, func(tx *gate.Tx, r row) error {
		if r.HintDueAt == nil || tx.Now().Before(*r.HintDueAt) { // another sweep was first
			return nil
		}
		if err := hinted(ctx, tx, patient, doc); err != nil || r.HiddenFromRepresentatives {
			return err
		}
		did = true
		return notification.Tell(ctx, tx, patient, notification.Updated)
	})
	return did, err
}

// showDue ends the wait of one document: its month is over.
func (s *Service) showDue(ctx context.Context, patient id.Patient, doc id.Document) (did bool, err error) {
	err = s.one(ctx, gate.Request{By: gate.System(), Act: access.ReleaseDocument, Patient: patient}, doc, func(tx *gate.Tx, r row) error {
		if r.HiddenFromPatientUntil == nil || tx.Now().Before(*r.HiddenFromPatientUntil) {
			return nil
		}
		did = true
		return shown(ctx, tx, patient, r)
	})
	return did, err
}

// shown gives a document that waited to the person, and tells them.
func shown(ctx context.Context, tx *gate.Tx, patient id.Patient, r row) error {
	if err := release(ctx, tx, patient, r.ID); err != nil || r.HiddenFromRepresentatives {
		return err
	}
	return notification.Tell(ctx, tx, patient, notification.NewDocument)
}
