package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

type passkeyRow struct {
	ID     id.Device
	Sealed []byte
	MadeAt time.Time
	UsedAt *time.Time
}

func passkeys(ctx context.Context, tx db.Runner, a id.Account) ([]passkeyRow, error) {
	return db.Rows[passkeyRow](ctx, tx, `
		SELECT id, sealed, made_at, used_at FROM passkeys WHERE account_id = @account AND ended_at IS NULL ORDER BY made_at, id`,
		pgx.NamedArgs{"account": a})
}

func insertPasskey(ctx context.Context, tx db.Runner, a id.Account, k id.Device, sealed []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO passkeys (account_id, id, sealed, made_at) VALUES (@account, @id, @sealed, @now)`,
		pgx.NamedArgs{"account": a, "id": k, "sealed": sealed, "now": tx.Now()})
	return err
}

func passkeyUsed(ctx context.Context, tx db.Runner, a id.Account, k id.Device, sealed []byte) error {
	_, err := tx.Exec(ctx, `UPDATE passkeys SET sealed = @sealed, used_at = @now WHERE account_id = @account AND id = @id AND ended_at IS NULL`,
		pgx.NamedArgs{"account": a, "id": k, "sealed": sealed, "now": tx.Now()})
	return err
}

func endPasskey(ctx context.Context, tx db.Runner, a id.Account, k id.Device) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE passkeys SET sealed = '', ended_at = @now WHERE account_id = @account AND id = @id AND ended_at IS NULL`,
		pgx.NamedArgs{"account": a, "id": k, "now": tx.Now()})
	return tag.RowsAffected() == 1, err
}

type paperRow struct {
	Series id.Code
	Used   []int32
	MadeAt time.Time
}

func paperOf(ctx context.Context, tx db.Runner, a id.Account) (paperRow, error) {
	return db.Row[paperRow](ctx, tx, `SELECT series, used, made_at FROM paper_codes WHERE account_id = @account AND ended_at IS NULL`,
		pgx.NamedArgs{"account": a})
}

func upsertPaper(ctx context.Context, tx db.Runner, a id.Account, series id.Code) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO paper_codes (account_id, series, made_at) VALUES (@account, @series, @now)
		ON CONFLICT (account_id) DO UPDATE SET series = @series, made_at = @now, used = '{}', ended_at = NULL`,
		pgx.NamedArgs{"account": a, "series": series, "now": tx.Now()})
	return err
}

// usePaperCode is false when that code has served already.
func usePaperCode(ctx context.Context, tx db.Runner, a id.Account, series id.Code, n int) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE paper_codes SET used = used || @n::int
		WHERE account_id = @account AND series = @series AND ended_at IS NULL AND NOT @n::int = ANY(used)`,
		pgx.NamedArgs{"account": a, "series": series, "n": n})
	return tag.RowsAffected() == 1, err
}

func endPaper(ctx context.Context, tx db.Runner, a id.Account) error {
	_, err := tx.Exec(ctx, `UPDATE paper_codes SET ended_at = @now WHERE account_id = @account AND ended_at IS NULL`,
		pgx.NamedArgs{"account": a, "now": tx.Now()})
	return err
}

// unfurnished reports whether an active professional has chosen no password
// yet; his account stays as it is until tx ends.
func unfurnished(ctx context.Context, tx *db.Tx, a id.Account) (bool, error) {
	tag, err := tx.Exec(ctx, `
		SELECT FROM accounts WHERE id = @account AND kind = 'professional' AND active AND password = '' FOR NO KEY UPDATE`,
		pgx.NamedArgs{"account": a})
	return tag.RowsAffected() == 1, err
}
