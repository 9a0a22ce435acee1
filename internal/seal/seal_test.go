package seal_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/jobs"
	"espacesante/internal/seal"
)

func TestLinesOfBothLogsAreSealedOnceAndVerify(t *testing.T) {
	l := open(t)
	l.whole(0, 0)
	l.writes(20)
	l.whole(0, 20)
	if n := l.seals(); n != 20 {
		t.Fatalf("%d lines sealed", n)
	}
	if n := l.seals(); n != 0 {
		t.Errorf("%d lines sealed again", n)
	}
	l.writes(7)
	l.seals()
	l.writes(3)
	if r := l.whole(27, 3); r.Checkpoints != 2 || r.Last.Size != 27 || !r.Last.Until.Before(l.pool.Now()) {
		t.Errorf("%+v", r)
	}
	for _, name := range []string{"checkpoint-000000000000020", "checkpoint-000000000000027", "latest"} {
		if _, err := os.Stat(filepath.Join(l.dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// More lines than one transaction of the sealer takes.
func TestManyPagesAreOneLog(t *testing.T) {
	l := open(t)
	l.sealer.SetPage(7)
	l.writes(40)
	if n := l.seals(); n != 40 {
		t.Fatalf("%d lines", n)
	}
	l.writes(1)
	l.seals()
	l.whole(41, 0)
}

// Lines commit in any order and wait for nothing of the sealer.
func TestALineThatCommitsLateIsNotMissed(t *testing.T) {
	l := open(t)
	l.pool.Now = time.Now // as PostgreSQL counts how long a transaction has been open
	l.writes(2)
	began, commit, late := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		late <- jobs.Batch(t.Context(), l.pool, func(tx *db.Tx) error {
			err := l.line(tx, 0)
			close(began)
			<-commit
			return err
		})
	}()
	<-began
	l.writes(2)
	l.seals()
	l.whole(4, 0)
	close(commit)
	l.must(<-late)
	l.whole(4, 1)
	if n := l.seals(); n != 1 {
		t.Errorf("%d lines sealed", n)
	}
	l.whole(5, 0)
}

// What is promised is no later than the oldest transaction that is open.
func TestAPromiseWaitsForOpenTransactions(t *testing.T) {
	l := open(t)
	l.pool.Now = func() time.Time { return time.Now().Add(time.Hour) }
	l.writes(1)
	l.must(l.pool.InTx(t.Context(), func(*db.Tx) error {
		l.seals()
		return nil
	}))
	if r := l.whole(1, 0); r.Last.Until.After(time.Now()) {
		t.Errorf("promises all of before %s with a transaction open since now", r.Last.Until)
	}
}

func TestTwoSealersMakeOneLog(t *testing.T) {
	l := open(t)
	l.sealer.SetPage(3)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 6 {
				if _, err := l.sealer.Seal(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	l.writes(30)
	all.Wait()
	l.seals()
	l.whole(30, 0)
}

// stopped is a shelf that stops answering after some writes.
type stopped struct {
	blob.Shelf
	writes int
}

var errStopped = errors.New("killed here")

func (s *stopped) Publish(ctx context.Context, name string, content []byte) error {
	if s.writes--; s.writes < 0 {
		return errStopped
	}
	return s.Shelf.Publish(ctx, name, content)
}

func (s *stopped) Point(ctx context.Context, name string, content []byte) error {
	if s.writes--; s.writes < 0 {
		return errStopped
	}
	return s.Shelf.Point(ctx, name, content)
}

// A sealer that dies between its commit and any of its files is healed by the
// next.
func TestASealerThatDiesInTheMiddleIsHealed(t *testing.T) {
	for after := range 4 {
		l := &ledger{}
		t.Run(string(rune('0'+after)), func(t *testing.T) {
			l = open(t)
			l.writes(3)
			l.seals()
			l.sealer.SetPage(4)
			l.writes(9) // three pages
			l.sealer.Shelf = &stopped{l.shelf, after}
			if _, err := l.sealer.Seal(t.Context()); !errors.Is(err, errStopped) {
				t.Fatalf("got %v", err)
			}
			l.whole(12, 0) // what is signed and not published yet is no difference
			l.sealer.Shelf = l.shelf
			l.seals()
			if r := l.whole(12, 0); r.Checkpoints != 4 {
				t.Errorf("%d checkpoints", r.Checkpoints)
			}
			if c, err := seal.Latest(t.Context(), l.shelf, l.key); err != nil || c.Size != 12 {
				t.Errorf("latest: %d, %v", c.Size, err)
			}
		})
	}
}

// A database that was cut or restored is not sealed over.
func TestASealerDoesNotGoOnFromAnotherTree(t *testing.T) {
	l := open(t)
	l.writes(5)
	l.seals()
	l.writes(5)
	l.seals()
	l.sql("DELETE FROM log_checkpoints WHERE size = 10", "DELETE FROM log_leaves WHERE n >= 5", "DELETE FROM log_hashes WHERE (n + 1) << level > 5")
	l.writes(1)
	if _, err := l.sealer.Seal(t.Context()); err == nil || !strings.Contains(err.Error(), "restored or cut") {
		t.Errorf("got %v", err)
	}
}

// The program's roles add to the sealed log and change nothing of it.
func TestTheSealedLogIsAppendOnly(t *testing.T) {
	l := open(t)
	l.writes(3)
	l.seals()
	for _, table := range []string{"log_leaves", "log_hashes", "log_checkpoints", "access_log", "operation_log"} {
		for _, sql := range []string{"DELETE FROM " + table, "TRUNCATE " + table} {
			if _, err := l.pool.Exec(t.Context(), sql); err == nil {
				t.Errorf("%s: done by the program", sql)
			}
			if err := jobs.Batch(t.Context(), l.pool, func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), sql); return err }); err == nil {
				t.Errorf("%s: done by the batch role", sql)
			}
			if _, err := l.super.Exec(t.Context(), sql+" CASCADE"); err == nil && strings.HasPrefix(sql, "TRUNCATE") {
				t.Errorf("%s: done with the triggers on", sql)
			}
		}
	}
	l.whole(3, 0)
	// A space sees its own leaves and no other's.
	own := 0
	l.must(l.pool.InSpace(t.Context(), l.spaces[0], [16]byte{}, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), "SELECT count(*) FROM log_leaves").Scan(&own)
	}))
	if own != 1 {
		t.Errorf("%d leaves seen from a space of one line", own)
	}
}

// In a demonstration the past is made up, and the checkpoint says so.
func TestAMadeUpPastIsAdmittedInSoManyWords(t *testing.T) {
	l := open(t)
	l.writes(2)
	l.seals()
	l.must(l.sealer.Around(t.Context(), 48*time.Hour, func() error {
		l.wait(-40 * time.Hour)
		l.writes(3)
		l.wait(40 * time.Hour)
		return nil
	}))
	if r := l.whole(5, 0); r.Admitted != 1 {
		t.Errorf("%d checkpoints admit it", r.Admitted)
	}
	l.writes(1)
	l.seals()
	l.whole(6, 0)
}

// Lines are written, slowly too, and sealed, and verified, all at once: there
// is never a false alarm.
func TestNobodyIsAccusedWhileOthersWriteAndSeal(t *testing.T) {
	l := open(t)
	l.pool.Now = time.Now
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all sync.WaitGroup
	busy := func(fn func() error) {
		all.Go(func() {
			for ctx.Err() == nil {
				if err := fn(); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for _, wait := range []string{"0", "0.03", "1.4"} {
		busy(func() error {
			return jobs.Batch(ctx, l.pool, func(tx *db.Tx) error {
				if err := l.line(tx, 3+len(wait)); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, "SELECT pg_sleep("+wait+")")
				return err
			})
		})
	}
	second, err := db.Open(ctx, dbtest.AppURL(l.pool)+"&pool_max_conns=4", time.Now)
	l.must(err)
	defer second.Close()
	sealer := *l.sealer
	sealer.Pool = second
	busy(func() error { _, err := sealer.Seal(ctx); return err })
	// As long as it takes for three checkpoints, however fast the machine is.
	for n, seen := 0, 0; n < 25 || seen < 3 && n < 10_000; n++ {
		r, err := seal.Verify(ctx, second, l.shelf, l.key)
		if err != nil || len(r.Differences) > 0 {
			t.Errorf("%v, %v", r.Differences, err)
			break
		}
		seen = r.Checkpoints
	}
	stop()
	all.Wait()
	l.seals()
	if r := l.verifies(); len(r.Differences) > 0 || r.Unsealed > 0 || r.Checkpoints < 3 {
		t.Errorf("%+v", r)
	}
}
