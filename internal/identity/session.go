package identity

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/vault"
)

// Sessions keeps sessions in the database, behind the interface of scs: tokens
// arrive hashed, contents are sealed, the request's context is used and one
// clock decides (decisions.md §6).
type Sessions struct {
	pool  *db.Pool
	vault *vault.Vault
}

// NewSessions returns the store over pool.
func NewSessions(pool *db.Pool, v *vault.Vault) *Sessions { return &Sessions{pool, v} }

// FindCtx gives the contents of a session that has not ended.
func (s *Sessions) FindCtx(ctx context.Context, token string) (contents []byte, found bool, err error) {
	var sealed []byte
	err = s.pool.Look(ctx, func(tx db.Runner) (err error) {
		sealed, err = db.One[[]byte](ctx, tx, `SELECT data FROM sessions WHERE token = @token AND data <> '' AND expires_at > @now`,
			pgx.NamedArgs{"token": token, "now": tx.Now()})
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	contents, err = s.vault.Unseal(sealed, "session "+token)
	if errors.Is(err, vault.ErrSealed) { // sealed under a key that is gone: no session
		return nil, false, nil
	}
	return contents, err == nil, err
}

// CommitCtx keeps a session until expiry. scs counts it on the machine's clock:
// what is left of it is counted again on ours. A session that ended while a
// request of it was being answered does not come back with the answer.
func (s *Sessions) CommitCtx(ctx context.Context, token string, contents []byte, expiry time.Time) error {
	sealed := s.vault.Seal(contents, "session "+token)
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO sessions (token, data, expires_at) VALUES (@token, @data, @expires)
			ON CONFLICT (token) DO UPDATE SET data = @data, expires_at = @expires WHERE sessions.data <> ''`,
			pgx.NamedArgs{"token": token, "data": sealed, "expires": tx.Now().Add(time.Until(expiry))})
		return err
	})
}

// DeleteCtx ends a session. Its row stays empty for as long as a request of it
// may still be under way, so that CommitCtx knows that it ended.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE sessions SET data = '', expires_at = least(expires_at, @end) WHERE token = @token`,
			pgx.NamedArgs{"token": token, "end": tx.Now().Add(time.Hour)})
		return err
	})
}

// EndSessions signs everybody out.
func (s *Service) EndSessions(ctx context.Context) error {
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM sessions`)
		return err
	})
}

// errContext is what the methods without a context answer: nobody calls them.
var errContext = errors.New("identity: sessions want the context of a request")

// Find is FindCtx without a context, which scs asks for and never calls.
func (s *Sessions) Find(string) ([]byte, bool, error) { return nil, false, errContext }

// Commit is CommitCtx without a context.
func (s *Sessions) Commit(string, []byte, time.Time) error { return errContext }

// Delete is DeleteCtx without a context.
func (s *Sessions) Delete(string) error { return errContext }

// Sweep puts contacts in force whose day has come, and forgets sessions, codes,
// counts and devices that are over.
func (s *Service) Sweep(ctx context.Context) error {
	_, late := s.ContactsDue(ctx)
	err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		return errors.Join(forgetDevices(ctx, tx, tx.Now().AddDate(0, -limit.DeviceMonths, 0)), forgetAskedBefore(ctx, tx, tx.Now().AddDate(-1, 0, 0)))
	})
	if err == nil {
		err = s.pool.InTx(ctx, func(tx *db.Tx) error { return forgetWhatIsOver(ctx, tx) })
	}
	return errors.Join(late, err)
}
