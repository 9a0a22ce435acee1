package notification

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
)

func insertScam(ctx context.Context, tx db.Runner, report id.Notice, by ScamChannel, same, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO scam_reports (id, at, channel, same_mac, sealed) VALUES (@id, @now, @channel, @same, @sealed)`,
		pgx.NamedArgs{"id": report, "now": tx.Now(), "channel": by, "same": same, "sealed": sealed})
	return err
}

type scamRow struct {
	ID     id.Notice
	At     time.Time
	Sealed []byte
	Same   int
}

func scams(ctx context.Context, tx db.Runner, skip, most int) ([]scamRow, error) {
	return db.Rows[scamRow](ctx, tx, `
		SELECT r.id, r.at, r.sealed, coalesce((SELECT count(*) FROM scam_reports o WHERE o.same_mac = r.same_mac), 1) AS same
		FROM scam_reports r ORDER BY r.at DESC, r.id LIMIT @most OFFSET @skip`, pgx.NamedArgs{"most": most, "skip": skip})
}

// countScams counts all reports, and by channel those since an instant.
func countScams(ctx context.Context, tx db.Runner, since time.Time) (all int, lately map[ScamChannel]int, err error) {
	type count struct {
		Channel ScamChannel
		Total   int
		Lately  int
	}
	rows, err := db.Rows[count](ctx, tx, `
		SELECT channel, count(*) AS total, count(*) FILTER (WHERE at > @since) AS lately FROM scam_reports GROUP BY channel`,
		pgx.NamedArgs{"since": since})
	lately = map[ScamChannel]int{}
	for _, r := range rows {
		all += r.Total
		lately[r.Channel] = r.Lately
	}
	return all, lately, err
}

// SweepScams forgets reports of more than a year.
func SweepScams(ctx context.Context, pool *db.Pool) error {
	return jobs.Batch(ctx, pool, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM scam_reports WHERE at < @before`,
			pgx.NamedArgs{"before": tx.Now().AddDate(0, -limit.ScamMonths, 0)})
		return err
	})
}
