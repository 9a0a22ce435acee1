package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
)

// What a representative says of a child's space. The values are written.
const (
	choseOpen = "activated"
	choseNone = "opposed"
)

// chose keeps what a representative says of the child's space. When another one,
// with the same rights, has said the contrary, the space waits: it is disputed,
// both are told, and true is answered (decisions.md §4).
func (s *Service) chose(ctx context.Context, tx *gate.Tx, by identity.Representative, child id.Patient, choice string) (disputed bool, err error) {
	if err := s.people.Sign(ctx, tx, by); err != nil {
		return false, err
	}
	against, err := anotherChose(ctx, tx, child, by.Patient, contrary[choice])
	if err == nil {
		err = upsertChoice(ctx, tx, child, by.Patient, choice)
	}
	if err != nil || !against {
		return false, err
	}
	if _, err := s.move(ctx, tx, Disagreed, ""); err != nil {
		return false, err
	}
	if err := insertDispute(ctx, tx, child, SettleBy(tx.Now())); err != nil {
		return false, err
	}
	if err := killCodes(ctx, tx, child); err != nil { // what was sent decides nothing any longer
		return false, err
	}
	return true, tell(ctx, tx, notification.Disputed)
}

var contrary = map[string]string{choseOpen: choseNone, choseNone: choseOpen}

// SettleBy is when a disagreement that began at an instant is to be settled.
func SettleBy(at time.Time) time.Time { return clock.EndOfDay(at, limit.DisputeDays) }

// SettleDispute ends a disagreement: the space is to be, or it is not. Both
// representatives are told.
func (s *Service) SettleDispute(ctx context.Context, by access.Actor, child id.Patient, open bool) error {
	event, outcome, motive := SettledClosed, "closed", ByDispute
	if open {
		event, outcome, motive = SettledOpen, "open", ""
	}
	req := gate.Request{By: by, Act: access.SettleDispute, Patient: child, Target: outcome}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if _, err := s.move(ctx, tx, event, motive); err != nil {
			return err
		}
		if err := settle(ctx, tx, child, outcome, by.Account); err != nil {
			return err
		}
		return tell(ctx, tx, notification.Settled)
	})
}

// Dispute is a space that waits for an operator.
type Dispute struct {
	PatientID id.Patient
	OpenedAt  time.Time
	SettleBy  time.Time
}

// Late reports whether it should have been settled.
func (d Dispute) Late(now time.Time) bool { return now.After(d.SettleBy) }

// LastDay is the civil day by which it is to be settled.
func (d Dispute) LastDay() time.Time { return clock.LastDay(d.SettleBy) }

// Disputes lists those that wait, the first to settle first: dates and nobody's
// name. The database shows them to operators only.
func (s *Service) Disputes(ctx context.Context, by access.Actor, most int) (all []Dispute, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		all, err = disputes(ctx, tx, most)
		return err
	})
	return all, err
}
