package care

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// whoseLine is the professional who did what a line of the space tells.
func whoseLine(ctx context.Context, tx *gate.Tx, patient id.Patient, about id.Line) (a id.Account, there bool, err error) {
	a, err = db.One[id.Account](ctx, tx, `
		SELECT actor FROM access_log
		WHERE patient_id = @patient AND id = @id AND role = 'professional' AND actor IS NOT NULL`,
		pgx.NamedArgs{"patient": patient, "id": about})
	if errors.Is(err, pgx.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

// reportable is the access that a line of the space tells of.
func reportable(ctx context.Context, tx *gate.Tx, patient id.Patient, about id.Line) (Reportable, error) {
	r, err := db.Row[Reportable](ctx, tx, `
		SELECT p.account_id AS account, l.at, p.name, p.given_name, p.title, p.profession, p.specialty,
		       EXISTS (SELECT FROM blocks b WHERE b.patient_id = l.patient_id AND b.account_id = l.actor AND b.ended_at IS NULL) AS blocked
		FROM access_log l JOIN professionals p ON p.account_id = l.actor
		WHERE l.patient_id = @patient AND l.id = @id AND l.role = 'professional'`,
		pgx.NamedArgs{"patient": patient, "id": about})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, problem.Missing("line")
	}
	return r, err
}

// insertReport keeps a report; false when the same access was reported before.
func insertReport(ctx context.Context, tx *gate.Tx, patient id.Patient, report id.Review, who id.Account, about id.Line, sealed []byte) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO access_reports (patient_id, id, account_id, about, sealed, at, line_id)
		VALUES (@patient, @id, @who, @about, @sealed, @now, @line)
		ON CONFLICT (patient_id, about) DO NOTHING`,
		pgx.NamedArgs{"patient": patient, "id": report, "who": who, "about": about, "sealed": sealed, "now": tx.Now(), "line": tx.Line()})
	return err == nil && tag.RowsAffected() == 1, err
}

func queueReview(ctx context.Context, tx *gate.Tx, patient id.Patient, review id.Review, kind Kind, who id.Account, stranger bool, due time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO reviews (patient_id, id, kind, account_id, stranger, queued_at, due_at, line_id)
		VALUES (@patient, @id, @kind, @who, @stranger, @now, @due, @line)`,
		pgx.NamedArgs{"patient": patient, "id": review, "kind": kind, "who": who, "stranger": stranger, "now": tx.Now(),
			"due": due, "line": tx.Line()})
	return err
}

const waitingColumns = `
	SELECT r.patient_id, r.id, r.kind, p.name, p.given_name, p.title, p.profession, p.specialty, r.stranger, r.queued_at,
	       r.due_at, r.verdict, r.reviewed_at, r.mistaken_at`

// reviews are those that the account of tx may see: a reviewer's wall lets them
// all through, anybody else's none.
func reviews(ctx context.Context, tx *db.Tx, since time.Time, most int) ([]Waiting, error) {
	return db.Rows[Waiting](ctx, tx, waitingColumns+`
		FROM reviews r JOIN professionals p ON p.account_id = r.account_id
		WHERE r.verdict = '' OR r.reviewed_at >= @since
		ORDER BY r.verdict <> '', r.due_at > @now, NOT r.stranger, r.due_at, r.id LIMIT @most`,
		pgx.NamedArgs{"since": since, "now": tx.Now(), "most": most})
}

type caseRow struct {
	Waiting
	AccountID id.Account
	Structure string
	City      string
	Mode      access.Mode
	EndsAt    *time.Time
	Sealed    []byte

	MistakeID     *id.Review
	MistakeSealed []byte
}

// reviewed reads one case of the space of tx, with the words that it is about.
func reviewed(ctx context.Context, tx *gate.Tx, patient id.Patient, review id.Review) (caseRow, error) {
	c, err := db.Row[caseRow](ctx, tx, waitingColumns+`, r.account_id, coalesce(s.name, '') AS structure, coalesce(s.city, '') AS city,
		       coalesce(e.mode, '') AS mode, e.ends_at, coalesce(e.sealed, a.sealed) AS sealed, m.id AS mistake_id, m.sealed AS mistake_sealed
		FROM reviews r JOIN professionals p ON p.account_id = r.account_id
		LEFT JOIN emergency_openings e ON e.patient_id = r.patient_id AND e.id = r.id
		LEFT JOIN access_reports a ON a.patient_id = r.patient_id AND a.id = r.id
		LEFT JOIN LATERAL (SELECT x.id, x.sealed, x.about FROM access_mistakes x WHERE x.patient_id = r.patient_id AND x.review = r.id
		                   ORDER BY x.id LIMIT 1) m ON true
		LEFT JOIN access_log l ON l.patient_id = r.patient_id AND l.id = coalesce(a.about, m.about, e.line_id)
		LEFT JOIN structures s ON s.finess = l.structure
		WHERE r.patient_id = @patient AND r.id = @id`, pgx.NamedArgs{"patient": patient, "id": review})
	if errors.Is(err, pgx.ErrNoRows) {
		return c, problem.Missing("review")
	}
	return c, err
}

// around is how long before and after what is reviewed its lines are read.
const around = 24 * time.Hour

// linesOf are the professional's acts around what is reviewed, oldest first.
func linesOf(ctx context.Context, tx *gate.Tx, patient id.Patient, c caseRow) ([]CaseLine, error) {
	return db.Rows[CaseLine](ctx, tx, `
		SELECT at, act, mode, motive, reason FROM access_log
		WHERE patient_id = @patient AND actor = @who AND id >= @floor AND id < @ceiling ORDER BY id LIMIT 200`,
		pgx.NamedArgs{"patient": patient, "who": c.AccountID, "floor": id.FloorAt[id.Line](c.QueuedAt.Add(-around)),
			"ceiling": id.FloorAt[id.Line](c.QueuedAt.Add(around))})
}

func conclude(ctx context.Context, tx *gate.Tx, patient id.Patient, review id.Review, v Verdict) error {
	_, err := tx.Exec(ctx, `
		UPDATE reviews SET verdict = @verdict, reviewed_at = @now, reviewer_id = @by, line_id = @line
		WHERE patient_id = @patient AND id = @id AND verdict = ''`,
		pgx.NamedArgs{"patient": patient, "id": review, "verdict": v, "by": tx.By().Account, "now": tx.Now(), "line": tx.Line()})
	return err
}

// alarm marks the reviews that are overdue, a line for each in the same
// statement, and counts them.
func alarm(ctx context.Context, tx *db.Tx, most int) (int, error) {
	return db.One[int](ctx, tx, `
		WITH due AS (
		    SELECT patient_id, id FROM reviews WHERE verdict = '' AND alarmed_at IS NULL AND due_at < @now
		    ORDER BY due_at LIMIT @most FOR UPDATE SKIP LOCKED
		), numbered AS (
		    SELECT patient_id, id, uuid7(@now) AS line FROM due
		), lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act) SELECT patient_id, line, @now::timestamptz, @role, @act FROM numbered
		), late AS (
		    UPDATE reviews r SET alarmed_at = @now, line_id = n.line
		    FROM numbered n WHERE r.patient_id = n.patient_id AND r.id = n.id RETURNING 1
		)
		SELECT count(*)::int FROM late`,
		pgx.NamedArgs{"now": tx.Now(), "most": most, "role": access.System, "act": access.LateReview})
}

func reviewers(ctx context.Context, tx *db.Tx) ([]id.Account, error) {
	rows, err := tx.Query(ctx, `SELECT id FROM accounts WHERE kind = 'reviewer' AND active`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Account])
}
