package enrolment

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// youngRow is the one sign-in of a minor that is offered or open.
type youngRow struct {
	ID        id.Invitation
	CodeMAC   []byte
	Sealed    []byte
	ExpiresAt time.Time
	Tries     int
	UsedAt    *time.Time
}

func youngOf(ctx context.Context, tx db.Runner, child id.Patient) (youngRow, error) {
	r, err := db.Row[youngRow](ctx, tx, `
		SELECT id, code_mac, sealed, expires_at, tries, used_at FROM young_accesses WHERE patient_id = @child AND ended_at IS NULL`,
		pgx.NamedArgs{"child": child})
	if errors.Is(err, pgx.ErrNoRows) {
		return youngRow{}, nil
	}
	return r, err
}

func insertYoung(ctx context.Context, tx *gate.Tx, j YoungDue, by id.Account, mac, sealed []byte, expires time.Time) error {
	_, err := tx.Exec(ctx, `
		WITH code AS (
		    INSERT INTO invitation_codes (code_mac, patient_id, invitation_id) VALUES (@mac, @child, @id)
		)
		INSERT INTO young_accesses (patient_id, id, account_id, code_mac, sealed, opened_at, expires_at, line_id)
		VALUES (@child, @id, @by, @mac, @sealed, @now, @expires, @line)`,
		pgx.NamedArgs{"child": j.Patient, "id": j.ID, "by": by, "mac": mac, "sealed": sealed, "now": tx.Now(), "expires": expires, "line": tx.Line()})
	return err
}

func tryYoung(ctx context.Context, tx *gate.Tx, child id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE young_accesses SET tries = tries + 1, line_id = @line WHERE patient_id = @child AND ended_at IS NULL AND used_at IS NULL`,
		pgx.NamedArgs{"child": child, "line": tx.Line()})
	return err
}

func useYoung(ctx context.Context, tx *gate.Tx, child id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE young_accesses SET used_at = @now, sealed = '', line_id = @line WHERE patient_id = @child AND ended_at IS NULL AND used_at IS NULL`,
		pgx.NamedArgs{"child": child, "now": tx.Now(), "line": tx.Line()})
	return err
}

func endYoung(ctx context.Context, tx *gate.Tx, child id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE young_accesses SET ended_at = @now, sealed = '', line_id = @line WHERE patient_id = @child AND ended_at IS NULL`,
		pgx.NamedArgs{"child": child, "now": tx.Now(), "line": tx.Line()})
	return err
}
