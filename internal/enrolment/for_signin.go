package enrolment

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/notification"
)

// The kinds of what agents do to a sign-in (SUP-03).
const (
	ForHold    ForKind = "sign-in-held"
	ForGiving  ForKind = "sign-in-given"
	ForSignOut ForKind = "signed-out"
)

// HoldSignIn ends every session of a person and lets nobody sign in, on the
// suspicion that somebody else does.
func (s *Service) HoldSignIn(ctx context.Context, by access.Actor, p id.Patient) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForHold, act: access.SuspendSignIn, tell: notification.SignInHeld,
		do: func(tx *gate.Tx, _ *forDetail) error { return s.people.CloseAccount(ctx, tx, p) }})
	return err
}

// GiveSignIn gives it back. The password that somebody may know is gone: the
// person chooses another.
func (s *Service) GiveSignIn(ctx context.Context, by access.Actor, p id.Patient) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForGiving, act: access.RestoreSignIn, tell: notification.SignInGiven,
		do: func(tx *gate.Tx, _ *forDetail) error { return s.people.DropPassword(ctx, tx, p) }})
	return err
}

// SignOutFor ends every session of a person, who signs in again as before.
func (s *Service) SignOutFor(ctx context.Context, by access.Actor, p id.Patient) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForSignOut, act: access.EndSessions, target: "all", tell: notification.SignedOut,
		do: func(tx *gate.Tx, _ *forDetail) error { return s.people.SignOut(ctx, tx, p) }})
	return err
}
