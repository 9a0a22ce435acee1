// Package db opens the database and runs transactions. It knows no table; all
// it knows of the trade is that a transaction may be inside one space.
package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Pool hands out transactions.
type Pool struct {
	*pgxpool.Pool
	Now clock.Clock
}

// Tx is one transaction, with the one instant at which all it writes happens.
type Tx struct {
	pgx.Tx
	now  time.Time
	last []statement
}

type statement struct {
	sql  string
	args pgx.NamedArgs
}

// Now is that instant, to the microsecond, as the database keeps it.
func (tx *Tx) Now() time.Time { return tx.now }

// Last adds a statement to those that travel to the database with the commit, in
// one round trip. If one fails nothing is committed.
func (tx *Tx) Last(sql string, args pgx.NamedArgs) { tx.last = append(tx.last, statement{sql, args}) }

// Runner runs statements: a *Tx, or what stands in for one.
type Runner interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	Now() time.Time
}

// Open connects to the database at url, a URL or a list of settings as libpq
// reads them. Statements are prepared and kept (never the simple protocol), and
// no statement waits for ever.
func Open(ctx context.Context, url string, now clock.Clock) (*Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	set := cfg.ConnConfig.RuntimeParams
	for name, value := range map[string]string{"application_name": "espacesante", "timezone": "UTC",
		"statement_timeout": "15000", "lock_timeout": "5000", "idle_in_transaction_session_timeout": "60000"} {
		if set[name] == "" {
			set[name] = value
		}
	}
	cfg.ConnConfig.ConnectTimeout = 3 * time.Second
	p, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &Pool{Pool: p, Now: now}, nil
}

// Owned counts the tables that the pool's role owns, and says whether it is a
// superuser: the program's role is neither.
func (p *Pool) Owned(ctx context.Context) (tables int, super bool, err error) {
	err = p.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		        WHERE c.relowner = r.oid AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'), r.rolsuper
		FROM pg_roles r WHERE r.rolname = current_user`).Scan(&tables, &super)
	return tables, super, down(err)
}

// Look runs fn outside any transaction, for one statement that only reads what
// stands outside of spaces: it costs one round trip instead of three.
func (p *Pool) Look(ctx context.Context, fn func(Runner) error) error {
	return down(fn(&look{p.Pool, p.Now().UTC().Truncate(time.Microsecond)}))
}

type look struct {
	*pgxpool.Pool
	now time.Time
}

// Now is the instant at which it was looked.
func (l *look) Now() time.Time { return l.now }

// InTx commits when fn returns nil and rolls back otherwise. No space is set:
// the tables of a space answer nothing.
func (p *Pool) InTx(ctx context.Context, fn func(*Tx) error) error {
	return p.begin(ctx, "begin", fn)
}

// InSpace is InTx inside the space of patient, as seen by account: row-level
// security lets through this space's rows and no other's. The settings are made
// by a statement and not by set_config, which other nodes would not hear of
// (decisions.md §6).
func (p *Pool) InSpace(ctx context.Context, patient id.Patient, account id.Account, fn func(*Tx) error) error {
	return p.begin(ctx, "begin; SET LOCAL app.space = '"+patient.UUID()+"'; SET LOCAL app.account = '"+account.UUID()+"'", fn)
}

func (p *Pool) begin(ctx context.Context, begin string, fn func(*Tx) error) error {
	conn, err := p.Acquire(ctx)
	if err != nil {
		return down(err)
	}
	defer conn.Release()
	ptx, err := conn.BeginTx(ctx, pgx.TxOptions{BeginQuery: begin})
	if err != nil {
		return down(err)
	}
	tx := &Tx{Tx: ptx, now: p.Now().UTC().Truncate(time.Microsecond)}
	defer func() {
		if conn.Conn().PgConn().TxStatus() != 'I' { // not committed: an error, a panic
			undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_ = ptx.Rollback(undo) // the pool destroys a connection that cannot
		}
	}()
	if err := fn(tx); err != nil {
		return down(err)
	}
	return down(tx.commit(ctx))
}

func (tx *Tx) commit(ctx context.Context) error {
	if tx.last == nil {
		return tx.Commit(ctx)
	}
	b := &pgx.Batch{}
	for _, s := range tx.last {
		b.Queue(s.sql, s.args)
	}
	b.Queue("commit")
	r := tx.SendBatch(ctx, b)
	for range tx.last {
		if _, err := r.Exec(); err != nil {
			// The line of an act: without it the service answers nothing, and says so.
			return &outage{problem.Busy("database", 10*time.Second), errors.Join(err, r.Close())}
		}
	}
	return r.Close()
}

// Nested is InTx inside tx: an error undoes what fn wrote and leaves tx usable.
func (tx *Tx) Nested(ctx context.Context, fn func(*Tx) error) error {
	return pgx.BeginFunc(ctx, tx.Tx, func(sub pgx.Tx) error {
		return fn(&Tx{Tx: sub, now: tx.now})
	})
}

// Rows runs a query and scans every row into a T, by column name.
func Rows[T any](ctx context.Context, tx Runner, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := tx.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[T])
}

// Row runs a query that must give exactly one row.
func Row[T any](ctx context.Context, tx Runner, sql string, args pgx.NamedArgs) (T, error) {
	rows, err := tx.Query(ctx, sql, args)
	if err != nil {
		var none T
		return none, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
}

// One runs a query that gives one row of one column, and scans it.
func One[T any](ctx context.Context, tx Runner, sql string, args pgx.NamedArgs) (T, error) {
	rows, err := tx.Query(ctx, sql, args)
	if err != nil {
		var none T
		return none, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
}

// down tells the errors of a database that cannot answer now from all others.
func down(err error) error {
	if err == nil || problem.KindOf(err) != problem.Fault {
		return err
	}
	if unreachable(err) {
		return &outage{problem.Busy("database", 10*time.Second), err}
	}
	return err
}
