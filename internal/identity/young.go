package identity

import (
	"context"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// OpenYoungAccount is OpenAccount for a minor's own sign-in (decisions.md §4):
// shorter sessions, no known device, over at 18.
func (s *Service) OpenYoungAccount(ctx context.Context, tx *gate.Tx, patient id.Patient, password string, reach Reach) (id.Account, error) {
	account, err := s.OpenAccount(ctx, tx, patient, password, reach)
	if err != nil {
		return account, err
	}
	return account, setYoung(ctx, tx, account)
}

// EndYoungAccount ends a minor's own sign-in and forgets the contact that came
// with it; an account that is none of that kind stays.
func (s *Service) EndYoungAccount(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	young, err := youngAccount(ctx, tx, patient)
	if err != nil || young.IsZero() {
		return err
	}
	if err := forgetAccountOf(ctx, tx, patient); err != nil {
		return err
	}
	return SetReach(ctx, tx, s.vault, patient, Reach{})
}

// YoungAccountOf is the account of a minor's own sign-in; the zero account when
// there is none.
func YoungAccountOf(ctx context.Context, tx db.Runner, patient id.Patient) (id.Account, error) {
	return youngAccount(ctx, tx, patient)
}

// CameOfAge ends the sign-ins of minors who are 18: the young adult chooses a
// password and a contact of an adult's own, with a new code.
func CameOfAge(ctx context.Context, tx db.Runner, patients []id.Patient) error {
	return forgetYoung(ctx, tx, patients)
}
