package identity

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// DropPassword gives the person of tx's space the sign-in back and forgets the
// password that somebody may know: a new one is chosen with the contact known
// before.
func (s *Service) DropPassword(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET active = true, password = '', signed_out_at = @now WHERE patient_id = @patient`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now()})
	return err
}
