package record

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// reportedBy is a report as the list of who made it keeps it.
func reportedBy(ctx context.Context, tx *gate.Tx, patient id.Patient, which id.Request) ([]byte, bool, error) {
	sealed, err := db.One[[]byte](ctx, tx, `
		SELECT sealed FROM asked_professionals WHERE patient_id = @patient AND id = @id AND kind = 'reported'`,
		pgx.NamedArgs{"patient": patient, "id": which})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return sealed, err == nil, err
}

func keepAnswer(ctx context.Context, tx *gate.Tx, patient id.Patient, which id.Request, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE asked_professionals SET sealed = @sealed, settled_at = @now
		WHERE patient_id = @patient AND id = @id AND kind = 'reported'`,
		pgx.NamedArgs{"patient": patient, "id": which, "sealed": sealed, "now": tx.Now()})
	return err
}
