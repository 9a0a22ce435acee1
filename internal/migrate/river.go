package migrate

import (
	"context"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// riverRights lets the program, and its work by sets, use the queue. Jobs are
// of no space and carry identifiers only.
const riverRights = `
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT oid::regclass AS name, relkind FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relname LIKE 'river\_%' AND relkind IN ('r', 'p', 'S')
    LOOP
        IF t.relkind = 'S' THEN
            EXECUTE format('GRANT USAGE ON SEQUENCE %s TO espacesante_app, espacesante_batch', t.name);
        ELSE
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO espacesante_app, espacesante_batch', t.name);
        END IF;
    END LOOP;
END $$`

func riverUp(ctx context.Context, conn *pgx.Conn) error {
	if err := river(ctx, conn, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, riverRights)
	return err
}

func riverDown(ctx context.Context, conn *pgx.Conn) error {
	return river(ctx, conn, rivermigrate.DirectionDown, &rivermigrate.MigrateOpts{TargetVersion: -1})
}

// river runs River's steps, each in a transaction of its own: they cannot share one.
func river(ctx context.Context, conn *pgx.Conn, way rivermigrate.Direction, opts *rivermigrate.MigrateOpts) error {
	cfg, err := pgxpool.ParseConfig(conn.Config().ConnString())
	if err != nil {
		return err
	}
	cfg.MaxConns = 2
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer pool.Close()
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, way, opts)
	return err
}

func riverLatest() (int, error) {
	m, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return 0, err
	}
	all := m.AllVersions()
	return all[len(all)-1].Version, nil
}
