package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

type contactChangeRow struct {
	ID          id.Code
	Sealed      []byte
	AskedAt     time.Time
	EffectiveAt time.Time
}

func contactChange(ctx context.Context, tx db.Runner, patient id.Patient) (contactChangeRow, error) {
	return db.Row[contactChangeRow](ctx, tx, `
		SELECT id, sealed, asked_at, effective_at FROM contact_changes WHERE patient_id = @patient AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient})
}

func upsertContactChange(ctx context.Context, tx *gate.Tx, patient id.Patient, change id.Code, sealed []byte, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO contact_changes (patient_id, id, sealed, asked_at, effective_at, line_id)
		VALUES (@patient, @id, @sealed, @now, @at, @line)
		ON CONFLICT (patient_id) DO UPDATE SET id = @id, sealed = @sealed, asked_at = @now, effective_at = @at, ended_at = NULL, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "id": change, "sealed": sealed, "now": tx.Now(), "at": at, "line": tx.Line()})
	return err
}

func endContactChange(ctx context.Context, tx *gate.Tx, patient id.Patient) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE contact_changes SET sealed = '', ended_at = @now, line_id = @line WHERE patient_id = @patient AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "line": tx.Line()})
	return tag.RowsAffected() == 1, err
}

// contactChangesDue reads over all spaces, by the batch role.
func contactChangesDue(ctx context.Context, tx db.Runner) ([]id.Patient, error) {
	rows, err := tx.Query(ctx, `
		SELECT patient_id FROM contact_changes WHERE ended_at IS NULL AND effective_at <= @now ORDER BY effective_at LIMIT 1000`,
		pgx.NamedArgs{"now": tx.Now()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Patient])
}
