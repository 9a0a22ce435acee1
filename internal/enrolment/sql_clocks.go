package enrolment

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
)

func legalClocks(ctx context.Context, tx db.Runner) ([]Legal, error) {
	return db.Rows[Legal](ctx, tx, `
		SELECT state, count(patient_id) AS count,
		       min(CASE state WHEN 'OPPOSITION_PENDING' THEN deadline WHEN 'DELETION_REQUESTED' THEN erase_at WHEN 'SUSPENDED' THEN object_by END) AS next
		FROM spaces WHERE state IN ('OPPOSITION_PENDING', 'DELETION_REQUESTED', 'SUSPENDED', 'DISPUTED')
		GROUP BY state ORDER BY state`, pgx.NamedArgs{})
}

func suspensions(ctx context.Context, tx db.Runner, most int) ([]Stopped, error) {
	return db.Rows[Stopped](ctx, tx, `
		SELECT patient_id, since, object_by FROM spaces WHERE state = 'SUSPENDED'
		ORDER BY object_by, patient_id LIMIT @most`, pgx.NamedArgs{"most": most})
}
