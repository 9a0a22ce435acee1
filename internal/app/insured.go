package app

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"espacesante/internal/db"
	"espacesante/internal/identity"
	"espacesante/internal/vault"
)

// generateCommand writes synthetic persons. It needs no database.
func generateCommand(_ context.Context, c *call) error {
	var count int
	var seed uint64
	_, err := c.flags(func(f *flag.FlagSet) {
		f.IntVar(&count, "count", 0, "")
		f.Uint64Var(&seed, "seed", 1, "")
	}, 0)
	if err != nil {
		return err
	}
	if count < 1 {
		return errUsage{"--count: how many persons?"}
	}
	return identity.Generate(c.Out, count, seed)
}

// importer is how a file of people comes in.
type importer func(context.Context, *db.Pool, *vault.Vault, io.Reader, identity.Watch) (identity.Imported, error)

func importPersonsCommand(ctx context.Context, c *call) error {
	return c.importPeople(ctx, "persons", identity.ImportPersons)
}

func importProfessionalsCommand(ctx context.Context, c *call) error {
	return c.importPeople(ctx, "professionals", identity.ImportProfessionals)
}

func importStaffCommand(ctx context.Context, c *call) error {
	return c.importPeople(ctx, "people", identity.ImportStaff)
}

// importPeople takes the good lines of a file in, and puts those refused beside
// it; from a pipe they go to stderr. Any refused makes the command fail, after
// all the good ones are in.
func (c *call) importPeople(ctx context.Context, what string, load importer) error {
	words, err := c.flags(nil, 1)
	if err != nil {
		return err
	}
	in, total, err := c.input(words[0])
	if err != nil {
		return err
	}
	defer in.Close()
	refused, end, err := c.rejects(words[0])
	if err != nil {
		return err
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	bar := newProgress(c.Err, what, total)
	n, err := load(ctx, p.pool, p.vault, in, identity.Watch{
		Refused: refused,
		Warned:  func(r identity.Reject) { fmt.Fprintf(c.Err, "warning: %s\n", r) },
		Step:    func(n identity.Imported) { bar.At(n.Lines()) },
	})
	bar.End()
	fmt.Fprintf(c.Out, "%d added, %d updated, %d unchanged, %d refused\n", n.Added, n.Updated, n.Unchanged, n.Refused)
	if err := errors.Join(err, end()); err != nil {
		return err
	}
	if n.Refused > 0 {
		if words[0] != "-" {
			fmt.Fprintf(c.Err, "espacesante: %d refused, see %s.rejects.csv\n", n.Refused, words[0])
		}
		return errSaid
	}
	return nil
}

// rejects is where refused lines go, and how it ends.
func (c *call) rejects(name string) (add func(identity.Rejected) error, end func() error, err error) {
	if name == "-" {
		return func(all identity.Rejected) error {
			for _, r := range all {
				fmt.Fprintf(c.Err, "refused: %s\n", r)
			}
			return nil
		}, func() error { return nil }, nil
	}
	file, err := identity.NewRejectFile(name + ".rejects.csv")
	if err != nil {
		return nil, nil, err
	}
	return file.Add, file.Close, nil
}

// input opens a file, or stdin for "-", and says how many lines after the
// header it has; 0 when that cannot be known.
func (c *call) input(name string) (io.ReadCloser, int, error) {
	if name == "-" {
		return io.NopCloser(c.In), 0, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return f, 0, nil // a named pipe is read once
	}
	lines, buf := 0, make([]byte, 1<<20)
	for {
		n, err := f.Read(buf)
		lines += bytes.Count(buf[:n], []byte{'\n'})
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, 0, errors.Join(err, f.Close())
		}
	}
	_, err = f.Seek(0, io.SeekStart)
	return f, max(0, lines-1), err
}

// statusCommand answers where spaces are, in the order asked.
func statusCommand(ctx context.Context, c *call) error {
	words, err := c.flags(nil, 1)
	if err != nil {
		return err
	}
	in, _, err := c.input(words[0])
	if err != nil {
		return err
	}
	defer in.Close()
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	return identity.Status(ctx, p.pool, p.vault, in, c.Out)
}

func operatorCommand(ctx context.Context, c *call) error {
	email := ""
	if _, err := c.flags(func(f *flag.FlagSet) { f.StringVar(&email, "email", "", "") }, 0); err != nil {
		return err
	}
	if email == "" {
		return errUsage{"--email: whose?"}
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	if err := identity.FirstOperator(ctx, p.pool, p.vault, email); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Out, "a link of 24 hours leaves for this address with the next jobs")
	return err
}
