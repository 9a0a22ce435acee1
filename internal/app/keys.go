package app

import (
	"context"
	"flag"
	"fmt"

	"espacesante/internal/db"
	"espacesante/internal/jobs"
	"espacesante/internal/vault"
)

// rewrapAtOnce is how many keys of spaces are rewrapped in one transaction.
const rewrapAtOnce = 500

// keysRotateCommand makes a new master key and rewraps every key of a space
// under it, beside running servers, which read on. With --retire the older
// master keys then leave the file; without, they stay in it.
func keysRotateCommand(ctx context.Context, c *call) error {
	retire := false
	if _, err := c.flags(func(f *flag.FlagSet) { f.BoolVar(&retire, "retire", false, "") }, 0); err != nil {
		return err
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	bar := newProgress(c.Err, "keys", 0)
	done, gone, err := rotate(ctx, p.pool, p.vault, retire, bar.At)
	bar.End()
	fmt.Fprintf(c.Out, "%d keys of spaces rewrapped, %d master keys retired\n", done, gone)
	return err
}

// rotate adds a master key, rewraps all keys of spaces under it, and retires
// the older master keys if asked to. Cut short, it is simply run again.
func rotate(ctx context.Context, pool *db.Pool, v *vault.Vault, retire bool, step func(int)) (done, gone int, err error) {
	if err := jobs.Batch(ctx, pool, func(tx *db.Tx) error { return v.AddMasterKey(ctx, tx) }); err != nil {
		return 0, 0, err
	}
	if done, err = rewrap(ctx, pool, v, step); err != nil || !retire {
		return done, 0, err
	}
	err = jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
		gone, err = v.RetireMasterKeys(ctx, tx)
		return err
	})
	return done, gone, err
}

func rewrap(ctx context.Context, pool *db.Pool, v *vault.Vault, step func(int)) (done int, err error) {
	for {
		n := 0
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			n, err = v.Rewrap(ctx, tx, rewrapAtOnce)
			return err
		})
		if err != nil || n == 0 {
			return done, err
		}
		done += n
		step(done)
	}
}
