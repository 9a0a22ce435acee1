package identity

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

func upsertRepresentativeName(ctx context.Context, tx *gate.Tx, child id.Patient, account id.Account, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO representative_names (patient_id, account_id, sealed, line_id) VALUES (@child, @account, @sealed, @line)
		ON CONFLICT (patient_id, account_id) DO UPDATE SET sealed = @sealed, line_id = @line`,
		pgx.NamedArgs{"child": child, "account": account, "sealed": sealed, "line": tx.Line()})
	return err
}

type representativeName struct {
	AccountID id.Account
	Sealed    []byte
}

func representativeNames(ctx context.Context, tx db.Runner, child id.Patient) ([]representativeName, error) {
	return db.Rows[representativeName](ctx, tx, `
		SELECT account_id, sealed FROM representative_names WHERE patient_id = @child`, pgx.NamedArgs{"child": child})
}
