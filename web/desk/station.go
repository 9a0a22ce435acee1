package desk

import (
	"context"
	"net/http"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/mandate"
	"espacesante/internal/record"
	"espacesante/web/serve"
)

// station is what stands behind the pages of a helper: the services, or the
// practice room, where nobody is real and nothing leaves.
type station interface {
	helper() (identity.Agent, error)
	byCode(enrolment.Proof) (mandate.Who, error)
	byCard(mandate.Card) (mandate.Who, error)
	askCode(p id.Patient, purpose string) (id.Code, error)
	useCode(purpose string, code id.Code, typed string) error
	open(mandate.Opening) (id.Mandate, error)
	enter(id.Mandate) (mandate.Sitting, error)
	holds(id.Mandate) (mandate.Held, error)
	leave(sit mandate.Sitting, over bool) error
	journal(mandate.Sitting) ([]mandate.Done, error)

	standing(id.Patient) (enrolment.Standing, error)
	contact(identity.Reach) (id.Code, error)
	activate(id.Patient, enrolment.Activation) error
	oppose(id.Patient) (enrolment.Receipt, error)
	shut(id.Patient) (enrolment.Receipt, error)
	renew(id.Patient) error
	slip(id.Patient) (enrolment.Invite, time.Time, error)
	slipCode(enrolment.Invite) string
	askReset(id.Patient) (identity.Reset, string, error)
	proveReset(identity.Reset, string) error
	setPassword(identity.Reset, string) error

	bring(id.Patient, record.Upload) error
	veils(p id.Patient, page int) (record.Veils, error)
	unveil(mandate.Sitting, id.Document) error
	veil(id.Patient, id.Document) error
	read(id.Patient, id.Document) (record.Content, error)
}

// station is the one for r.
func (s *Site) station(r *http.Request, practice bool) station {
	if practice {
		return &room{s, r}
	}
	return &live{s, r.Context(), serve.Actor(r)}
}

// live is the services, with the helper who asks.
type live struct {
	*Site
	ctx context.Context
	by  access.Actor
}

// purposeContact is what the code of a contact is for, as in the public
// activation.
const purposeContact = "contact"

func (l *live) helper() (identity.Agent, error) { return l.Mandates.Helper(l.ctx, l.by) }

func (l *live) byCode(p enrolment.Proof) (mandate.Who, error) {
	claim, err := l.Enrolment.Prove(l.ctx, p)
	if err != nil {
		return mandate.Who{}, err
	}
	return l.Mandates.ByClaim(l.ctx, l.by, claim.Patient)
}

func (l *live) byCard(c mandate.Card) (mandate.Who, error) { return l.Mandates.ByCard(l.ctx, l.by, c) }

func (l *live) askCode(p id.Patient, purpose string) (id.Code, error) {
	return l.Mandates.AskCode(l.ctx, l.by, p, purpose)
}

func (l *live) useCode(purpose string, code id.Code, typed string) error {
	return l.People.UseCode(l.ctx, purpose, code, typed)
}

func (l *live) open(o mandate.Opening) (id.Mandate, error) {
	m, err := l.Mandates.Open(l.ctx, l.by, o)
	return m.ID, err
}

func (l *live) enter(m id.Mandate) (mandate.Sitting, error) { return l.Mandates.Enter(l.ctx, l.by, m) }
func (l *live) holds(m id.Mandate) (mandate.Held, error)    { return l.Mandates.Holds(l.ctx, l.by, m) }
func (l *live) leave(sit mandate.Sitting, over bool) error {
	return l.Mandates.Leave(l.ctx, l.by, sit, over)
}

func (l *live) journal(sit mandate.Sitting) ([]mandate.Done, error) {
	return l.Mandates.Journal(l.ctx, l.by, sit.Patient, sit.Began)
}

func (l *live) standing(p id.Patient) (enrolment.Standing, error) {
	return l.Enrolment.Standing(l.ctx, l.by, p)
}

func (l *live) contact(reach identity.Reach) (id.Code, error) {
	return l.People.AskCode(l.ctx, purposeContact, id.Account{}, reach)
}

func (l *live) activate(p id.Patient, a enrolment.Activation) error {
	return l.Enrolment.ActivateFor(l.ctx, l.by, p, a)
}

func (l *live) oppose(p id.Patient) (enrolment.Receipt, error) {
	return l.Enrolment.OpposeFor(l.ctx, l.by, p)
}

func (l *live) shut(p id.Patient) (enrolment.Receipt, error) {
	return l.Enrolment.CloseFor(l.ctx, l.by, p, false)
}

func (l *live) renew(p id.Patient) error { return l.Enrolment.RenewFor(l.ctx, l.by, p) }

func (l *live) slip(p id.Patient) (enrolment.Invite, time.Time, error) {
	slip, err := l.Enrolment.SlipFor(l.ctx, l.by, p)
	return slip.Invite, slip.Until, err
}

func (l *live) slipCode(of enrolment.Invite) string { return l.Enrolment.SlipCode(of).Show() }

func (l *live) askReset(p id.Patient) (identity.Reset, string, error) {
	return l.People.AskResetBeside(l.ctx, l.by, p)
}

func (l *live) proveReset(r identity.Reset, typed string) error {
	return l.People.ProveReset(l.ctx, r, typed)
}

func (l *live) setPassword(r identity.Reset, hash string) error {
	return l.People.SetPassword(l.ctx, r, hash)
}

// bring files the copy of a paper as the person's own: which one it became is
// not for the helper.
func (l *live) bring(p id.Patient, u record.Upload) error {
	_, err := l.Records.Deposit(l.ctx, l.by, p, u)
	return err
}

func (l *live) veils(p id.Patient, page int) (record.Veils, error) {
	return l.Records.Veiled(l.ctx, l.by, p, page)
}

// unveil is the person's own act: her code was right.
func (l *live) unveil(sit mandate.Sitting, doc id.Document) error {
	person := access.Actor{Role: access.Patient, Patient: sit.Patient, Active: true}
	return l.Records.Unveil(l.ctx, person, sit.Patient, doc, sit.Mandate)
}

func (l *live) veil(p id.Patient, doc id.Document) error { return l.Records.Veil(l.ctx, l.by, p, doc) }

func (l *live) read(p id.Patient, doc id.Document) (record.Content, error) {
	return l.Records.OpenUnveiled(l.ctx, l.by, p, doc)
}
