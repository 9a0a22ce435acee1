package enrolment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

func insertView(ctx context.Context, tx *gate.Tx, patient id.Patient, ends time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO support_views (patient_id, id, given_at, ends_at, line_id) VALUES (@patient, @id, @now, @ends, @line)`,
		pgx.NamedArgs{"patient": patient, "id": id.NewAt[id.ActFor](tx.Now()), "now": tx.Now(), "ends": ends, "line": tx.Line()})
	return err
}

func endViews(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE support_views SET ended_at = @now, line_id = @line WHERE patient_id = @patient AND ended_at IS NULL AND ends_at > @now`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "line": tx.Line()})
	return err
}

func views(ctx context.Context, tx db.Runner, patient id.Patient) ([]View, error) {
	return db.Rows[View](ctx, tx, `
		SELECT given_at, ends_at, ended_at FROM support_views WHERE patient_id = @patient ORDER BY given_at DESC LIMIT 10`,
		pgx.NamedArgs{"patient": patient})
}

func actions(ctx context.Context, tx db.Runner, patient id.Patient, most int) ([]Done, error) {
	return db.Rows[Done](ctx, tx, `
		SELECT at, role, act, reason <> '' AS refused FROM access_log
		WHERE patient_id = @patient AND act NOT LIKE 'document.%' AND act NOT LIKE 'emergency.review%'
		      AND act NOT IN ('identity.read', 'identity.import', 'access.read', 'history.read', 'space.key.rewrap')
		ORDER BY id DESC LIMIT @most`, pgx.NamedArgs{"patient": patient, "most": most})
}
