// Package mandate keeps what a person lets a helper do for her at a desk: which
// tasks, until when, how she agreed, and who ended it. It knows no document and
// reads no health content.
package mandate

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Service does what may be done with mandates.
type Service struct {
	gate   *gate.Gate
	vault  *vault.Vault
	people *identity.Service
}

// New returns the service behind g.
func New(g *gate.Gate, v *vault.Vault, people *identity.Service) *Service {
	return &Service{g, v, people}
}

// Term is how long a mandate lasts (decisions.md §5). Its value is written:
// never rename.
type Term string

// The terms; Today is the default.
const (
	Today    Term = "day"
	OneMonth Term = "month"
	HalfYear Term = "half"
	OneYear  Term = "year"
)

// Terms lists them, in the order of the page that asks.
func Terms() []Term { return []Term{Today, OneMonth, HalfYear, OneYear} }

// Ends is the instant at which a mandate of that term, opened at, is over: the
// end of its last day in Paris.
func (t Term) Ends(at time.Time) time.Time {
	day := at.In(clock.Paris)
	switch t {
	case OneMonth:
		return clock.EndOfDay(day.AddDate(0, 1, 0), 0)
	case HalfYear:
		return clock.EndOfDay(day.AddDate(0, 6, 0), 0)
	case OneYear:
		return clock.EndOfDay(day.AddDate(1, 0, 0), 0)
	}
	return clock.EndOfDay(day, 0)
}

// Protection is what a person answers about a measure of legal protection. Who
// is under tutelle gives no mandate at a desk: the caisse receives her.
type Protection string

// The answers with which a mandate goes on.
const (
	NoProtection Protection = "none"
	Curatelle    Protection = "curatelle" // on with her own agreement
)

// Shown is the kind of identity document that the helper saw. Its number is
// never kept.
type Shown string

// The kinds.
const (
	IdentityCard Shown = "identity"
	Passport     Shown = "passport"
	Residence    Shown = "residence"
	Driving      Shown = "driving"
	OtherPaper   Shown = "other"
)

// ShownKinds lists them, in the order of the page that asks.
func ShownKinds() []Shown { return []Shown{IdentityCard, Passport, Residence, Driving, OtherPaper} }

// Proof is what the person typed besides her number and birth date.
type Proof string

// The proofs.
const (
	ByCode Proof = "code" // the activation code received
	ByCard Proof = "card" // the serial number of the carte Vitale
)

// Agreement is how she agreed.
type Agreement string

// The ways.
const (
	Signed Agreement = "signed" // on the printed mandate, which the structure keeps
	Coded  Agreement = "code"   // with a code sent to the contact known, typed by herself
)

// Mandate is a mandate as the person and her helper see it. It never prints.
type Mandate struct {
	ID        id.Mandate
	Account   id.Account // the helper
	Tasks     []access.Task
	Term      Term
	Agreement Agreement
	OpenedAt  time.Time
	EndsAt    time.Time
	EndedAt   *time.Time
	EndedBy   string // person, helper, replaced, support
	Words     Words
}

// Words are what was agreed to, word for word, and who helped on that day.
type Words struct {
	Helper    string `json:"helper"`
	Structure string `json:"structure"`
	Text      string `json:"text"`
}

// String never shows whom it is about.
func (Mandate) String() string { return "[mandate]" }

// String never shows the text.
func (Words) String() string { return "[…]" }

// Live reports whether the mandate still holds at an instant.
func (m Mandate) Live(now time.Time) bool { return m.EndedAt == nil && now.Before(m.EndsAt) }

// Of lists the mandates of a space, the newest first, for its holder
// (`/acces/aidants`).
func (s *Service) Of(ctx context.Context, by access.Actor, patient id.Patient) ([]Mandate, error) {
	var rows []mandateRow
	var key vault.Wrapped
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) (err error) {
		if rows, err = mandatesOf(ctx, tx, patient); err != nil || len(rows) == 0 {
			return err
		}
		key, err = vault.Load(ctx, tx, patient)
		return err
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return nil, err
	}
	var all []Mandate
	for _, r := range rows {
		m, err := r.open(space)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// End ends a mandate at once: the person from her space, the helper, or 3422
// for the person. Ended already, nothing changes.
func (s *Service) End(ctx context.Context, by access.Actor, patient id.Patient, m id.Mandate) error {
	who := map[access.Role]string{access.Helper: "helper", access.Support: "support"}[by.Role]
	if who == "" {
		who = "person"
	}
	req := gate.Request{By: by, Act: access.EndMandate, Patient: patient, Target: m.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		account, err := end(ctx, tx, patient, m, who)
		if err != nil || account.IsZero() {
			return err
		}
		if by.Role == access.Helper && account != by.Account {
			return problem.Refuse(access.NoMandate)
		}
		return nil
	})
}

// Helper is who signs mandates for an account, and where.
func (s *Service) Helper(ctx context.Context, by access.Actor) (a identity.Agent, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		a, err = identity.AgentIn(ctx, tx, by.Account)
		return err
	})
	return a, err
}
