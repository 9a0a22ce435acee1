package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"espacesante/internal/antivirus"
	"espacesante/internal/blob"
	"espacesante/internal/care"
	"espacesante/internal/consent"
	"espacesante/internal/db"
	"espacesante/internal/devdb"
	"espacesante/internal/enrolment"
	"espacesante/internal/family"
	"espacesante/internal/gate"
	"espacesante/internal/habilitation"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/mail"
	"espacesante/internal/mandate"
	"espacesante/internal/migrate"
	"espacesante/internal/notification"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/seal"
	"espacesante/internal/support"
	"espacesante/internal/synthesis"
	"espacesante/internal/team"
	"espacesante/internal/vault"
)

// ground is the database that a command stands on: one of the deployer's, or
// the private cluster, started for as long as the command runs unless another
// process keeps it already.
type ground struct {
	appURL, ownerURL string
	cluster          *devdb.Cluster // nil with a DATABASE_URL of one's own
}

func openGround(ctx context.Context, cfg Config) (ground, error) {
	if cfg.DatabaseURL != "" {
		return ground{appURL: cfg.DatabaseURL, ownerURL: cfg.DatabaseOwnerURL}, nil
	}
	if cfg.Mode == Production {
		return ground{}, errors.New("DATABASE_URL: production has a PostgreSQL of its own, the private cluster is for demonstrations")
	}
	c, err := devdb.Open(ctx, cfg.DataDir)
	if err != nil {
		return ground{}, err
	}
	return ground{appURL: c.AppURL(), ownerURL: c.OwnerURL(), cluster: c}, nil
}

// ready brings the private cluster to this program's schema. A database of
// one's own is migrated by its owner, with `migrate up`, and by nobody else.
func (g ground) ready(ctx context.Context, now time.Time, serve bool) error {
	at, err := migrate.Status(ctx, g.appURL)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if at.Current() && (g.cluster == nil || !serve) {
		return nil
	}
	if g.cluster == nil {
		return fmt.Errorf("database: %s: run `espacesante migrate up` with DATABASE_OWNER_URL", at)
	}
	return migrate.Up(ctx, g.ownerURL, now) // months of the log, even when no step is missing
}

func (g ground) close() {
	if g.cluster != nil {
		g.cluster.Stop()
	}
}

// program is everything that commands and pages stand on, wired together.
type program struct {
	cfg       Config
	ground    ground
	pool      *db.Pool
	vault     *vault.Vault
	mail      mail.Sender
	sms       mail.Texter
	people    *identity.Service
	enrolment *enrolment.Service
	records   *record.Service
	profiles  *profile.Service
	writing   *synthesis.Service
	copying
	consents *consent.Service
	notices  *notification.Service
	care     *care.Service
	mandates *mandate.Service
	family   *family.Service
	support  *support.Service
	teams    *team.Service
	matrices *habilitation.Service
	blobs    blob.Store
	sealer   *seal.Sealer
	logKeys  seal.Keys
	erased   *enrolment.ErasedList
}

// open reads the configuration and opens all that it names.
func (c *call) open(ctx context.Context) (*program, error) {
	cfg, err := c.config()
	if err != nil {
		return nil, err
	}
	return open(ctx, cfg, false)
}

func open(ctx context.Context, cfg Config, serve bool) (_ *program, err error) {
	if cfg.DatabaseURL == "" {
		// Each folder in it is private; itself is not, or PostgreSQL's user could not pass.
		if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil {
			return nil, err
		}
	}
	p := &program{cfg: cfg}
	if p.vault, err = vault.Open(vault.Keys{Master: cfg.MasterKeyFile, Service: cfg.ServiceKeyFile}, cfg.Mode == Demonstration); err != nil {
		return nil, err
	}
	if p.mail, err = mail.Open(cfg.MailURL, cfg.MailFrom, cfg.Clock()); err != nil {
		return nil, err
	}
	if p.sms, err = mail.OpenSMS(cfg.SMSURL, cfg.Clock()); err != nil {
		return nil, err
	}
	if p.blobs, err = blob.Open(cfg.BlobURL); err != nil {
		return nil, err
	}
	if p.ground, err = openGround(ctx, cfg); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	if err = p.ground.ready(ctx, cfg.Clock()(), serve); err != nil {
		return nil, err
	}
	if p.pool, err = db.Open(ctx, p.ground.appURL, cfg.Clock()); err != nil {
		return nil, err
	}
	if err = p.openSealer(); err != nil {
		return nil, err
	}
	p.wire()
	if cfg.ClamdAddr != "" {
		scanner, err := antivirus.Open(cfg.ClamdAddr)
		if err != nil {
			return nil, err
		}
		p.records.Scanned(scanner)
	}
	return p, nil
}

// wire makes the services over the program's pool.
func (p *program) wire() {
	guard := gate.New(p.pool, p.vault).OpenToRoles(p.cfg.CareRoles)
	p.people = identity.New(p.pool, p.vault, guard)
	p.people.At(p.cfg.BaseURL, p.cfg.ServiceName)
	p.enrolment = enrolment.New(p.pool, p.vault, guard, p.people).WithTransition(p.cfg.DMPTransition)
	p.records = record.New(guard, p.vault, p.blobs)
	p.profiles = profile.New(guard, p.vault)
	p.wireCopies(guard)
	p.consents = consent.New(guard, p.vault)
	p.notices = notification.New(guard)
	p.notices.Unheard = p.records.Unheard
	p.profiles.Waiting = p.notices.WaitingIn
	p.consents.Unread = func(ctx context.Context, tx *gate.Tx, patient id.Patient) (int, error) {
		waiting, err := p.notices.WaitingIn(ctx, tx, patient)
		return notification.Sum(waiting), err
	}
	p.care = care.New(guard, p.vault)
	p.writing = synthesis.New(guard, p.vault, p.profiles, p.records, p.care)
	p.family = family.New(p.pool, p.vault, guard, p.people)
	p.mandates = mandate.New(guard, p.vault, p.people)
	p.teams, p.matrices = team.New(p.pool, p.vault), habilitation.New(p.pool, guard)
	p.support = support.New(p.pool, p.vault, guard, p.people, p.enrolment, p.cfg.SupportOpen, func(inv id.Invitation, issue int) string {
		return notification.ReferenceOf(p.vault, about(enrolment.Invite{Invitation: inv, Issue: issue}))
	})
	p.erased = enrolment.NewErasedList(p.cfg.erasedList())
}

// close lets go of the database, and stops the private cluster when this
// process keeps it.
func (p *program) close() {
	if p.pool != nil {
		p.pool.Close()
	}
	p.ground.close()
}
