package mandate

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

func manages(ctx context.Context, tx *db.Tx, by id.Account) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM staff WHERE account_id = @by AND manager AND structure <> '')`, pgx.NamedArgs{"by": by})
}

// counts are the figures of the structure that an account runs.
func counts(ctx context.Context, tx *db.Tx, by id.Account, since time.Time) ([]Count, error) {
	return db.Rows[Count](ctx, tx, `
		SELECT c.month, c.act, c.times FROM desk_counts c
		JOIN staff s ON s.structure = c.structure AND s.structure_city = c.structure_city
		WHERE s.account_id = @by AND s.manager AND c.month >= @since ORDER BY c.month DESC, c.act`,
		pgx.NamedArgs{"by": by, "since": since})
}
