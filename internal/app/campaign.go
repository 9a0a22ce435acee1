package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"

	"espacesante/internal/migrate"
	"espacesante/internal/record"
	"espacesante/web/letter"
)

// campaignCommand invites eligible persons.
func campaignCommand(ctx context.Context, c *call) error {
	var name string
	var most int
	_, err := c.flags(func(f *flag.FlagSet) {
		f.StringVar(&name, "name", "", "")
		f.IntVar(&most, "limit", 0, "")
	}, 0)
	if err != nil {
		return err
	}
	if name == "" {
		return errUsage{"--name: what is this campaign called?"}
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	waiting, err := p.enrolment.Pending(ctx)
	if err != nil {
		return err
	}
	total := waiting.Persons
	if most > 0 {
		total = min(total, most)
	}
	bar := newProgress(c.Err, "persons", total)
	done, err := p.enrolment.OpenCampaign(ctx, name, most, bar.At)
	bar.End()
	fmt.Fprintf(c.Out, "%d persons invited: %d e-mails to send, %d letters to print\n", done.Persons, done.Emails, done.Letters)
	return err
}

// lettersCommand prints the letters that wait.
func lettersCommand(ctx context.Context, c *call) error {
	var dir string
	perFile := letter.PerFile
	_, err := c.flags(func(f *flag.FlagSet) {
		f.StringVar(&dir, "out", "", "")
		f.IntVar(&perFile, "per-file", perFile, "")
	}, 0)
	if err != nil {
		return err
	}
	if dir == "" || perFile < 1 {
		return errUsage{"--out: which folder, and at least one letter per file?"}
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	waiting, err := p.enrolment.Pending(ctx)
	if err != nil {
		return err
	}
	bar := newProgress(c.Err, "letters", waiting.Letters)
	done, err := p.printLetters(ctx, dir, perFile, bar.At)
	bar.End()
	fmt.Fprintf(c.Out, "%d letters in %d files\n", done.Letters, done.Files)
	return err
}

// sweepCommand does now what a deadline makes due.
func sweepCommand(ctx context.Context, c *call) error {
	if _, err := c.flags(nil, 0); err != nil {
		return err
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	waiting, err := p.enrolment.Pending(ctx)
	if err != nil {
		return err
	}
	bar := newProgress(c.Err, "spaces", waiting.Spaces)
	done, err := p.sweep(ctx, bar.At)
	bar.End()
	fmt.Fprintf(c.Out, "%d spaces opened by themselves, %d persons reminded, %d spaces erased\n", done.Opened, done.Reminded, done.Erased)
	fmt.Fprintf(c.Out, "%d suspended spaces archived, %d previous DMPs ended, %d deaths\n", done.Archived, done.Ended, done.Dead)
	lost, swept := record.SweepFiles(ctx, p.pool, p.blobs)
	fmt.Fprintf(c.Out, "%d files without a document removed\n", lost)
	_, sealed := p.sealer.Seal(ctx)
	return errors.Join(err, swept, sealed)
}

// migrateCommand brings the schema up or down, or says where it is.
func migrateCommand(ctx context.Context, c *call) error {
	if len(c.args) == 0 {
		return errUsage{"up, down N or status?"}
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	steps := 0
	switch {
	case c.args[0] == "down" && len(c.args) == 2:
		if steps, err = strconv.Atoi(c.args[1]); err != nil || steps < 1 {
			return errUsage{"down: how many steps?"}
		}
	case c.args[0] == "up" && len(c.args) == 1, c.args[0] == "status" && len(c.args) == 1:
	default:
		return errUsage{"up, down N or status?"}
	}
	g, err := openGround(ctx, cfg)
	if err != nil {
		return err
	}
	defer g.close()
	if g.ownerURL == "" && c.args[0] != "status" {
		return fmt.Errorf("DATABASE_OWNER_URL: migrating %s wants the address of the schema's owner", "DATABASE_URL")
	}
	switch c.args[0] {
	case "up":
		err = migrate.Up(ctx, g.ownerURL, cfg.Clock()())
	case "down":
		err = migrate.Down(ctx, g.ownerURL, steps)
	}
	if err != nil {
		return err
	}
	at, err := migrate.Status(ctx, g.appURL)
	if err == nil {
		_, err = fmt.Fprintln(c.Out, at)
	}
	return err
}

// decideCommand answers questions of access, or lists the acts.
func decideCommand(_ context.Context, c *call) error {
	acts := false
	if _, err := c.flags(func(f *flag.FlagSet) { f.BoolVar(&acts, "acts", false, "") }, 0); err != nil {
		return err
	}
	if acts {
		return PolicyActs(c.Out)
	}
	return PolicyDecide(c.In, c.Out)
}

func matrixCommand(_ context.Context, c *call) error {
	if _, err := c.flags(nil, 0); err != nil {
		return err
	}
	return PolicyMatrix(c.Out)
}
