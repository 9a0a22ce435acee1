package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

func agent(ctx context.Context, tx db.Runner, account id.Account) (Agent, error) {
	return db.Row[Agent](ctx, tx, `
		SELECT s.given_name || ' ' || s.name AS name, concat_ws(', ', nullif(s.structure, ''), nullif(s.structure_city, '')) AS structure
		FROM staff s WHERE s.account_id = @account`, pgx.NamedArgs{"account": account})
}

func enableAccountOf(ctx context.Context, tx db.Runner, patient id.Patient) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET active = true WHERE patient_id = @patient AND password <> ''`,
		pgx.NamedArgs{"patient": patient})
	return err
}

func signOutAccountOf(ctx context.Context, tx db.Runner, patient id.Patient) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET signed_out_at = @now WHERE patient_id = @patient`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now()})
	return err
}

func forgetAccountOf(ctx context.Context, tx db.Runner, patient id.Patient) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM account_identifiers i USING accounts a WHERE a.patient_id = @patient AND i.account_id = a.id`,
		pgx.NamedArgs{"patient": patient}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE accounts SET active = false, password = '', totp = NULL, signed_out_at = @now WHERE patient_id = @patient`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now()})
	return err
}

func recordDeath(ctx context.Context, tx *gate.Tx, patient id.Patient, on time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE persons SET died_on = @on, death_told = true, line_id = @line WHERE patient_id = @patient`,
		pgx.NamedArgs{"patient": patient, "on": on, "line": tx.Line()})
	return err
}

func deathsTold(ctx context.Context, tx db.Runner, most int) ([]id.Patient, error) {
	rows, err := tx.Query(ctx, `
		SELECT patient_id FROM persons WHERE died_on IS NOT NULL AND NOT death_told
		ORDER BY patient_id LIMIT @most FOR NO KEY UPDATE SKIP LOCKED`, pgx.NamedArgs{"most": most})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Patient])
}

func deathsDone(ctx context.Context, tx db.Runner, patients []id.Patient, lines []id.Line) error {
	if _, err := tx.Exec(ctx, `UPDATE accounts SET active = false WHERE patient_id = ANY(@patients)`,
		pgx.NamedArgs{"patients": patients}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE persons p SET death_told = true, line_id = t.line
		FROM unnest(@patients::uuid[], @lines::uuid[]) AS t (patient, line) WHERE p.patient_id = t.patient`,
		pgx.NamedArgs{"patients": patients, "lines": lines})
	return err
}
