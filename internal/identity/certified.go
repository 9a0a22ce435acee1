package identity

import (
	"context"
	"errors"
	"slices"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/problem"
)

// Certified is who a professional is by the word of Pro Santé Connect, which
// asked for the card and its code: no password and no second factor of ours. The
// directory still says who is in practice and as what: an identification it does
// not know is "psc-unknown", a profession that is not the one it knows
// "psc-profession".
func (s *Service) Certified(ctx context.Context, nationalID string, professions []string) (access.Actor, error) {
	unknown := problem.Field("", "psc-unknown")
	rpps, ok := ParseNationalID(nationalID)
	if !ok {
		return access.Actor{}, unknown
	}
	a, err := s.find(ctx, "professional", []string{rpps.String()})
	if err != nil {
		return access.Actor{}, err
	}
	by, err := s.Actor(ctx, a.ID, "")
	if problem.KindOf(err) == problem.SignInFirst { // nobody, or no longer in practice
		return access.Actor{}, errors.Join(s.refuse(ctx, "professional", a.ID, "psc-unknown"), unknown)
	}
	if err != nil {
		return access.Actor{}, err
	}
	if !slices.Contains(professions, by.Profession) {
		return access.Actor{}, errors.Join(s.refuse(ctx, "professional", a.ID, "psc-profession"), problem.Field("", "psc-profession"))
	}
	return by, s.recordSignIn(ctx, by)
}

// FirstByCard gives a professional who comes by card, and never used the link
// sent to him, a password (a hash) and the secret of an application of codes: he
// then comes in without it too. Where a password was chosen it is Missing.
func (s *Service) FirstByCard(ctx context.Context, by access.Actor, password, totpSecret string) error {
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		free, err := unfurnished(ctx, tx, by.Account)
		if err == nil && !free {
			err = problem.Missing("first-by-card")
		}
		if err != nil {
			return err
		}
		if err := s.furnish(ctx, tx, by.Account, password, totpSecret); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.SetFactor, Subject: by.Account})
	})
}
