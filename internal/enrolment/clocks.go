package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
)

// Legal is one of the clocks of the law: how many spaces wait on it, and when
// the next is due.
type Legal struct {
	State access.State
	Count int
	Next  *time.Time
}

// Clocks counts what waits, for who runs the service (OPS-02): oppositions
// without their code, erasures, suspensions, disagreements. States and dates
// alone, of nobody in particular.
func (s *Service) Clocks(ctx context.Context, by access.Actor) (all []Legal, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		all, err = legalClocks(ctx, tx)
		return err
	})
	return all, err
}

// Stopped is a space suspended for fraud or a serious malfunction.
type Stopped struct {
	PatientID id.Patient
	Since     time.Time
	ObjectBy  time.Time // then it is archived
}

// LastDay is the civil day until which the holder may object.
func (s Stopped) LastDay() time.Time { return clock.LastDay(s.ObjectBy) }

// Suspensions lists the suspended spaces, the first to end first.
func (s *Service) Suspensions(ctx context.Context, by access.Actor, most int) (all []Stopped, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		all, err = suspensions(ctx, tx, most)
		return err
	})
	return all, err
}
