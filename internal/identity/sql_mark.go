package identity

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

func upsertMark(ctx context.Context, tx *gate.Tx, patient id.Patient, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO marks (patient_id, sealed, line_id) VALUES (@patient, @sealed, @line)
		ON CONFLICT (patient_id) DO UPDATE SET sealed = @sealed, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "sealed": sealed, "line": tx.Line()})
	return err
}

type markRow struct {
	PatientID id.Patient
	Sealed    []byte
	Wrapped   vault.Wrapped
}

// marks are the words of those of the patients who chose one and whose key
// stands.
func marks(ctx context.Context, tx db.Runner, patients []id.Patient) ([]markRow, error) {
	return db.Rows[markRow](ctx, tx, `
		SELECT m.patient_id, m.sealed, k.wrapped FROM marks m JOIN space_keys k ON k.patient_id = m.patient_id
		WHERE m.patient_id = ANY(@patients) AND m.sealed IS NOT NULL AND k.wrapped IS NOT NULL`, pgx.NamedArgs{"patients": patients})
}

// ownerOfCode is whose account a one-time code was made for; the zero patient
// when it is no patient's, or nobody's yet.
func ownerOfCode(ctx context.Context, tx db.Runner, code id.Code) (id.Patient, error) {
	p, err := db.One[id.Patient](ctx, tx, `
		SELECT a.patient_id FROM one_time_codes c JOIN accounts a ON a.id = c.account_id
		WHERE c.id = @code AND a.patient_id IS NOT NULL`, pgx.NamedArgs{"code": code})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Patient{}, nil
	}
	return p, err
}
