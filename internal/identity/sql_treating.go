package identity

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

func doctorByRPPS(ctx context.Context, tx db.Runner, n RPPS) (Doctor, error) {
	return db.Row[Doctor](ctx, tx, `
		SELECT p.account_id AS account, p.rpps, p.name, p.given_name, p.title,
		       coalesce((SELECT s.city FROM professional_structures ps JOIN structures s ON s.finess = ps.finess
		                 WHERE ps.account_id = p.account_id ORDER BY ps.finess LIMIT 1), '') AS city
		FROM professionals p JOIN accounts a ON a.id = p.account_id
		WHERE p.rpps = @rpps AND p.profession = '10' AND a.active`, pgx.NamedArgs{"rpps": n.String()})
}

func treatingOf(ctx context.Context, tx db.Runner, patient id.Patient) (RPPS, error) {
	n, err := db.One[string](ctx, tx, `SELECT coalesce(rpps, '') FROM treating_doctors WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return RPPS(n), err
}

func setTreating(ctx context.Context, tx *gate.Tx, patient id.Patient, n RPPS) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO treating_doctors (patient_id, rpps, since, line_id) VALUES (@patient, nullif(@rpps, ''), @now, @line)
		ON CONFLICT (patient_id) DO UPDATE SET rpps = nullif(@rpps, ''), since = @now, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "rpps": n.String(), "now": tx.Now(), "line": tx.Line()})
	return err
}

func takeDeathBack(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	tag, err := tx.Exec(ctx, `
		UPDATE persons SET died_on = NULL, death_told = false, death_denied_on = died_on, line_id = @line
		WHERE patient_id = @patient AND died_on IS NOT NULL`, pgx.NamedArgs{"patient": patient, "line": tx.Line()})
	if err == nil && tag.RowsAffected() == 0 {
		return problem.Refuse(access.WrongState)
	}
	return err
}
