package mandate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// NotProven is the one answer to a card, a number and a birth date that do not
// go together, whichever is wrong (decisions.md §2).
const NotProven = "not-proven"

// Card is what somebody without a code types: number, serial number of the
// carte Vitale, birth date (#51). It never prints.
type Card struct {
	INS    identity.INS
	Serial string
	Birth  time.Time
}

// String never shows it.
func (Card) String() string { return "[…]" }

// Who is the person at the desk, as far as a mandate wants to know. It never
// prints.
type Who struct {
	Patient id.Patient
	Called  string // « Jeanne Lefort »
	Short   string // « Jeanne L. »
	SentTo  string // the contact known, masked; empty when there is none
}

// String never shows whom.
func (Who) String() string { return "[…]" }

// ByCard finds the person whose card it is. Whatever is wrong, one answer.
func (s *Service) ByCard(ctx context.Context, by access.Actor, c Card) (Who, error) {
	if err := s.people.Throttle(ctx, identity.Brake{What: "card at a desk " + by.Account.String(), Window: time.Hour, Most: 30},
		identity.Brake{What: "card at a desk " + c.INS.Reveal(), Window: time.Hour, Most: 5}); err != nil {
		return Who{}, err
	}
	patient, err := s.people.PatientOf(ctx, c.INS)
	if err != nil || patient.IsZero() {
		return Who{}, or(err, problem.Field("", NotProven))
	}
	who, err := s.who(ctx, by, patient, func(tx *gate.Tx, p identity.Person) error {
		known, err := serialOf(ctx, tx, patient)
		if err == nil && (known == nil || !bytes.Equal(known, identity.VitaleMAC(s.vault, c.Serial)) || !p.BirthDate.Equal(c.Birth)) {
			err = problem.Refuse(access.NotYours)
		}
		return err
	})
	if problem.Reason(err) != "" { // a child, somebody dead, another's card: one answer
		err = problem.Field("", NotProven)
	}
	return who, err
}

// ByClaim is ByCard for a person whose activation code, number and birth date
// were accepted already (enrolment.Prove).
func (s *Service) ByClaim(ctx context.Context, by access.Actor, patient id.Patient) (Who, error) {
	return s.who(ctx, by, patient, func(*gate.Tx, identity.Person) error { return nil })
}

func (s *Service) who(ctx context.Context, by access.Actor, patient id.Patient, judge func(*gate.Tx, identity.Person) error) (Who, error) {
	req := gate.Request{By: by, Act: access.FindPerson, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Who, error) {
		p, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err == nil && p.DiedOn != nil {
			err = problem.Refuse(access.WrongState)
		}
		if err == nil {
			err = judge(tx, p)
		}
		if err != nil {
			return Who{}, err
		}
		reach, err := s.reach(ctx, tx, p)
		return Who{patient, p.Called(), short(p.Called()), masked(reach)}, err
	})
}

// short names somebody in the list of a desk: first name and initial.
func short(called string) string {
	given, family, _ := strings.Cut(called, " ")
	if r := []rune(family); len(r) > 0 {
		return given + " " + string(r[:1]) + "."
	}
	return given
}

func masked(r identity.Reach) string {
	if r.Address == "" {
		return ""
	}
	return r.Masked()
}

// reach is how the person is known to be reached: as she chose, else as the
// caisse knows. It is never what is typed at the desk.
func (s *Service) reach(ctx context.Context, tx *gate.Tx, p identity.Person) (identity.Reach, error) {
	r, err := identity.ReachOf(ctx, tx, s.vault, p.Patient)
	if err != nil || r.Address != "" {
		return r, err
	}
	if p.Contact.Email != "" {
		return identity.Reach{Channel: identity.ByEmail, Address: p.Contact.Email}, nil
	}
	if mobile, wrong := identity.ParseMobile(p.Contact.Phone); wrong == "" {
		return identity.Reach{Channel: identity.BySMS, Address: mobile}, nil
	}
	return r, nil
}

// What a code sent to the person at the desk is for.
const (
	ToAgree  = "mandate"
	ToUnveil = "unveil"
)

// AskCode sends the person a code, to the contact known before, that she types
// herself: to agree to a mandate, or to show one document.
func (s *Service) AskCode(ctx context.Context, by access.Actor, patient id.Patient, purpose string) (id.Code, error) {
	act := access.FindPerson
	if purpose == ToUnveil {
		act = access.ListVeiled
	}
	var reach identity.Reach
	req := gate.Request{By: by, Act: act, Patient: patient, Reads: true, Target: "code"}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		p, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err == nil {
			reach, err = s.reach(ctx, tx, p)
		}
		return err
	})
	if err == nil && reach.Address == "" {
		err = problem.Clash("no-contact")
	}
	if err != nil {
		return id.Code{}, err
	}
	return s.people.AskCode(ctx, purpose, id.Account{}, reach)
}

// Opening is all that was said on the way to a mandate.
type Opening struct {
	Patient    id.Patient
	Tasks      []access.Task
	Term       Term
	Protection Protection
	Shown      Shown
	Proof      Proof
	Agreement  Agreement
	Words      Words
}

func (o Opening) fault() bool {
	known := slices.Contains(Terms(), o.Term) && slices.Contains(ShownKinds(), o.Shown) && len(o.Tasks) > 0 && o.Words.Text != "" &&
		(o.Protection == NoProtection || o.Protection == Curatelle) && (o.Proof == ByCode || o.Proof == ByCard) &&
		(o.Agreement == Signed || o.Agreement == Coded)
	for _, t := range o.Tasks {
		known = known && slices.Contains(access.Tasks(), t)
	}
	return !known
}

// Open records a mandate, which replaces the one that the same helper held of
// the same person. She is told at once, on every known channel.
func (s *Service) Open(ctx context.Context, by access.Actor, o Opening) (Mandate, error) {
	if o.fault() {
		return Mandate{}, problem.Field("", "mandate")
	}
	m := Mandate{ID: id.New[id.Mandate](), Account: by.Account, Tasks: o.Tasks, Term: o.Term, Agreement: o.Agreement, Words: o.Words}
	req := gate.Request{By: by, Act: access.OpenMandate, Patient: o.Patient, Target: m.ID.String()}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Mandate, error) {
		m.OpenedAt, m.EndsAt = tx.Now(), o.Term.Ends(tx.Now())
		p, err := identity.PersonIn(ctx, tx, s.vault, o.Patient)
		if err != nil {
			return m, err
		}
		space, err := s.vault.Make(ctx, tx, o.Patient, tx.Line())
		if err != nil {
			return m, err
		}
		plain, err := json.Marshal(o.Words)
		if err != nil {
			return m, err
		}
		if err := replace(ctx, tx, o.Patient); err != nil {
			return m, err
		}
		sum := sha256.Sum256([]byte(o.Words.Text))
		if err := insert(ctx, tx, o, m, sum[:], space.Seal(plain, aboutMandate(m.ID))); err != nil {
			return m, err
		}
		if err := hold(ctx, tx, o, m, s.vault.Seal([]byte(short(p.Called())), aboutHeld(by.Account, m.ID))); err != nil {
			return m, err
		}
		return m, notification.TellEverywhere(ctx, tx, o.Patient, notification.MandateGiven)
	})
}

func aboutMandate(m id.Mandate) string { return "mandate " + m.String() }
func aboutHeld(a id.Account, m id.Mandate) string {
	return "held mandate " + a.String() + " " + m.String()
}
func (r mandateRow) open(space *vault.Space) (Mandate, error) {
	m := Mandate{ID: r.ID, Account: r.AccountID, Term: r.Term, Agreement: r.Agreement, OpenedAt: r.OpenedAt, EndsAt: r.EndsAt,
		EndedAt: r.EndedAt, EndedBy: r.EndedBy, Tasks: tasksOf(r.Tasks)}
	plain, err := space.Open(r.Sealed, aboutMandate(r.ID))
	if err == nil {
		err = json.Unmarshal(plain, &m.Words)
	}
	return m, err
}

func tasksOf(written string) (all []access.Task) {
	for w := range strings.FieldsSeq(written) {
		all = append(all, access.Task(w))
	}
	return all
}

func tasksWritten(all []access.Task) string {
	words := make([]string, len(all))
	for i, t := range all {
		words[i] = string(t)
	}
	return strings.Join(words, " ")
}

func or(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
