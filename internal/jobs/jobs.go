// Package jobs keeps what must be done after a transaction, in the same
// transaction, and does it later, at least once. River is behind it and shows
// nowhere else; deadlines are columns that the sweep finds, never its schedule.
package jobs

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"espacesante/internal/db"
)

// Job is work to do later. Its fields are identifiers, never health data.
type Job interface{ Kind() string }

// insertOnly adds jobs to transactions and works none.
var insertOnly = func() *river.Client[pgx.Tx] {
	c, err := river.NewClient(riverpgxv5.New(nil), &river.Config{})
	if err != nil {
		panic(err)
	}
	return c
}()

// Enqueue adds job to tx, to be done once tx has committed. A job goes away
// with the transaction that is undone.
func Enqueue(ctx context.Context, tx pgx.Tx, job Job) error {
	_, err := insertOnly.InsertTx(ctx, tx, job, nil)
	return err
}

// EnqueueAll adds many jobs to tx at once.
func EnqueueAll[J Job](ctx context.Context, tx pgx.Tx, all []J) error {
	if len(all) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(all))
	for i, job := range all {
		params[i] = river.InsertManyParams{Args: job}
	}
	_, err := insertOnly.InsertManyFastTx(ctx, tx, params)
	return err
}

// Batch runs fn in a transaction that sees the rows of all spaces, for work by
// sets: imports, campaigns, sweeps. It is the only way into that role, and fn
// owes each space that it changes a line in the same transaction: the database
// refuses a change without one.
func Batch(ctx context.Context, pool *db.Pool, fn func(*db.Tx) error) error {
	return pool.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL ROLE espacesante_batch; SET LOCAL statement_timeout = '10min'`); err != nil {
			return err
		}
		return fn(tx)
	})
}
