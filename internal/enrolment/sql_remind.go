package enrolment

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// toRemind are the spaces whose reminder falls due, held until the commit. One
// that somebody is changing now is left for the next round. The states stand as
// the index has them.
func toRemind(ctx context.Context, tx db.Runner, most int) ([]id.Patient, error) {
	rows, err := tx.Query(ctx, `
		SELECT patient_id FROM spaces
		WHERE reminded_at IS NULL AND state IN ('INVITED', 'OPPOSITION_PENDING') AND deadline > @now AND deadline <= @until
		ORDER BY deadline LIMIT @most FOR NO KEY UPDATE SKIP LOCKED`,
		pgx.NamedArgs{"now": tx.Now(), "until": clock.EndOfDay(tx.Now(), limit.ReminderDays), "most": most})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Patient])
}

// reminded is an invitation whose reader is to be reminded.
type reminded struct {
	PatientID id.Patient
	ID        id.Invitation
	Issue     int
	Channel   string
}

// markReminded keeps that the reminder of spaces fell due, with a line for each,
// and gives the invitations to remind of: those that left and wait for an answer.
func markReminded(ctx context.Context, tx db.Runner, patients []id.Patient) ([]reminded, error) {
	return db.Rows[reminded](ctx, tx, `
		WITH lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient_id, uuid7(@now), @now::timestamptz, @role, @act FROM unnest(@patients::uuid[]) AS d (patient_id)
		    RETURNING patient_id, id
		), told AS (
		    UPDATE spaces s SET reminded_at = @now, line_id = l.id FROM lines l WHERE s.patient_id = l.patient_id
		)
		SELECT i.patient_id, i.id, i.issue, i.channel FROM invitations i
		WHERE i.patient_id = ANY(@patients) AND i.sent_at IS NOT NULL AND i.used_at IS NULL
		ORDER BY i.patient_id, i.id`,
		pgx.NamedArgs{"patients": patients, "now": tx.Now(), "role": access.System, "act": access.RemindSpace})
}

func queueReminderLetters(ctx context.Context, tx db.Runner, all []Remind) error {
	patients, ids := make([]id.Patient, len(all)), make([]id.Invitation, len(all))
	for i, j := range all {
		patients[i], ids[i] = j.Patient, j.Invitation
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO reminder_letters (patient_id, invitation_id, queued_at)
		SELECT patient_id, id, @now FROM unnest(@patients::uuid[], @ids::uuid[]) AS n (patient_id, id)
		ON CONFLICT (patient_id, invitation_id) DO NOTHING`,
		pgx.NamedArgs{"patients": patients, "ids": ids, "now": tx.Now()})
	return err
}

// stillServes is when a reminder says something that can still be done.
const stillServes = `
	i.sent_at IS NOT NULL AND i.used_at IS NULL AND s.state IN ('INVITED', 'OPPOSITION_PENDING') AND s.deadline > @now`

func waitingReminder(ctx context.Context, tx db.Runner, j Remind) (waitingRow, error) {
	row, err := db.Row[waitingRow](ctx, tx, waitingColumns+`
		WHERE i.patient_id = @patient AND i.id = @id AND i.issue = @issue AND `+stillServes,
		pgx.NamedArgs{"patient": j.Patient, "id": j.Invitation, "issue": j.Issue, "now": tx.Now()})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, problem.Missing("reminder")
	}
	return row, err
}

func remindersToPrint(ctx context.Context, tx db.Runner, most int) ([]waitingRow, error) {
	return db.Rows[waitingRow](ctx, tx, waitingColumns+`
		JOIN reminder_letters q ON q.patient_id = i.patient_id AND q.invitation_id = i.id
		WHERE q.printed_at IS NULL AND `+stillServes+`
		ORDER BY q.queued_at, q.patient_id, q.invitation_id LIMIT @most`, pgx.NamedArgs{"now": tx.Now(), "most": most})
}

func markRemindersPrinted(ctx context.Context, tx db.Runner, patients []id.Patient, ids []id.Invitation) error {
	_, err := tx.Exec(ctx, `
		UPDATE reminder_letters q SET printed_at = @now
		FROM unnest(@patients::uuid[], @ids::uuid[]) AS t (patient_id, id)
		WHERE q.patient_id = t.patient_id AND q.invitation_id = t.id AND q.printed_at IS NULL`,
		pgx.NamedArgs{"patients": patients, "ids": ids, "now": tx.Now()})
	return err
}
