package enrolment

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

// actForRow is one row of acts_for.
type actForRow struct {
	ID              id.ActFor
	At              time.Time
	Kind            ForKind
	Role            access.Role
	AccountID       id.Account
	Channel         string
	Sealed          []byte
	Was             access.State
	RecallableUntil *time.Time
	RecalledAt      *time.Time
}

const actForColumns = `id, at, kind, role, account_id, channel, sealed, was, recallable_until, recalled_at`

func insertActFor(ctx context.Context, tx *gate.Tx, patient id.Patient, r actForRow) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO acts_for (patient_id, id, at, kind, role, account_id, channel, sealed, was, recallable_until, line_id)
		VALUES (@patient, @id, @at, @kind, @role, @account, @channel, @sealed, @was, @until, @line)`,
		pgx.NamedArgs{"patient": patient, "id": r.ID, "at": r.At, "kind": r.Kind, "role": r.Role, "account": r.AccountID,
			"channel": r.Channel, "sealed": r.Sealed, "was": r.Was, "until": r.RecallableUntil, "line": tx.Line()})
	return err
}

func actsFor(ctx context.Context, tx db.Runner, patient id.Patient, most int) ([]actForRow, error) {
	return db.Rows[actForRow](ctx, tx, `SELECT `+actForColumns+` FROM acts_for WHERE patient_id = @patient ORDER BY at DESC, id DESC LIMIT @most`,
		pgx.NamedArgs{"patient": patient, "most": most})
}

func actFor(ctx context.Context, tx db.Runner, patient id.Patient, act id.ActFor) (actForRow, error) {
	r, err := db.Row[actForRow](ctx, tx, `SELECT `+actForColumns+` FROM acts_for WHERE patient_id = @patient AND id = @id`,
		pgx.NamedArgs{"patient": patient, "id": act})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, problem.Missing("act")
	}
	return r, err
}

func markRecalled(ctx context.Context, tx *gate.Tx, patient id.Patient, act id.ActFor) error {
	_, err := tx.Exec(ctx, `UPDATE acts_for SET recalled_at = @now, line_id = @line WHERE patient_id = @patient AND id = @id`,
		pgx.NamedArgs{"patient": patient, "id": act, "now": tx.Now(), "line": tx.Line()})
	return err
}

// lastCode is what an agent may know of the newest code: when and how it left,
// never the code.
type lastCode struct {
	Channel   string
	QueuedAt  time.Time
	SentAt    *time.Time
	ExpiresAt *time.Time
	UsedAt    *time.Time
	Tries     int
}

func newestCode(ctx context.Context, tx db.Runner, patient id.Patient) (lastCode, error) {
	c, err := db.Row[lastCode](ctx, tx, `
		SELECT channel, queued_at, sent_at, expires_at, used_at, tries FROM invitations
		WHERE patient_id = @patient ORDER BY queued_at DESC, id DESC LIMIT 1`, pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return lastCode{}, nil
	}
	return c, err
}

// standingRow is where a space is, with its dates.
func standingOf(ctx context.Context, tx db.Runner, patient id.Patient) (situationRow, error) {
	return db.Row[situationRow](ctx, tx, situationColumns+`WHERE s.patient_id = @patient`, pgx.NamedArgs{"patient": patient})
}

// killCodes ends every code of a space, those on their way included: they are
// not sent any longer.
func killCodes(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `UPDATE invitations SET used_at = @now, line_id = @line WHERE patient_id = @patient AND used_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "line": tx.Line()})
	return err
}
