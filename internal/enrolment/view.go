package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
)

// View is a day for which a person lets 3422 see the list of actions (SUP-05).
type View struct {
	GivenAt time.Time
	EndsAt  time.Time
	EndedAt *time.Time
}

// Live reports whether it still serves.
func (v View) Live(now time.Time) bool { return v.EndedAt == nil && now.Before(v.EndsAt) }

// LetSee lets 3422 see the list of actions for 24 hours: asked for in the space,
// or by a caller known by a code read back. It ends by itself. Given again, it
// begins again.
func (s *Service) LetSee(ctx context.Context, by access.Actor, p id.Patient) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForView, act: access.GiveView, tell: notification.ViewGiven,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if err := endViews(ctx, tx, p); err != nil {
				return err
			}
			return insertView(ctx, tx, p, tx.Now().Add(limit.SupportView))
		}})
	return err
}

// StopSeeing ends it before its time.
func (s *Service) StopSeeing(ctx context.Context, by access.Actor, p id.Patient) error {
	return s.gate.Pass(ctx, gate.Request{By: by, Act: access.EndView, Patient: p}, func(tx *gate.Tx) error { return endViews(ctx, tx, p) })
}

// Views are the days that the person has given, the newest first.
func (s *Service) Views(ctx context.Context, by access.Actor, p id.Patient) ([]View, error) {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: p, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]View, error) { return views(ctx, tx, p) })
}

// Done is one line of the list of actions, as an agent of 3422 may see it: when,
// what, in which capacity; never a name, a document, a reason in words.
type Done struct {
	At      time.Time
	Role    access.Role
	Act     access.Act
	Refused bool
}

// Actions is the list of actions, while the person lets 3422 see it. What was
// done to documents is not on it: how many there are, and when one was read,
// would tell of what they hold.
func (s *Service) Actions(ctx context.Context, by access.Actor, p id.Patient) ([]Done, error) {
	req := gate.Request{By: by, Act: access.ReadActions, Patient: p, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Done, error) { return actions(ctx, tx, p, limit.ListRows) })
}
