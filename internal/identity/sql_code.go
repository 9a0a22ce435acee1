package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/limit"
)

type codeRow struct {
	Channel   Channel
	SentTo    []byte
	ExpiresAt time.Time
	Purpose   string
}

func insertCode(ctx context.Context, tx db.Runner, code id.Code, purpose string, account id.Account, channel Channel, sealed []byte) error {
	var of *id.Account
	if !account.IsZero() {
		of = &account
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO one_time_codes (id, purpose, account_id, channel, sent_to, expires_at)
		VALUES (@id, @purpose, @account, @channel, @sealed, @expires)`,
		pgx.NamedArgs{"id": code, "purpose": purpose, "account": of, "channel": channel, "sealed": sealed,
			"expires": tx.Now().Add(limit.OneTimeCodeLife)})
	return err
}

func oneTimeCode(ctx context.Context, tx db.Runner, code id.Code) (codeRow, error) {
	return db.Row[codeRow](ctx, tx, `SELECT channel, sent_to, expires_at, purpose FROM one_time_codes WHERE id = @id AND used_at IS NULL`,
		pgx.NamedArgs{"id": code})
}

// tryCode counts a try on a live code; false when it is dead, used or unknown.
func tryCode(ctx context.Context, tx db.Runner, code id.Code, purpose string) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE one_time_codes SET tries = tries + 1
		WHERE id = @id AND purpose = @purpose AND used_at IS NULL AND expires_at > @now AND tries < @max`,
		pgx.NamedArgs{"id": code, "purpose": purpose, "now": tx.Now(), "max": limit.OneTimeCodeTries})
	return tag.RowsAffected() == 1, err
}

func markCodeUsed(ctx context.Context, tx db.Runner, code id.Code) error {
	_, err := tx.Exec(ctx, `UPDATE one_time_codes SET used_at = @now WHERE id = @id`, pgx.NamedArgs{"id": code, "now": tx.Now()})
	return err
}
