package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// whole are all rows of a space with what opening each needs, the newest care first.
func whole(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]row, error) {
	return db.Rows[row](ctx, tx, `
		SELECT `+columns+` FROM documents WHERE patient_id = @patient ORDER BY cared_on DESC, added_at DESC, id`,
		pgx.NamedArgs{"patient": patient})
}
