package notification

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
)

type gathered struct {
	PatientID id.Patient
	DigestID  id.Notice
	LineID    id.Line
}

// gatherDue takes what waits and is due, of spaces that are in use, each under a
// digest of its own, with a line for each in the same statement. What another
// sweep took meanwhile is taken by it alone.
func gatherDue(ctx context.Context, tx db.Runner, most int) ([]gathered, error) {
	return db.Rows[gathered](ctx, tx, `
		WITH due AS MATERIALIZED (
		    SELECT f.patient_id, uuid7(@now::timestamptz) AS digest_id
		    FROM (SELECT w.patient_id FROM notice_waits w JOIN spaces s ON s.patient_id = w.patient_id
		          WHERE w.due_at <= @now AND w.digest_id IS NULL AND s.state = @state
		          GROUP BY w.patient_id LIMIT @most) f
		), taken AS (
		    UPDATE notice_waits w SET digest_id = d.digest_id FROM due d
		    WHERE w.patient_id = d.patient_id AND w.digest_id IS NULL AND w.due_at <= @now
		    RETURNING w.patient_id, w.digest_id
		), each AS (
		    SELECT DISTINCT patient_id, digest_id FROM taken
		), lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient_id, uuid7(@now::timestamptz), @now, @role, @act FROM each
		    RETURNING patient_id, id
		)
		SELECT e.patient_id, e.digest_id, l.id AS line_id FROM each e JOIN lines l ON l.patient_id = e.patient_id`,
		pgx.NamedArgs{"now": tx.Now(), "most": most, "state": access.Activated, "role": access.System, "act": access.DigestNotices})
}

type content struct {
	Count  int
	Email  bool
	SMS    bool
	Letter bool
}

// contentOf is how many notices a digest tells of, and on which channels.
func contentOf(ctx context.Context, tx db.Runner, patient id.Patient, digest id.Notice) (content, error) {
	return db.Row[content](ctx, tx, `
		SELECT count(*) AS count, coalesce(bool_or(email), false) AS email, coalesce(bool_or(sms), false) AS sms,
		       coalesce(bool_or(letter), false) AS letter
		FROM notice_waits WHERE patient_id = @patient AND digest_id = @digest`, pgx.NamedArgs{"patient": patient, "digest": digest})
}

// insertNotices keeps notices of many spaces, each under its line.
func insertNotices(ctx context.Context, tx db.Runner, patients []id.Patient, ids []id.Notice, references []string, lines []id.Line, kind Kind, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notices (patient_id, id, kind, reference, queued_at, line_id)
		SELECT patient_id, id, @kind, reference, @now, line_id
		FROM unnest(@patients::uuid[], @ids::uuid[], @references::text[], @lines::uuid[]) AS n (patient_id, id, reference, line_id)`,
		pgx.NamedArgs{"patients": patients, "ids": ids, "references": references, "lines": lines, "kind": kind, "now": now})
	return err
}
