package profile

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

type contestedRow struct {
	PatientID   id.Patient
	EntryID     id.Entry
	Kind        Kind
	ContestedAt time.Time
	Sealed      []byte
}

func contestedOf(ctx context.Context, tx *db.Tx, by id.Account, most int) ([]contestedRow, error) {
	return db.Rows[contestedRow](ctx, tx, `
		SELECT patient_id, entry_id, kind, contested_at, sealed FROM contested_lines
		WHERE account_id = @by AND ended_at IS NULL ORDER BY contested_at DESC, entry_id LIMIT @most`,
		pgx.NamedArgs{"by": by, "most": most})
}

func tellContested(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO contested_lines (account_id, entry_id, patient_id, kind, contested_at, sealed)
		VALUES (@by, @entry, @patient, @kind, @now, @sealed)
		ON CONFLICT (account_id, entry_id) DO UPDATE SET contested_at = @now, ended_at = NULL, sealed = @sealed`,
		pgx.NamedArgs{"by": r.AuthorID, "entry": r.ID, "patient": patient, "kind": r.Kind, "now": tx.Now(), "sealed": sealed})
	return err
}

// uncontested takes a line off its author's list: the person took it back, or he
// changed or withdrew it.
func uncontested(ctx context.Context, tx *gate.Tx, patient id.Patient, entry id.Entry) error {
	_, err := tx.Exec(ctx, `
		UPDATE contested_lines SET ended_at = @now, sealed = ''
		WHERE patient_id = @patient AND entry_id = @entry AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "entry": entry, "now": tx.Now()})
	return err
}
