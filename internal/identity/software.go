package identity

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// ProfessionalOf is the professional whom a trusted issuer names by number, for software that acts for him: an account
// of the directory that is active, at a place where he works when one is named. Anybody else must sign in.
func (s *Service) ProfessionalOf(ctx context.Context, rpps, finess string) (access.Actor, error) {
	var account id.Account
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		account, err = accountOfRPPS(ctx, tx, rpps)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return access.Actor{}, problem.SignIn()
	}
	if err != nil {
		return access.Actor{}, err
	}
	if finess != "" {
		places, err := s.Places(ctx, account)
		if err != nil {
			return access.Actor{}, err
		}
		if !slices.ContainsFunc(places, func(p Place) bool { return p.FINESS == finess }) {
			return access.Actor{}, problem.SignIn()
		}
	}
	return s.Actor(ctx, account, finess)
}
