// Package migrate brings a database to this program's schema, or back: our steps, then River's, in the same schema.
// It runs as the schema's owner and gives the program's role nothing that a step does not say, River's tables excepted.
package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/golang-migrate/migrate/v4"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"espacesante/migrations"
)

// Months is how many months of the access log stand ready, the present one
// included; lines of later ones would all share one partition.
const Months = 13

// lock serialises programs that migrate at the same time; golang-migrate's own
// covers neither River's steps nor ours after them.
const lock = 3422_0042

// State is where a database stands.
type State struct {
	Version, Latest           uint // of our steps
	Dirty                     bool // a step was cut short and must be looked at by a person
	RiverVersion, RiverLatest int
}

// Current says that nothing is left to do.
func (s State) Current() bool {
	return s.Version == s.Latest && !s.Dirty && s.RiverVersion == s.RiverLatest
}

// String is what `espacesante migrate status` prints.
func (s State) String() string {
	line := fmt.Sprintf("schema %d of %d, jobs %d of %d", s.Version, s.Latest, s.RiverVersion, s.RiverLatest)
	if s.Dirty {
		line += ": step cut short, look at it before going on"
	}
	return line
}

// Up runs every step that is missing and makes the access log's months from now on.
func Up(ctx context.Context, ownerURL string, now time.Time) error {
	return alone(ctx, ownerURL, func(conn *pgx.Conn) error {
		if err := steps(ctx, conn, migrations.Files, (*migrate.Migrate).Up); err != nil {
			return err
		}
		if err := riverUp(ctx, conn); err != nil {
			return fmt.Errorf("steps of the jobs: %w", err)
		}
		// The program asks where its database stands before it serves.
		if _, err := conn.Exec(ctx, "GRANT SELECT ON schema_migrations TO espacesante_app"); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, "GRANT SELECT ON schema_migrations TO espacesante_app"); err != nil {
			return err // the program refuses to serve on another schema than its own
		}
		_, err := conn.Exec(ctx, "CALL make_access_log_months($1::date, $2)", now.UTC(), Months)
		return err
	})
}

// Down undoes the last n of our steps; River's go first when none of ours is left.
func Down(ctx context.Context, ownerURL string, n int) error {
	if n < 1 {
		return errors.New("migrate down: how many steps?")
	}
	return alone(ctx, ownerURL, func(conn *pgx.Conn) error {
		at, err := state(ctx, conn)
		if err != nil {
			return err
		}
		if uint(n) >= at.Version {
			n = int(at.Version)
			if err := riverDown(ctx, conn); err != nil {
				return fmt.Errorf("steps of the jobs: %w", err)
			}
		}
		if n == 0 {
			return nil
		}
		return steps(ctx, conn, migrations.Files, func(m *migrate.Migrate) error { return m.Steps(-n) })
	})
}

// Status tells where the database stands; the program's role may ask too.
func Status(ctx context.Context, url string) (State, error) {
	conn, err := connect(ctx, url)
	if err != nil {
		return State{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // nothing is pending on it
	return state(ctx, conn)
}

// connect opens one connection at an address that may also set a pool.
func connect(ctx context.Context, url string) (*pgx.Conn, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	return pgx.ConnectConfig(ctx, cfg.ConnConfig)
}

// alone runs fn while no other program migrates this database.
func alone(ctx context.Context, url string, fn func(*pgx.Conn) error) error {
	conn, err := connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // which releases the lock
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return err
	}
	return fn(conn)
}

// steps runs those of files through golang-migrate. Each step is one transaction: one that
// fails is undone whole, so the version goes back with it.
func steps(ctx context.Context, conn *pgx.Conn, files fs.FS, run func(*migrate.Migrate) error) (err error) {
	source, err := iofs.New(files, ".")
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*conn.Config())
	target, err := migratepgx.WithInstance(db, &migratepgx.Config{})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	m, err := migrate.NewWithInstance("iofs", source, "pgx5", target)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	defer func() {
		fromSource, fromDatabase := m.Close()
		err = errors.Join(err, fromSource, fromDatabase)
	}()
	before, dirty, err := m.Version()
	if err != nil && !errors.Is(err, migrate.ErrNilVersion) {
		return err
	}
	if dirty {
		return fmt.Errorf("step %d was cut short by a crash: look at the schema, set schema_migrations by hand, go on", before)
	}
	halt := context.AfterFunc(ctx, func() { m.GracefulStop <- true })
	defer halt()
	switch err := run(m); {
	case err == nil, errors.Is(err, migrate.ErrNoChange):
		return ctx.Err()
	default:
		return errors.Join(err, undirty(m))
	}
}

// undirty puts the version back to the last whole step after one that failed.
func undirty(m *migrate.Migrate) error {
	at, dirty, err := m.Version()
	if err != nil || !dirty {
		return nil // nothing was begun, or the connection is lost: the next run says so
	}
	whole := int(at) - 1
	if whole < 1 {
		whole = -1 // golang-migrate's word for « no step »
	}
	return m.Force(whole)
}

func state(ctx context.Context, conn *pgx.Conn) (State, error) {
	s := State{}
	names, err := fs.Glob(migrations.Files, "*.up.sql")
	if err != nil {
		return s, err
	}
	for _, name := range names { // the highest number: a step may land after one that is numbered later
		n, _, _ := strings.Cut(name, "_")
		number, err := strconv.ParseUint(n, 10, 32)
		if err != nil {
			return s, fmt.Errorf("migration %s: %w", name, err)
		}
		s.Latest = max(s.Latest, uint(number))
	}
	if s.RiverLatest, err = riverLatest(); err != nil {
		return s, err
	}
	var ours, rivers bool
	err = conn.QueryRow(ctx, "SELECT to_regclass('schema_migrations') IS NOT NULL, to_regclass('river_migration') IS NOT NULL").
		Scan(&ours, &rivers)
	if err != nil {
		return s, err
	}
	var asks []string
	if ours {
		asks = append(asks, "SELECT version::int, dirty FROM schema_migrations")
	}
	if rivers {
		asks = append(asks, "SELECT coalesce(max(version), 0)::int, false FROM river_migration")
	}
	for _, sql := range asks {
		var version int
		var dirty bool
		err := conn.QueryRow(ctx, sql).Scan(&version, &dirty)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
		case err != nil:
			return s, err
		case strings.Contains(sql, "river"):
			s.RiverVersion = version
		default:
			s.Version, s.Dirty = uint(version), dirty
		}
	}
	return s, nil
}
