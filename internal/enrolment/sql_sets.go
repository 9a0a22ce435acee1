package enrolment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
)

// markLettersSent moves the spaces of a printed file as HasLeft moves one: the
// first sending starts the 42 days, a letter after an e-mail that bounced too,
// since nothing had left before.
func markLettersSent(ctx context.Context, tx db.Runner, patients []id.Patient, ids []id.Invitation, issues []int, deadline time.Time) error {
	_, err := tx.Exec(ctx, `
		WITH printed AS (
		    SELECT * FROM unnest(@patients::uuid[], @ids::uuid[], @issues::int[]) AS n (patient_id, id, issue)
		), lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act, target)
		    SELECT patient_id, uuid7(@now), @now::timestamptz, @role, @act, 'letter' FROM (SELECT DISTINCT patient_id FROM printed) d
		    RETURNING patient_id, id
		), moved AS (
		    UPDATE spaces s SET state = CASE WHEN s.state = 'ELIGIBLE' THEN 'INVITED' ELSE s.state END,
		           since = CASE WHEN s.state = 'ELIGIBLE' THEN @now ELSE s.since END,
		           invited_at = coalesce(s.invited_at, @now),
		           deadline = CASE WHEN s.invited_at IS NULL THEN greatest(s.deadline, @deadline) ELSE s.deadline END,
		           line_id = l.id
		    FROM lines l WHERE s.patient_id = l.patient_id
		    RETURNING s.patient_id, s.deadline
		)
		UPDATE invitations i SET sent_at = @now, line_id = l.id,
		       expires_at = CASE WHEN m.deadline > @now THEN m.deadline ELSE @deadline END
		FROM printed p, lines l, moved m
		WHERE i.patient_id = p.patient_id AND i.id = p.id AND i.issue = p.issue AND i.sent_at IS NULL
		      AND l.patient_id = p.patient_id AND m.patient_id = p.patient_id`,
		pgx.NamedArgs{"patients": patients, "ids": ids, "issues": issues, "now": tx.Now(), "deadline": deadline,
			"role": access.System, "act": access.InviteSpace})
	return err
}

// movedSpace is a space that a sweep led on, and the line that tells of it.
type movedSpace struct {
	PatientID id.Patient
	LineID    id.Line
	Silent    bool // nobody is told
}

// openOverdue opens spaces whose last day is over, with a line for each in the
// same statement. A space that somebody is changing now is left for the next
// round: an opposition under way wins (invariant 21).
func openOverdue(ctx context.Context, tx db.Runner, most int) ([]movedSpace, error) {
	return db.Rows[movedSpace](ctx, tx, `
		WITH due AS (
		    SELECT patient_id FROM spaces WHERE state = ANY(@from) AND deadline < @now AND invited_at IS NOT NULL
		    ORDER BY deadline LIMIT @most FOR NO KEY UPDATE SKIP LOCKED
		), lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient_id, uuid7(@now), @now::timestamptz, @role, @act FROM due
		    RETURNING patient_id, id
		)
		UPDATE spaces s SET state = @to, since = @now, opened_at = @now, line_id = l.id
		FROM lines l WHERE s.patient_id = l.patient_id
		RETURNING s.patient_id, s.line_id, false AS silent`,
		pgx.NamedArgs{"from": leadingOn(TimedOut), "to": access.AutoCreated, "now": tx.Now(), "most": most,
			"role": access.System, "act": access.OpenSpace})
}

// archiveUnobjected archives suspended spaces whose six weeks are over
// (R.1111-36).
func archiveUnobjected(ctx context.Context, tx db.Runner, most int) ([]movedSpace, error) {
	return db.Rows[movedSpace](ctx, tx, `
		WITH due AS (
		    SELECT patient_id FROM spaces WHERE state = ANY(@from) AND object_by < @now
		    ORDER BY object_by LIMIT @most FOR NO KEY UPDATE SKIP LOCKED
		), lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient_id, uuid7(@now), @now::timestamptz, @role, @act FROM due
		    RETURNING patient_id, id
		)
		UPDATE spaces s SET state = @to, since = @now, closed_at = @now, closing_motive = @motive, object_by = NULL, line_id = l.id
		FROM lines l WHERE s.patient_id = l.patient_id
		RETURNING s.patient_id, s.line_id, false AS silent`,
		pgx.NamedArgs{"from": leadingOn(Unanswered), "to": access.ClosedArchived, "now": tx.Now(), "most": most,
			"motive": BySuspension, "role": access.System, "act": access.CloseSpace})
}

// endTransition ends the transition of previous DMPs whose persons opposed before
// (#100).
func endTransition(ctx context.Context, tx db.Runner, before time.Time, most int) ([]movedSpace, error) {
	return db.Rows[movedSpace](ctx, tx, `
		WITH due AS (
		    SELECT patient_id FROM spaces WHERE state = ANY(@from) AND since < @before
		    ORDER BY since LIMIT @most FOR NO KEY UPDATE SKIP LOCKED
		), lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient_id, uuid7(@now), @now::timestamptz, @role, @act FROM due
		    RETURNING patient_id, id
		)
		UPDATE spaces s SET state = @to, since = @now, line_id = l.id
		FROM lines l WHERE s.patient_id = l.patient_id
		RETURNING s.patient_id, s.line_id, false AS silent`,
		pgx.NamedArgs{"from": leadingOn(Ended), "to": access.Opposed, "now": tx.Now(), "before": before, "most": most,
			"role": access.System, "act": access.CloseSpace})
}

// closeByDeath closes spaces into the archive of ten years, each with a line,
// where a death leads on from. Nobody is told where nobody was ever told of a
// space, nor where it was refused.
func closeByDeath(ctx context.Context, tx db.Runner, patients []id.Patient) ([]movedSpace, error) {
	return db.Rows[movedSpace](ctx, tx, `
		WITH due AS (
		    SELECT patient_id, state IN ('ELIGIBLE', 'OPPOSED', 'DMP_ONLY', 'DELETED') AS silent FROM spaces
		    WHERE patient_id = ANY(@patients) FOR NO KEY UPDATE
		), lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient_id, uuid7(@now), @now::timestamptz, @role, @act FROM due
		    RETURNING patient_id, id
		), moved AS (
		    UPDATE spaces s SET state = @to, since = @now, closed_at = coalesce(s.closed_at, @now), closing_motive = @motive,
		           object_by = NULL, before_death = s.state, line_id = l.id
		    FROM lines l WHERE s.patient_id = l.patient_id AND s.state = ANY(@from)
		)
		SELECT l.patient_id, l.id AS line_id, d.silent FROM lines l JOIN due d ON d.patient_id = l.patient_id`,
		pgx.NamedArgs{"patients": patients, "from": closedBy(Died), "to": access.ClosedDeath, "now": tx.Now(),
			"motive": ByDeath, "role": access.System, "act": access.RecordDeath})
}
