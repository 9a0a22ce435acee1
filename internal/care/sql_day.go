package care

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// expectedOn counts a professional's list of the day, and says whether the
// person is on it.
func expectedOn(ctx context.Context, tx *gate.Tx, by id.Account, patient id.Patient, day time.Time) (n int, there bool, err error) {
	type counted struct {
		N     int
		There bool
	}
	c, err := db.Row[counted](ctx, tx, `
		SELECT count(*) AS n, coalesce(bool_or(patient_id = @patient), false) AS there FROM day_lists
		WHERE account_id = @by AND day = @day AND ended_at IS NULL`,
		pgx.NamedArgs{"by": by, "patient": patient, "day": day})
	return c.N, c.There, err
}

func expect(ctx context.Context, tx *gate.Tx, by id.Account, patient id.Patient, day time.Time, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO day_lists (account_id, patient_id, day, added_at, sealed) VALUES (@by, @patient, @day, @now, @sealed)
		ON CONFLICT (account_id, patient_id) DO UPDATE SET day = @day, added_at = @now, ended_at = NULL, sealed = @sealed`,
		pgx.NamedArgs{"by": by, "patient": patient, "day": day, "now": tx.Now(), "sealed": sealed})
	return err
}

func dismiss(ctx context.Context, tx *db.Tx, by id.Account, patient id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE day_lists SET ended_at = @now, sealed = '' WHERE account_id = @by AND patient_id = @patient AND ended_at IS NULL`,
		pgx.NamedArgs{"by": by, "patient": patient, "now": tx.Now()})
	return err
}

func emptyBefore(ctx context.Context, tx *db.Tx, by id.Account, day time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE day_lists SET ended_at = @now, sealed = '' WHERE account_id = @by AND day < @day AND ended_at IS NULL`,
		pgx.NamedArgs{"by": by, "day": day, "now": tx.Now()})
	return err
}

func expectedToday(ctx context.Context, tx *db.Tx, by id.Account, day time.Time) ([]expected, error) {
	return db.Rows[expected](ctx, tx, `
		SELECT d.patient_id, d.sealed, f.last_at FROM day_lists d
		LEFT JOIN followed_patients f ON f.account_id = d.account_id AND f.patient_id = d.patient_id
		WHERE d.account_id = @by AND d.day = @day AND d.ended_at IS NULL ORDER BY d.added_at, d.patient_id`,
		pgx.NamedArgs{"by": by, "day": day})
}
