package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"espacesante/web/demo"
)

// demoCommand loads the demonstration people and prints their sign-ins.
func demoCommand(ctx context.Context, c *call) error {
	asJSON := false
	if _, err := c.flags(func(f *flag.FlagSet) { f.BoolVar(&asJSON, "json", false, "") }, 0); err != nil {
		return err
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if cfg.Mode == Production {
		return errors.New("MODE: demonstration accounts have public passwords, production refuses them")
	}
	p, err := open(ctx, cfg, false)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.sealer.Around(ctx, demoPast, func() error { return p.loadDemo(ctx) }); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	if asJSON {
		out := json.NewEncoder(c.Out)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(demo.People())
	}
	return printPeople(c.Out, demo.People())
}

func printPeople(w io.Writer, all []demo.Person) error {
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(out, "KIND\tNAME\tIDENTIFIER\tPASSWORD\tTOTP SECRET\tINS\tWHAT TO TRY")
	for _, p := range all {
		line := []string{p.Kind, p.Name, p.Identifier, p.Password, p.TOTPSecret, p.INS, p.Role + ". " + p.Try}
		for i := range line {
			if line[i] == "" {
				line[i] = "-"
			}
		}
		fmt.Fprintln(out, strings.Join(line, "\t"))
	}
	return out.Flush()
}

// demoAccounts reports whether the demonstration's people are in the database.
func demoAccounts(ctx context.Context, p *program) (bool, error) {
	for _, one := range demo.People() {
		if one.Kind == "patient" {
			continue
		}
		door := "staff"
		if one.Kind == "professional" {
			door = "professional"
		}
		account, furnished, err := p.people.Find(ctx, door, one.Identifier)
		if err != nil || !account.IsZero() && furnished {
			return err == nil, err
		}
	}
	return false, nil
}
