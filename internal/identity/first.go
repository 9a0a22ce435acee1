package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Authenticator is the secret that an application makes six digits of. It
// never prints: its fields are for the one page that shows it.
type Authenticator struct {
	Secret string // base32, to type by hand
	URL    string // otpauth:, to scan
}

// String never shows the secret.
func (Authenticator) String() string { return hidden }

// NewAuthenticator draws a secret, to be kept once its first code is right.
func NewAuthenticator(service, identifier string) (Authenticator, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: service, AccountName: identifier, SecretSize: 20})
	if err != nil {
		return Authenticator{}, err
	}
	return Authenticator{key.Secret(), key.URL()}, nil
}

// Makes reports whether the six digits typed are those of the moment, a step to
// each side. It reads the real clock: the application does (decisions.md §7).
func (a Authenticator) Makes(typed string) bool {
	now := time.Now()
	for _, at := range []time.Time{now, now.Add(-30 * time.Second), now.Add(30 * time.Second)} {
		code, err := totp.GenerateCode(a.Secret, at)
		if err == nil && subtle.ConstantTimeCompare([]byte(code), []byte(Digits(typed))) == 1 {
			return true
		}
	}
	return false
}

// FirstSignIn ends the first sign-in that a link opened: password (a hash) and
// secret of the authenticator are kept together, once. A link that ran out or
// served meanwhile is Missing.
func (s *Service) FirstSignIn(ctx context.Context, link id.Link, password, totpSecret string) error {
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		row, err := db.Row[firstRow](ctx, tx, `
			UPDATE sign_in_links l SET used_at = @now FROM accounts a
			WHERE l.id = @id AND l.used_at IS NULL AND l.expires_at > @now
			      AND a.id = l.account_id AND a.active AND a.password = ''
			RETURNING a.id AS account, a.kind`, pgx.NamedArgs{"id": link, "now": tx.Now()})
		if errors.Is(err, pgx.ErrNoRows) {
			return problem.Missing("link")
		}
		if err != nil {
			return err
		}
		if err := s.furnish(ctx, tx, row.Account, password, totpSecret); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: access.Actor{Account: row.Account, Role: access.Role(row.Kind)},
			Act: access.SignIn, Subject: row.Account})
	})
}

type firstRow struct {
	Account id.Account
	Kind    string
}
