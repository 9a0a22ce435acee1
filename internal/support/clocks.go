package support

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Running is one deadline of the law that runs on a space (CPAM-10).
type Running struct {
	State  access.State // SUSPENDED, DELETION_REQUESTED, DISPUTED, OPPOSITION_PENDING
	Record string       // the number on the person's letters: no name stands in the list
	Since  time.Time
	Due    time.Time
	Latest time.Time // past which the law is broken; zero where Due is that day
}

// objectDays are the six weeks to object to a suspension (domain.md §4).
const objectDays = 42

// settleDays are those to settle a dispute between representatives (decisions.md §4).
const settleDays = 15

// Clocks lists the deadlines that run, the first due first.
func (s *Service) Clocks(ctx context.Context, by access.Actor) (all []Running, err error) {
	if !access.Admits(by.Role, access.SuspendSpace) { // who may stop a space watches the deadlines
		return nil, problem.Refuse(access.NotForRole)
	}
	var rows []clockRow
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		rows, err = runningSpaces(ctx, tx, "42 days", limit.ListRows)
		return err
	})
	for _, r := range rows {
		c := Running{State: r.State, Record: identity.RecordNumber(s.vault, r.PatientID), Since: r.Since}
		switch {
		case r.State == access.Suspended:
			c.Due = clock.EndOfDay(r.Since, objectDays)
		case r.State == access.Disputed:
			c.Due = clock.EndOfDay(r.Since, settleDays)
		case r.State == access.DeletionRequested && r.EraseAt != nil:
			c.Due, c.Latest = *r.EraseAt, r.Since.In(clock.Paris).AddDate(0, limit.ErasureMaxMonths, 0)
		case r.Deadline != nil:
			c.Due = *r.Deadline
		}
		all = append(all, c)
	}
	return all, err
}
