// Package card keeps the card that a person shows in an emergency (PAT-15): a few lines that they chose, on paper, and
// behind a square to scan and a PIN. It shows what was written on it, never the space.
package card

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/name"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Service does what may be done with cards.
type Service struct {
	gate   *gate.Gate
	vault  *vault.Vault
	people *identity.Service
}

// New returns the service behind g.
func New(g *gate.Gate, v *vault.Vault, people *identity.Service) *Service {
	return &Service{g, v, people}
}

// Shown are the lines of a card, those that the person left empty aside.
type Shown struct {
	Name       string `json:"name"` // and birth date, as the person is called
	Allergies  string `json:"allergies,omitempty"`
	Treatments string `json:"treatments,omitempty"`
	Conditions string `json:"conditions,omitempty"`
	Blood      string `json:"blood,omitempty"`
	Contact    string `json:"contact,omitempty"`
	Language   string `json:"language,omitempty"`
	Needs      string `json:"needs,omitempty"` // to communicate
	Wishes     string `json:"wishes,omitempty"`
}

// String hides the lines.
func (Shown) String() string { return "[card]" }

// lines are the answers, by the names of the form.
func (s *Shown) lines() map[string]*string {
	return map[string]*string{"allergies": &s.Allergies, "traitements": &s.Treatments, "maladies": &s.Conditions, "groupe": &s.Blood,
		"contact": &s.Contact, "langue": &s.Language, "besoins": &s.Needs, "volontes": &s.Wishes}
}

// Card is a card that stands.
type Card struct {
	Shown
	ID      id.Card
	Scanned bool // it has a square to scan
	MadeAt  time.Time
	Expires time.Time // the day from which its square opens nothing
	token   string
	pin     string
}

// Token is what the address of the square ends with: nobody guesses it, and it tells nothing without the service key.
func (c Card) Token() string { return c.token }

// PIN is the four figures on the back. No table holds them.
func (c Card) PIN() string { return c.pin }

// String hides the card.
func (Card) String() string { return "[card]" }

// Read gives the card that stands to the holder, or to who represents them; false when there is none.
func (s *Service) Read(ctx context.Context, by access.Actor, patient id.Patient) (c Card, there bool, err error) {
	type kept struct {
		row
		there bool
		key   vault.Wrapped
	}
	req := gate.Request{By: by, Act: access.ReadCard, Patient: patient, Reads: true}
	k, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (k kept, err error) {
		if k.row, k.there, err = standing(ctx, tx, patient); err == nil && k.there {
			k.key, err = vault.Load(ctx, tx, patient)
		}
		return k, err
	})
	if err != nil || !k.there {
		return c, false, err
	}
	c, err = s.open(patient, k.row, k.key)
	return c, true, err
}

func (s *Service) open(patient id.Patient, r row, key vault.Wrapped) (Card, error) {
	c := Card{ID: r.ID, Scanned: r.Scanned, MadeAt: r.MadeAt, Expires: r.ExpiresOn, token: s.tokenOf(patient, r.ID), pin: s.pinOf(r.ID)}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return c, err
	}
	plain, err := space.Open(r.Sealed, about(r.ID))
	if err == nil {
		err = json.Unmarshal(plain, &c.Shown)
	}
	if err != nil {
		return c, fmt.Errorf("card: %s: %w", r.ID, err)
	}
	return c, nil
}

// lineMost is the longest line: what a card of 85 × 54 mm holds.
const lineMost = 120

// Make makes a card of what the person chose, for 12 months. The one before it opens nothing any longer.
func (s *Service) Make(ctx context.Context, by access.Actor, patient id.Patient, shown Shown, scanned bool) error {
	wrong, said := map[string]string{}, false
	for field, line := range shown.lines() {
		*line = strings.Join(strings.Fields(name.Shown(*line)), " ")
		said = said || *line != ""
		if utf8.RuneCountInString(*line) > lineMost {
			wrong[field] = "text-long"
		}
	}
	if !said {
		wrong["allergies"] = "card-empty"
	}
	if len(wrong) > 0 {
		return &problem.Problem{Kind: problem.Invalid, Code: "card", Fields: wrong}
	}
	req := gate.Request{By: by, Act: access.SetCard, Patient: patient, Target: "made"}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		person, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err != nil {
			return err
		}
		shown.Name = person.Called()
		if err := end(ctx, tx, patient); err != nil {
			return err
		}
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return err
		}
		plain, err := json.Marshal(shown)
		if err != nil {
			return err
		}
		c := Card{ID: id.New[id.Card](), Scanned: scanned, MadeAt: tx.Now(), Expires: clock.Day(tx.Now()).AddDate(0, limit.CardMonths, 0)}
		return insert(ctx, tx, patient, c, space.Seal(plain, about(c.ID)))
	})
}

// End stops the card at once: its square opens nothing.
func (s *Service) End(ctx context.Context, by access.Actor, patient id.Patient) error {
	req := gate.Request{By: by, Act: access.SetCard, Patient: patient, Target: "ended"}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return end(ctx, tx, patient) })
}

func about(c id.Card) string { return "card " + c.String() }

var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

const tokenAbout = "emergency card"

func (s *Service) tokenOf(patient id.Patient, c id.Card) string {
	return encoding.EncodeToString(s.vault.Seal(append(patient[:], c[:]...), tokenAbout))
}

// named is which card of which space a token is of; false for what is none of ours.
func (s *Service) named(token string) (patient id.Patient, c id.Card, ok bool) {
	sealed, err := encoding.DecodeString(token)
	if err != nil {
		return patient, c, false
	}
	plain, err := s.vault.Unseal(sealed, tokenAbout)
	if err != nil || len(plain) != len(patient)+len(c) {
		return patient, c, false
	}
	copy(patient[:], plain)
	copy(c[:], plain[len(patient):])
	return patient, c, true
}

func (s *Service) pinOf(c id.Card) string {
	n := binary.BigEndian.Uint64(s.vault.Derive("card pin", c.String(), 8)) % 10_000
	return fmt.Sprintf("%0*d", limit.CardPINDigits, n)
}

// Shut is the one answer to a card that does not open: a wrong PIN, one that is over or was never.
const Shut = "card-shut"

// Open shows the lines of a card to whoever holds its square and knows its PIN. Each opening is a line, and told to the
// person; five wrong PINs end the card. Nothing tells a wrong PIN from a card that is over.
func (s *Service) Open(ctx context.Context, token, pin string) (Card, error) {
	brakes := identity.FromNetwork(ctx, "card")
	if err := s.people.Throttle(ctx, brakes...); err != nil {
		return Card{}, err
	}
	patient, which, ok := s.named(token)
	if !ok {
		return Card{}, problem.Field("code", Shut)
	}
	var key vault.Wrapped
	req := gate.Request{By: gate.System(), Act: access.OpenCard, Patient: patient, Target: which.String(),
		Refused: func(tx *gate.Tx, why access.Reason) error {
			if why != access.WrongCode {
				return nil
			}
			over, err := countTry(ctx, tx, patient, which)
			if err != nil || !over {
				return err
			}
			return notification.Tell(ctx, tx, patient, notification.CardStopped)
		}}
	r, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (row, error) {
		r, there, err := standing(ctx, tx, patient)
		if err != nil {
			return r, err
		}
		live := there && r.ID == which && r.Scanned && clock.Day(tx.Now()).Before(r.ExpiresOn)
		if subtle.ConstantTimeCompare([]byte(pin), []byte(s.pinOf(which))) != 1 || !live {
			return r, problem.Refuse(access.WrongCode)
		}
		if key, err = vault.Load(ctx, tx, patient); err != nil {
			return r, err
		}
		return r, notification.Tell(ctx, tx, patient, notification.CardOpened)
	})
	if problem.Reason(err) != "" || problem.KindOf(err) == problem.NotFound {
		return Card{}, problem.Field("code", Shut)
	}
	if err != nil {
		return Card{}, err
	}
	if err := s.people.GiveBack(ctx, brakes...); err != nil {
		return Card{}, err
	}
	return s.open(patient, r, key)
}
