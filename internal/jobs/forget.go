package jobs

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

// Forget takes the jobs about some spaces out of the queue, done or to do: for
// spaces that are erased. One being done now ends by itself, and finds nothing.
func Forget(ctx context.Context, tx db.Runner, patients []id.Patient) error {
	names := make([]string, len(patients))
	for i, p := range patients {
		names[i] = p.String()
	}
	_, err := tx.Exec(ctx, `DELETE FROM river_job WHERE args->>'patient' = ANY(@names) AND state <> 'running'`, pgx.NamedArgs{"names": names})
	return err
}
