package seal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/mod/sumdb/tlog"

	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/jobs"
)

// Sealer seals the lines of one database and publishes its checkpoints.
type Sealer struct {
	Pool   *db.Pool
	Keys   Keys
	Shelf  blob.Shelf
	Offset time.Duration // of the program's clock (CLOCK_OFFSET)
	page   int64         // lines sealed in one transaction
}

// Every is how often new lines are sealed, at most (decisions.md §6).
const Every = 10 * time.Second

const (
	// onePage bounds what a transaction of the sealer holds in memory.
	onePage = 20_000
	// skew is how far apart the clocks of the machines may be (NTP keeps them to a
	// hundredth of that).
	skew = time.Second
	// alone is the lock of the one sealer of a database.
	alone = 3422_0051
)

// Seal seals whatever is not yet, and publishes what was not. It does nothing
// when another sealer is at work.
func (s *Sealer) Seal(ctx context.Context) (lines int64, err error) {
	conn, err := s.Pool.Acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Release()
	var mine bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, alone).Scan(&mine); err != nil || !mine {
		return 0, err
	}
	defer func() { err = errors.Join(err, unlock(ctx, conn)) }()
	var reach time.Time
	if s.Offset < 0 { // a clock set back, which a demonstration may have
		reach = s.Pool.Now().Add(-time.Minute)
	}
	return s.seal(ctx, reach)
}

// Around seals before and after fn, with no other sealer in between, and admits
// lines of up to back ago: for a demonstration, whose history is made up.
func (s *Sealer) Around(ctx context.Context, back time.Duration, fn func() error) (err error) {
	conn, err := s.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, alone); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock(ctx, conn)) }()
	reach := s.Pool.Now().Add(-back)
	if _, err := s.seal(ctx, reach); err != nil {
		return err
	}
	err = fn()
	_, e := s.seal(ctx, reach)
	return errors.Join(err, e)
}

// unlock lets the next sealer in, even when ctx has ended.
func unlock(ctx context.Context, conn *pgxpool.Conn) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, err := conn.Exec(ctx, `SELECT pg_advisory_unlock($1)`, alone)
	return err
}

// present is the time of day: a clock set forward promises nothing ahead.
func (s *Sealer) present() time.Time { return s.Pool.Now().Add(-max(0, s.Offset)) }

// seal seals page after page, the lines of either log in their order. Lines
// since reach are admitted even where the last promise forbids them; none, when
// it is zero.
func (s *Sealer) seal(ctx context.Context, reach time.Time) (lines int64, err error) {
	until, err := s.horizon(ctx)
	if err != nil {
		return 0, err
	}
	ahead, err := s.published(ctx)
	if err != nil {
		return 0, err
	}
	p := page{until: until, ahead: ahead}
	for !p.done {
		if err := jobs.Batch(ctx, s.Pool, func(tx *db.Tx) error { return s.one(ctx, tx, &p, reach) }); err != nil {
			return lines, fmt.Errorf("seal: %w", err)
		}
		lines += p.taken
	}
	return lines, s.publish(ctx, ahead.Size)
}

// horizon is the instant before which every line is visible from now on: no
// transaction that is open began before it. Asked as the program's own role,
// which alone sees how long its transactions have been open.
func (s *Sealer) horizon(ctx context.Context) (time.Time, error) {
	now := s.present()
	var oldest *time.Time
	err := s.Pool.QueryRow(ctx, `
		SELECT min(xact_start) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&oldest)
	if err == nil && oldest != nil && oldest.Before(now) {
		now = *oldest
	}
	return now.Add(-skew), err
}

// page is where the sealer stands among the lines that are not sealed.
type page struct {
	until time.Time  // what the last page may promise
	ahead Checkpoint // what is published already
	log   Log        // where the next page begins
	id    [16]byte
	space [16]byte
	done  bool
	taken int64
}

// one seals one page in tx: its leaves, their hashes, the checkpoint, together
// or not at all.
func (s *Sealer) one(ctx context.Context, tx *db.Tx, p *page, reach time.Time) error {
	last, err := lastCheckpoint(ctx, tx, s.Keys.Check)
	if err != nil {
		return err
	}
	if p.ahead.Size > last.Size {
		return fmt.Errorf("%d lines are published and the database has %d: it was restored or cut, run `espacesante audit verify`", p.ahead.Size, last.Size)
	}
	floor := last.Until
	if !reach.IsZero() && reach.Before(floor) {
		floor = reach
	}
	got, err := s.next(ctx, tx, p, floor)
	if p.taken = int64(len(got.ids)); err != nil || p.taken == 0 {
		return err
	}
	c := Checkpoint{Size: last.Size + p.taken, At: tx.Now(), From: last.Until, Until: last.Until}
	if p.done && p.until.After(c.Until) {
		c.Until = p.until
	}
	if got.oldest.Before(c.From) {
		c.From = got.oldest // admitted above, in so many words
	}
	if c.Root, err = insert(ctx, tx, last.Size, got); err != nil {
		return err
	}
	if c, err = c.sign(s.Keys.Sign); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO log_checkpoints (size, until, note) VALUES (@size, @until, @note)`,
		pgx.NamedArgs{"size": c.Size, "until": c.Until, "note": c.note})
	return err
}

// insert adds leaves from size on, and the hashes that they complete.
func insert(ctx context.Context, tx *db.Tx, size int64, got found) (root tlog.Hash, err error) {
	tree, added := newHashes(ctx, tx), &grown{}
	ns := make([]int64, len(got.leaves))
	for i, hash := range got.leaves {
		ns[i] = size + int64(i)
		if err := tree.add(ns[i], hash, added); err != nil {
			return root, err
		}
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO log_leaves (n, log, patient_id, id)
		SELECT n, log, patient, id FROM unnest(@ns::bigint[], @logs::text[], @patients::uuid[], @ids::uuid[]) AS t (n, log, patient, id)`,
		pgx.NamedArgs{"ns": ns, "logs": got.logs, "patients": got.spaces, "ids": got.ids}); err != nil {
		return root, err
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO log_hashes (level, n, hash)
		SELECT level, n, hash FROM unnest(@levels::smallint[], @ns::bigint[], @hashes::bytea[]) AS t (level, n, hash)`,
		pgx.NamedArgs{"levels": added.levels, "ns": added.ns, "hashes": added.hashes}); err != nil {
		return root, err
	}
	return tlog.TreeHash(size+int64(len(ns)), tree)
}
