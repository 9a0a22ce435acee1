package identity

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

func setYoung(ctx context.Context, tx db.Runner, account id.Account) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET young = true WHERE id = @account`, pgx.NamedArgs{"account": account})
	return err
}

func youngAccount(ctx context.Context, tx db.Runner, patient id.Patient) (id.Account, error) {
	a, err := db.One[id.Account](ctx, tx, `SELECT id FROM accounts WHERE patient_id = @patient AND young`, pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Account{}, nil
	}
	return a, err
}

func forgetYoung(ctx context.Context, tx db.Runner, patients []id.Patient) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM account_identifiers i USING accounts a WHERE a.patient_id = ANY(@patients) AND a.young AND i.account_id = a.id`,
		pgx.NamedArgs{"patients": patients}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE accounts SET active = false, young = false, password = '', totp = NULL, signed_out_at = @now
		WHERE patient_id = ANY(@patients) AND young`, pgx.NamedArgs{"patients": patients, "now": tx.Now()})
	return err
}
