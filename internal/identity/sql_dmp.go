package identity

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// SetHasDMP keeps that the person of tx's space had a previous DMP: refusing the
// space then leaves it readable for a while (#99, #100).
func SetHasDMP(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `UPDATE persons SET has_dmp = true, line_id = @line WHERE patient_id = @patient AND NOT has_dmp`,
		pgx.NamedArgs{"patient": patient, "line": tx.Line()})
	return err
}
