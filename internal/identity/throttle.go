package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/problem"
)

// throttle counts one more try of what in its window, and answers TooMany past
// the most. It slows who tries; it never locks anybody out of another way in.
func (s *Service) throttle(ctx context.Context, tx db.Runner, what string, window time.Duration, most int) error {
	since := tx.Now().Truncate(window)
	n, err := db.One[int](ctx, tx, `
		INSERT INTO throttles (key, since, count) VALUES (@key, @since, 1)
		ON CONFLICT (key, since) DO UPDATE SET count = throttles.count + 1
		RETURNING count`, pgx.NamedArgs{"key": s.vault.MAC("throttle", what), "since": since})
	if err != nil {
		return err
	}
	if n > most {
		return problem.Often("too-often", since.Add(window).Sub(tx.Now()))
	}
	return nil
}

// Throttle is throttle in a transaction of its own, so that the count stays
// whatever becomes of the rest.
func (s *Service) Throttle(ctx context.Context, what string, window time.Duration, most int) error {
	var often error
	err := s.pool.InTx(ctx, func(tx *db.Tx) error {
		err := s.throttle(ctx, tx, what, window, most)
		if problem.KindOf(err) == problem.TooMany {
			often, err = err, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return often
}
