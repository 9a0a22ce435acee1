// Package directive keeps what a person wants for the day they cannot say it: advance directives, the trusted person,
// what was said of organ donation. It is no national register, and says so nowhere else than on its pages.
package directive

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// Service does what may be done with them.
type Service struct {
	gate  *gate.Gate
	vault *vault.Vault
}

// New returns the service behind g.
func New(g *gate.Gate, v *vault.Vault) *Service { return &Service{g, v} }

// Kind is what is wanted. Its value is written: never rename.
type Kind string

// The kinds.
const (
	Directives Kind = "directives" // L.1111-11
	Trusted    Kind = "trusted"    // the personne de confiance, L.1111-6
	Donation   Kind = "donation"   // what relatives would be asked, L.1232-1
)

// document is the type of document that the matrix knows each kind by: who may read one of that type reads it.
var document = map[Kind]string{Directives: "EXPPAT_3", Trusted: "EXPPAT_1", Donation: "EXPPAT_1"}

// PaperType is the type under which the signed paper of directives stands among the documents.
const PaperType = "EXPPAT_3"

// Form is how it is held. Its value is written: never rename.
type Form string

// The forms.
const (
	Written   Form = "written"   // in the page
	Paper     Form = "paper"     // a signed paper, among the documents
	Elsewhere Form = "elsewhere" // that it exists, where, and who holds it (R.1111-19)
	Stated    Form = "stated"    // the trusted person, organ donation
)

// Stance is what a person says of giving organs after death.
type Stance string

// The stances.
const (
	Agrees  Stance = "agrees"
	Refuses Stance = "refuses"
	Partly  Stance = "partly" // some organs only
)

// Words is what is sealed of one.
type Words struct {
	Text      string   `json:"text,omitempty"`      // of directives written here; a note besides
	Witnesses []string `json:"witnesses,omitempty"` // two, for somebody who cannot write (R.1111-17)
	Place     string   `json:"place,omitempty"`     // where they are kept
	Name      string   `json:"name,omitempty"`      // of the keeper, or of the trusted person
	Link      string   `json:"link,omitempty"`
	Phone     string   `json:"phone,omitempty"`
	Address   string   `json:"address,omitempty"`
	Signed    bool     `json:"signed,omitempty"` // the trusted person has signed too (L.1111-6)
	Stance    Stance   `json:"stance,omitempty"`
	Told      bool     `json:"told,omitempty"` // relatives know
}

// String hides the words.
func (Words) String() string { return "[directive]" }

// Wish is one of them as its reader sees it.
type Wish struct {
	Words
	ID       id.Directive
	Kind     Kind
	Form     Form
	Document id.Document // the signed paper
	Lost     bool        // the paper is not among the documents any longer
	MadeAt   time.Time
	RemindOn time.Time
}

// String hides the wish.
func (Wish) String() string { return "[directive]" }

// Wishes are those that stand; nil is none, or none for who reads.
type Wishes struct{ Directives, Trusted, Donation *Wish }

// taken are rows let out of a transaction, still sealed.
type taken struct {
	rows []row
	key  vault.Wrapped
}

// Read gives what stands and what the reader may read: the holder all, a professional what the matrix gives his
// profession of the same type of document, in an emergency too (L.1111-17). Each reading is a line (#32).
func (s *Service) Read(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient) (Wishes, error) {
	req := gate.Request{By: by, Act: access.ReadDirective, Mode: mode, Patient: patient, Reads: true}
	t, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (taken, error) { return take(ctx, tx, access.ReadDirective) })
	if err != nil {
		return Wishes{}, err
	}
	return s.open(patient, t)
}

// Copy gives the same within another act of the same person, with how to open it once that act is committed.
func (s *Service) Copy(ctx context.Context, tx *gate.Tx) (func() (Wishes, error), error) {
	t, err := take(ctx, tx, access.ExportRecord)
	return func() (Wishes, error) { return s.open(tx.On().Patient, t) }, err
}

// Flags reports which of directives and trusted person stand, for who asks in tx and may know of them.
func Flags(ctx context.Context, tx *gate.Tx) (directives, trusted bool, err error) {
	rows, err := standing(ctx, tx, tx.On().Patient)
	for _, r := range rows {
		may := tx.May(access.ReadDirective, r.policy()) == "" && !r.lost()
		directives = directives || may && r.Kind == Directives
		trusted = trusted || may && r.Kind == Trusted
	}
	return directives, trusted, err
}

// Confidant gives the trusted person within another act, with how to open it once that act is committed; nil for none.
func (s *Service) Confidant(ctx context.Context, tx *gate.Tx, key *vault.Space) (*Words, error) {
	rows, err := standing(ctx, tx, tx.On().Patient)
	for _, r := range rows {
		if r.Kind == Trusted && tx.May(access.ReadDirective, r.policy()) == "" {
			w, err := r.open(key)
			return &w.Words, err
		}
	}
	return nil, err
}

// policy is the row as the policy sees it.
func (r row) policy() access.Document {
	return access.Document{Type: document[r.Kind], Author: access.Holder, Status: access.Approved, Masked: r.Masked}
}

// lost reports whether the signed paper went into the bin.
func (r row) lost() bool { return r.Form == Paper && !r.There }

func take(ctx context.Context, tx *gate.Tx, act access.Act) (t taken, err error) {
	rows, err := standing(ctx, tx, tx.On().Patient)
	if err != nil {
		return t, err
	}
	mine := tx.May(access.WriteDirective, access.Document{}) == "" || act == access.ExportRecord
	for _, r := range rows {
		if tx.May(act, r.policy()) == "" && (mine || !r.lost()) {
			t.rows = append(t.rows, r)
		}
	}
	if len(t.rows) > 0 {
		t.key, err = vault.Load(ctx, tx, tx.On().Patient)
	}
	return t, err
}

func (s *Service) open(patient id.Patient, t taken) (all Wishes, err error) {
	if len(t.rows) == 0 {
		return all, nil
	}
	space, err := s.vault.Space(patient, t.key)
	if err != nil {
		return all, fmt.Errorf("directive: key: %w", err)
	}
	for _, r := range t.rows {
		w, err := r.open(space)
		if err != nil {
			return all, err
		}
		switch r.Kind {
		case Directives:
			all.Directives = &w
		case Trusted:
			all.Trusted = &w
		case Donation:
			all.Donation = &w
		}
	}
	return all, nil
}

func (r row) open(space *vault.Space) (Wish, error) {
	w := Wish{ID: r.ID, Kind: r.Kind, Form: r.Form, MadeAt: r.MadeAt, RemindOn: r.RemindOn, Lost: r.lost()}
	if r.DocumentID != nil {
		w.Document = *r.DocumentID
	}
	plain, err := space.Open(r.Sealed, about(r.ID))
	if err == nil {
		err = json.Unmarshal(plain, &w.Words)
	}
	if err != nil {
		return w, fmt.Errorf("directive: %s: %w", r.ID, err)
	}
	return w, nil
}

func about(d id.Directive) string { return "directive " + d.String() }
