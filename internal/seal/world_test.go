package seal_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/mod/sumdb/note"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/seal"
)

// start is when the clock of a ledger begins.
var start = time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)

// ledger is a database with lines of both logs, and its sealer.
type ledger struct {
	t      *testing.T
	pool   *db.Pool
	super  *pgxpool.Pool
	dir    string // of the checkpoints
	shelf  blob.Shelf
	key    note.Verifiers
	sealer *seal.Sealer
	spaces []id.Patient
	now    atomic.Int64
}

func open(t *testing.T) *ledger {
	t.Helper()
	t.Parallel()
	l := &ledger{t: t, pool: dbtest.New(t), dir: filepath.Join(t.TempDir(), "checkpoints")}
	l.now.Store(start.UnixMicro())
	l.pool.Now = func() time.Time { return time.UnixMicro(l.now.Load()).UTC() }
	l.super = dbtest.AsSuperuser(t, l.pool)
	keys := t.TempDir()
	private, public := filepath.Join(keys, "log.key"), filepath.Join(keys, "log.pub")
	l.must(seal.MakeKeys(private, public))
	both, err := seal.OpenKeys(private, public)
	l.must(err)
	l.key = both.Check
	l.shelf, err = blob.OpenShelf("file://" + l.dir)
	l.must(err)
	l.sealer = &seal.Sealer{Pool: l.pool, Keys: both, Shelf: l.shelf}
	for range 5 {
		l.spaces = append(l.spaces, id.New[id.Patient]())
	}
	return l
}

func (l *ledger) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *ledger) wait(d time.Duration) { l.now.Add(d.Microseconds()) }

// writes adds n lines, each a second after the one before, one in four to
// operation_log.
func (l *ledger) writes(n int) {
	l.t.Helper()
	for i := range n {
		l.wait(time.Second)
		l.must(jobs.Batch(l.t.Context(), l.pool, func(tx *db.Tx) error { return l.line(tx, i) }))
	}
}

func (l *ledger) line(tx *db.Tx, i int) error {
	by := access.Actor{Account: id.New[id.Account](), Role: access.Professional, Structure: "750000018"}
	if i%4 == 3 {
		return accesslog.Record(l.t.Context(), tx, accesslog.Operation{By: by, Act: access.ReadIdentity, Subject: l.spaces[i%5]})
	}
	one := accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: by, Act: access.ReadDocument, Patient: l.spaces[i%5],
		Mode: access.Normal, Target: fmt.Sprintf("document %d", i)}
	if i%3 == 0 {
		one.Detail = []byte{0, 1, byte(i)}
	}
	return accesslog.Append(l.t.Context(), tx, one)
}

func (l *ledger) seals() int64 {
	l.t.Helper()
	n, err := l.sealer.Seal(l.t.Context())
	l.must(err)
	return n
}

func (l *ledger) verifies(kept ...[]byte) seal.Report {
	l.t.Helper()
	r, err := seal.Verify(l.t.Context(), l.pool, l.shelf, l.key, kept...)
	l.must(err)
	return r
}

// whole wants a log that nothing was done to.
func (l *ledger) whole(lines, unsealed int64) seal.Report {
	l.t.Helper()
	r := l.verifies()
	if r.Lines != lines || r.Unsealed != unsealed || len(r.Differences) > 0 {
		l.t.Errorf("%d lines, %d not sealed, want %d and %d; %v", r.Lines, r.Unsealed, lines, unsealed, r.Differences)
	}
	return r
}

// sql runs statements as one whom no wall stops, the triggers off.
func (l *ledger) sql(statements ...string) {
	l.t.Helper()
	tx, err := l.super.Begin(l.t.Context())
	l.must(err)
	defer tx.Rollback(l.t.Context())
	for _, s := range append([]string{"SET LOCAL session_replication_role = replica"}, statements...) {
		if _, err := tx.Exec(l.t.Context(), s); err != nil {
			l.t.Fatalf("%s: %v", s, err)
		}
	}
	l.must(tx.Commit(l.t.Context()))
}
