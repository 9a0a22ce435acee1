package mandate

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/problem"
)

// Count is how often an act was done in a structure in a month (HLP-05).
type Count struct {
	Month time.Time // its first day
	Act   access.Act
	Times int
}

// CountedMonths is how far back the figures of a structure are shown.
const CountedMonths = 12

// Counts are the figures of the structure that by runs, the newest month first:
// how often, never for whom nor by whom. For anybody else there is no such page.
func (s *Service) Counts(ctx context.Context, by access.Actor) (all []Count, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		runs, err := manages(ctx, tx, by.Account)
		if err == nil && !runs {
			err = problem.Missing("structure")
		}
		if err != nil {
			return err
		}
		all, err = counts(ctx, tx, by.Account, tx.Now().AddDate(0, -CountedMonths, 0))
		return err
	})
	return all, err
}

// Manages reports whether by runs the structure where he works.
func (s *Service) Manages(ctx context.Context, by access.Actor) (runs bool, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		runs, err = manages(ctx, tx, by.Account)
		return err
	})
	return runs, err
}
