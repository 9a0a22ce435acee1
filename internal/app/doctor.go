package app

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"espacesante/internal/antivirus"
	"espacesante/internal/db"
	"espacesante/internal/mail"
	"espacesante/internal/migrate"
	"espacesante/internal/vault"
	"espacesante/web/static"
)

// check is one line of the doctor: what was looked at, what was found.
type check struct {
	name string
	look func(context.Context) (found string, err error)
}

// doctorCommand looks at everything the program stands on, a line each, and
// fails when something of it would not work.
func doctorCommand(ctx context.Context, c *call) error {
	if _, err := c.flags(nil, 0); err != nil {
		return err
	}
	cfg, err := c.config()
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintf(c.Out, "BAD  configuration: %s\n", strings.TrimSpace(line))
		}
		return errSaid
	}
	fmt.Fprintf(c.Out, "ok   configuration: mode %s, pages at %s\n", cfg.Mode, cfg.BaseURL)
	ill := false
	for _, one := range checks(cfg) {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Minute) // the first start of the private cluster installs it
		found, err := one.look(ctx)
		cancel()
		if err != nil {
			ill = true
			fmt.Fprintf(c.Out, "BAD  %s: %s\n", one.name, strings.ReplaceAll(err.Error(), "\n", "; "))
			continue
		}
		fmt.Fprintf(c.Out, "ok   %s: %s\n", one.name, found)
	}
	if ill {
		return errSaid
	}
	return nil
}

func checks(cfg Config) []check {
	return []check{
		{"database", func(ctx context.Context) (string, error) { return checkDatabase(ctx, cfg) }},
		{"files", func(ctx context.Context) (string, error) { return checkBlobs(ctx, cfg) }},
		{"e-mail", func(ctx context.Context) (string, error) {
			out, err := mail.Open(cfg.MailURL, cfg.MailFrom, cfg.Clock())
			if err != nil {
				return "", err
			}
			return scheme(cfg.MailURL), out.Check(ctx)
		}},
		{"text messages", func(ctx context.Context) (string, error) {
			out, err := mail.OpenSMS(cfg.SMSURL, cfg.Clock())
			if err != nil {
				return "", err
			}
			return scheme(cfg.SMSURL), out.Check(ctx)
		}},
		{"keys", func(context.Context) (string, error) {
			v, err := vault.Open(vault.Keys{Master: cfg.MasterKeyFile, Service: cfg.ServiceKeyFile}, cfg.Mode == Demonstration)
			if err != nil {
				return "", err
			}
			_, err = v.Unseal(v.Seal([]byte("probe"), "doctor"), "doctor")
			return cfg.MasterKeyFile + ", " + cfg.ServiceKeyFile, err
		}},
		{"sealed log", func(ctx context.Context) (string, error) { return checkSeal(ctx, cfg) }},
		{"clock", func(context.Context) (string, error) {
			now := cfg.Clock()().UTC().Format(time.RFC3339)
			if cfg.ClockOffset != 0 {
				return now + ", shifted by " + cfg.ClockOffset.String(), nil
			}
			return now, nil
		}},
		{"styles", func(context.Context) (string, error) { return "in the program", static.Check() }},
		{"poppler", func(context.Context) (string, error) { return checkPoppler(), nil }},
		{"software by certificate", func(context.Context) (string, error) { return checkMutualFiles(cfg) }},
		{"antivirus", func(ctx context.Context) (string, error) { return checkAntivirus(ctx, cfg) }},
	}
}

// checkDatabase says whether the program's role reaches a migrated database of
// which it owns nothing.
func checkDatabase(ctx context.Context, cfg Config) (string, error) {
	g, err := openGround(ctx, cfg)
	if err != nil {
		return "", err
	}
	defer g.close()
	if err := g.ready(ctx, cfg.Clock()(), false); err != nil {
		return "", err
	}
	at, err := migrate.Status(ctx, g.appURL)
	if err != nil {
		return "", err
	}
	pool, err := db.Open(ctx, g.appURL, cfg.Clock())
	if err != nil {
		return "", err
	}
	defer pool.Close()
	owned, super, err := pool.Owned(ctx)
	switch {
	case err != nil:
		return "", err
	case super:
		return "", errors.New("the program's role is a superuser: no wall of the database holds it")
	case owned > 0:
		return "", fmt.Errorf("the program's role owns %d tables: it must own none", owned)
	}
	where := "private cluster, "
	if g.cluster == nil {
		where = ""
	}
	return where + at.String() + ", the program's role owns nothing", nil
}

// checkAntivirus says whether what is named answers: without it no file is kept.
func checkAntivirus(ctx context.Context, cfg Config) (string, error) {
	if cfg.ClamdAddr == "" {
		return "not configured: files are only checked by their kind", nil
	}
	scanner, err := antivirus.Open(cfg.ClamdAddr)
	if err != nil {
		return "", err
	}
	return scanner.Version(ctx)
}

func checkPoppler() string {
	var missing []string
	for _, program := range []string{"pdftotext", "pdftoppm"} {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		}
	}
	if len(missing) > 0 {
		return "without " + strings.Join(missing, " and ") + " documents are offered for download, not shown, and the text of PDF files is not searched"
	}
	return "pdftotext and pdftoppm are there"
}

// scheme says how messages leave without showing the password in the address.
func scheme(address string) string {
	before, after, _ := strings.Cut(address, "://")
	if before == "file" {
		return "written to " + after
	}
	if _, host, ok := strings.Cut(after, "@"); ok {
		after = host
	}
	host, _, _ := strings.Cut(after, "/")
	return before + " to " + host
}
