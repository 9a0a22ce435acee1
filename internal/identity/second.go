package identity

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/problem"
)

// challenge asks for a second factor: an authenticator where there is one, else
// a code to the known address. A code is sent at once only where nothing else
// would do: whoever has a passkey asks for it.
func (s *Service) challenge(ctx context.Context, a accountRow) (Challenge, error) {
	c := Challenge{Account: a.ID, Kind: a.Kind, Factor: ByCode, At: s.pool.Now()}
	if a.TOTP == nil && a.PatientID == nil { // imported people have an authenticator, or have not signed in yet
		return Challenge{}, problem.Field("", "sign-in-wrong")
	}
	own, err := s.factors(ctx, a.ID)
	if err != nil {
		return Challenge{}, err
	}
	if a.TOTP != nil {
		c.Factor = ByTOTP
	}
	if len(own.passkeys) > 0 {
		c.Others = append(c.Others, ByPasskey)
	}
	if own.paperLeft() > 0 {
		c.Others = append(c.Others, ByPaper)
	}
	if c.Factor != ByCode || len(own.passkeys) > 0 {
		return c, nil
	}
	return s.SendCode(ctx, c)
}

// SendCode sends the six digits of a challenge that takes them.
func (s *Service) SendCode(ctx context.Context, c Challenge) (Challenge, error) {
	a, err := s.half(ctx, c)
	if err != nil {
		return c, err
	}
	if a.TOTP != nil || a.PatientID == nil {
		return c, problem.Missing("code")
	}
	reach, err := s.reachOf(ctx, patientActor(a))
	if err != nil {
		return Challenge{}, err
	}
	c.SentTo = reach.Masked()
	c.Code, err = s.AskCode(ctx, "sign-in", a.ID, reach)
	return c, err
}

// half is the account of a sign-in half done, while it may still end well.
func (s *Service) half(ctx context.Context, c Challenge) (a accountRow, err error) {
	if c.Account.IsZero() || s.pool.Now().Sub(c.At) > signInWindow {
		return a, problem.SignIn()
	}
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		a, err = account(ctx, tx, c.Account)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return a, problem.SignIn()
	}
	return a, err
}

// Confirm ends a sign-in with the second factor of the challenge. A wrong one is
// "one-time-wrong".
func (s *Service) Confirm(ctx context.Context, c Challenge, typed string) (access.Actor, error) {
	return s.confirm(ctx, c, c.Factor, func() error {
		if c.Factor == ByCode {
			return s.UseCode(ctx, "sign-in", c.Code, typed)
		}
		return s.useTOTP(ctx, c.Account, typed)
	})
}

// confirm ends a sign-in when right says so. What is guessed of a factor is
// counted on that factor alone: every other one stays open (ASVS 6.6.3).
func (s *Service) confirm(ctx context.Context, c Challenge, by Factor, right func() error) (access.Actor, error) {
	if _, err := s.half(ctx, c); err != nil {
		return access.Actor{}, err
	}
	from, _, err := s.whence(ctx, c.Account)
	if err != nil {
		return access.Actor{}, err
	}
	brakes := guesses("factor " + string(by) + " " + c.Account.String() + " " + from)
	if err := s.Throttle(ctx, brakes...); err != nil {
		return access.Actor{}, err
	}
	err = right()
	if problem.KindOf(err) == problem.Invalid {
		return access.Actor{}, errors.Join(s.refuse(ctx, c.Kind, c.Account, "wrong-factor"), err)
	}
	if err != nil {
		return access.Actor{}, err
	}
	actor, err := s.Actor(ctx, c.Account, "")
	if err != nil {
		return actor, err
	}
	return actor, errors.Join(s.recordSignIn(ctx, actor), s.GiveBack(ctx, brakes...))
}
