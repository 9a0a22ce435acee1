package enrolment

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/notification"
)

// ActivateFor activates the space of a person who sits beside her helper: the
// mandate says who she is, in place of a code. The contact of a was verified by
// a code that she read, the password typed by herself (#10, HLP).
func (s *Service) ActivateFor(ctx context.Context, by access.Actor, p id.Patient, a Activation) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForActivation, act: access.ActivateSpace, target: a.Terms, tell: notification.Activated,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if _, err := s.move(ctx, tx, Activated, ""); err != nil {
				return err
			}
			if err := insertSettings(ctx, tx, p, a.Sharing, a.Emergency); err != nil {
				return err
			}
			if _, err := s.people.OpenAccount(ctx, tx, p, a.Password, a.Reach); err != nil {
				return err
			}
			return killCodes(ctx, tx, p)
		}})
	return err
}
