package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/seal"
)

// openLogKeys reads the keys of the sealed log. A demonstration makes its own.
func openLogKeys(cfg Config) (seal.Keys, error) {
	if _, err := os.Stat(cfg.SigningKeyFile); cfg.Mode == Demonstration && errors.Is(err, fs.ErrNotExist) {
		if err := seal.MakeKeys(cfg.SigningKeyFile, cfg.VerifyKeyFile); err != nil {
			return seal.Keys{}, err
		}
	}
	return seal.OpenKeys(cfg.SigningKeyFile, cfg.VerifyKeyFile)
}

// openSealer makes what seals the logs of p's database.
func (p *program) openSealer() (err error) {
	if p.logKeys, err = openLogKeys(p.cfg); err != nil {
		return err
	}
	shelf, err := blob.OpenShelf(p.cfg.CheckpointURL)
	p.sealer = &seal.Sealer{Pool: p.pool, Keys: p.logKeys, Shelf: shelf, Offset: p.cfg.ClockOffset}
	return err
}

// auditCommand recomputes the sealed log. It needs the database, the published
// checkpoints and the public key; no other key of the program.
func auditCommand(ctx context.Context, c *call) error {
	var file string
	if _, err := c.flags(func(f *flag.FlagSet) { f.StringVar(&file, "checkpoint", "", "") }, 0); err != nil {
		return err
	}
	cfg, err := readBare(c.Env)
	if err != nil {
		return err
	}
	keys, err := seal.OpenKeys("", cfg.VerifyKeyFile)
	if err != nil {
		return err
	}
	shelf, err := blob.OpenShelf(cfg.CheckpointURL)
	if err != nil {
		return err
	}
	var kept [][]byte
	if file != "" {
		one, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		kept = append(kept, one)
	}
	g, err := openGround(ctx, cfg)
	if err != nil {
		return err
	}
	defer g.close()
	if err := g.ready(ctx, cfg.Clock()(), false); err != nil {
		return err
	}
	pool, err := db.Open(ctx, g.appURL, cfg.Clock())
	if err != nil {
		return err
	}
	defer pool.Close()
	r, err := seal.Verify(ctx, pool, shelf, keys.Check, kept...)
	if err != nil {
		return err
	}
	return sayVerified(c.Out, r)
}

// sayVerified prints what was verified, and fails with a line a difference.
func sayVerified(w io.Writer, r seal.Report) error {
	fmt.Fprintf(w, "%d lines sealed, %d checkpoints", r.Lines, r.Checkpoints)
	if r.Checkpoints > 0 {
		fmt.Fprintf(w, ", the last of %s, of every line of before %s", r.Last.At.Format(time.RFC3339), r.Last.Until.Format(time.RFC3339))
	}
	fmt.Fprintf(w, "\n%d lines not sealed yet\n", r.Unsealed)
	if r.Admitted > 0 {
		fmt.Fprintf(w, "%d checkpoints admit lines of an earlier date, as a demonstration makes them\n", r.Admitted)
	}
	if len(r.Differences) == 0 {
		fmt.Fprintln(w, "nothing was changed")
		return nil
	}
	var all []error
	for _, d := range r.Differences {
		all = append(all, errors.New(d.String()))
	}
	if n := r.More(); n > 0 {
		all = append(all, fmt.Errorf("and %d more", n))
	}
	return errors.Join(all...)
}

// proofCommand checks the proof that a person downloaded. It needs the public
// key and nothing else.
func proofCommand(_ context.Context, c *call) error {
	words, err := c.flags(nil, 1)
	if err != nil {
		return err
	}
	cfg, err := readBare(c.Env)
	if err != nil {
		return err
	}
	keys, err := seal.OpenKeys("", cfg.VerifyKeyFile)
	if err != nil {
		return err
	}
	in, _, err := c.input(words[0])
	if err != nil {
		return err
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil {
		return err
	}
	p, at, err := seal.CheckProof(content, keys.Check)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "line %d of %d, as it was when the checkpoint of %s was signed\n", p.Leaf, at.Size, at.At.Format(time.RFC3339))
	return nil
}

// auditKeysCommand makes the keys of the sealed log, once.
func auditKeysCommand(_ context.Context, c *call) error {
	if _, err := c.flags(nil, 0); err != nil {
		return err
	}
	cfg, err := readBare(c.Env)
	if err != nil {
		return err
	}
	if err := seal.MakeKeys(cfg.SigningKeyFile, cfg.VerifyKeyFile); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "%s signs, keep it to the program; %s verifies, give it to everybody\n", cfg.SigningKeyFile, cfg.VerifyKeyFile)
	return nil
}

// checkSeal says how old the last published checkpoint is.
func checkSeal(ctx context.Context, cfg Config) (string, error) {
	keys, err := openLogKeys(cfg)
	if err != nil {
		return "", err
	}
	shelf, err := blob.OpenShelf(cfg.CheckpointURL)
	if err != nil {
		return "", err
	}
	last, err := seal.Latest(ctx, shelf, keys.Check)
	switch {
	case err != nil:
		return "", err
	case last.Size == 0:
		return scheme(cfg.CheckpointURL) + ", no checkpoint yet", nil
	}
	age := cfg.Clock()().Sub(last.At).Round(time.Second)
	return fmt.Sprintf("%s, the last checkpoint is %s old and covers %d lines", scheme(cfg.CheckpointURL), age, last.Size), nil
}
