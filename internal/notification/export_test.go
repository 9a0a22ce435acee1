package notification

import (
	"context"

	"espacesante/internal/db"
	"espacesante/internal/jobs"
)

// GatherThen does what a sweep does, then what kills it before its commit.
func GatherThen(ctx context.Context, pool *db.Pool, then func() error) error {
	return jobs.Batch(ctx, pool, func(tx *db.Tx) error {
		if _, err := gatherTold(ctx, tx); err != nil {
			return err
		}
		return then()
	})
}
