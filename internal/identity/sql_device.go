package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

// countTry counts one more try of key since then.
func countTry(ctx context.Context, tx db.Runner, key []byte, since time.Time) (int, error) {
	return db.One[int](ctx, tx, `
		INSERT INTO throttles (key, since, count) VALUES (@key, @since, 1)
		ON CONFLICT (key, since) DO UPDATE SET count = throttles.count + 1
		RETURNING count`, pgx.NamedArgs{"key": key, "since": since})
}

func uncountTry(ctx context.Context, tx db.Runner, key []byte, since time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE throttles SET count = count - 1 WHERE key = @key AND since = @since AND count > 0`,
		pgx.NamedArgs{"key": key, "since": since})
	return err
}

type deviceRow struct {
	ID          id.Device
	MAC         []byte
	Sealed      []byte
	FirstSeenAt time.Time
	SignedInAt  time.Time
	SeenAt      time.Time
	EndedAt     *time.Time
}

func devices(ctx context.Context, tx db.Runner, a id.Account) ([]deviceRow, error) {
	return db.Rows[deviceRow](ctx, tx, `
		SELECT d.id, d.mac, d.sealed, d.first_seen_at, d.signed_in_at, d.seen_at, e.ended_at
		FROM devices d LEFT JOIN ended_sessions e ON e.device_id = d.id
		WHERE d.account_id = @account`, pgx.NamedArgs{"account": a})
}

func deviceByMAC(ctx context.Context, tx db.Runner, a id.Account, mac []byte, since time.Time) (id.Device, error) {
	return db.One[id.Device](ctx, tx, `SELECT id FROM devices WHERE account_id = @account AND mac = @mac AND seen_at > @since`,
		pgx.NamedArgs{"account": a, "mac": mac, "since": since})
}

// insertDevice keeps a new device, and tells whether it is the account's first.
func insertDevice(ctx context.Context, tx db.Runner, a id.Account, d deviceRow) (first bool, err error) {
	return db.One[bool](ctx, tx, `
		WITH others AS (SELECT count(*) AS n FROM devices WHERE account_id = @account), added AS (
		    INSERT INTO devices (account_id, id, mac, sealed, first_seen_at, signed_in_at, seen_at)
		    VALUES (@account, @id, @mac, @sealed, @now, @now, @now))
		SELECT n = 0 FROM others`,
		pgx.NamedArgs{"account": a, "id": d.ID, "mac": d.MAC, "sealed": d.Sealed, "now": tx.Now()})
}

func deviceReturns(ctx context.Context, tx db.Runner, a id.Account, d id.Device) error {
	_, err := tx.Exec(ctx, `UPDATE devices SET signed_in_at = @now, seen_at = @now WHERE account_id = @account AND id = @id`,
		pgx.NamedArgs{"account": a, "id": d, "now": tx.Now()})
	return err
}

func deviceSeen(ctx context.Context, tx db.Runner, a id.Account, d id.Device) error {
	_, err := tx.Exec(ctx, `UPDATE devices SET seen_at = @now WHERE account_id = @account AND id = @id`,
		pgx.NamedArgs{"account": a, "id": d, "now": tx.Now()})
	return err
}

// endDevice is false when the account has no such device.
func endDevice(ctx context.Context, tx db.Runner, a id.Account, d id.Device) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO ended_sessions (device_id, ended_at) SELECT id, @now FROM devices WHERE account_id = @account AND id = @id
		ON CONFLICT (device_id) DO UPDATE SET ended_at = @now`, pgx.NamedArgs{"account": a, "id": d, "now": tx.Now()})
	return tag.RowsAffected() == 1, err
}

func signOut(ctx context.Context, tx db.Runner, a id.Account) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET signed_out_at = @now WHERE id = @id`, pgx.NamedArgs{"id": a, "now": tx.Now()})
	return err
}

func signedOutAt(ctx context.Context, tx db.Runner, a id.Account) (*time.Time, error) {
	return db.One[*time.Time](ctx, tx, `SELECT signed_out_at FROM accounts WHERE id = @id`, pgx.NamedArgs{"id": a})
}

// forgetDevices drops those that nobody has used for long.
func forgetDevices(ctx context.Context, tx db.Runner, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM devices WHERE seen_at < @before`, pgx.NamedArgs{"before": before})
	return err
}

func forgetWhatIsOver(ctx context.Context, tx db.Runner) error {
	for _, sql := range []string{
		`DELETE FROM sessions WHERE expires_at < @now`,
		`DELETE FROM one_time_codes WHERE expires_at < @now::timestamptz - interval '1 day'`,
		`DELETE FROM throttles WHERE since < @now::timestamptz - interval '2 days'`,
		`DELETE FROM ended_sessions WHERE ended_at < @now::timestamptz - interval '2 days'`,
	} {
		if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"now": tx.Now()}); err != nil {
			return err
		}
	}
	return nil
}
