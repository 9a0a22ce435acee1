package identity

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// AskResetBeside sends the code of a new password to the contact of a person who
// sits beside her helper, and says where it went, masked. She types the code
// and the password; the helper neither (HLP).
func (s *Service) AskResetBeside(ctx context.Context, by access.Actor, patient id.Patient) (Reset, string, error) {
	var a accountRow
	var reach Reach
	req := gate.Request{By: by, Act: access.RecoverSignIn, Patient: patient, Reads: true}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) (err error) {
		if a, err = accountOf(ctx, tx, patient); errors.Is(err, pgx.ErrNoRows) {
			return problem.Clash("no-account")
		}
		if err == nil {
			reach, err = ReachOf(ctx, tx, s.vault, patient)
		}
		return err
	})
	if err == nil && reach.Address == "" {
		err = problem.Clash("no-contact")
	}
	if err != nil {
		return Reset{}, "", err
	}
	code, err := s.AskCode(ctx, "reset", a.ID, reach)
	return Reset{a.ID, patient, code, s.pool.Now()}, reach.Masked(), err
}
