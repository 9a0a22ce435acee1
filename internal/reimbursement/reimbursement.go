// Package reimbursement keeps what the Assurance Maladie reimbursed to a person in the last 12 months, as its feed tells
// it. It knows no document, and no professional ever reads it.
package reimbursement

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/vault"
)

// Service does what may be done with reimbursements.
type Service struct {
	gate  *gate.Gate
	vault *vault.Vault
}

// New returns the service behind g.
func New(g *gate.Gate, v *vault.Vault) *Service { return &Service{g, v} }

// Kind is what sort of care a line is about. Its value is sealed with the line: never rename.
type Kind string

// The kinds, those of the sections of a CNAM-HR document and those that the page adds.
const (
	Care      Kind = "care" // consultations, visits, dental care
	Medicine  Kind = "medicine"
	Device    Kind = "device"
	Vaccine   Kind = "vaccine"
	Imaging   Kind = "imaging"
	Biology   Kind = "biology"
	Hospital  Kind = "hospital"
	Transport Kind = "transport"
	OtherCare Kind = "other"
)

// Kinds lists the kinds, in the order of the page.
func Kinds() []Kind {
	return []Kind{Care, Medicine, Biology, Imaging, Hospital, Device, Vaccine, Transport, OtherCare}
}

// Cents is an amount of money.
type Cents int64

// Line is one thing reimbursed (#21, R.1111-27 4°).
type Line struct {
	On       time.Time `json:"-"` // day of the care
	Kind     Kind      `json:"kind"`
	Code     string    `json:"code,omitempty"` // of the act, as its nomenclature writes it
	Label    string    `json:"label"`
	By       string    `json:"by,omitempty"`    // who did it or delivered it
	Place    string    `json:"place,omitempty"` // where
	Quantity int       `json:"quantity,omitempty"`
	// Paid and Refunded are not said by every feed.
	Paid     *Cents `json:"paid,omitempty"`
	Refunded *Cents `json:"refunded,omitempty"`
}

// String hides the line: a label in the operator's log is a leak.
func (Line) String() string { return "[reimbursement]" }

// Since is the first day of the 12 months before at: what is older is gone.
func Since(at time.Time) time.Time { return clock.Day(at).AddDate(0, -limit.ReimbursementMonths, 0) }

// taken are lines let out of a transaction, still sealed.
type taken struct {
	rows []row
	key  vault.Wrapped
}

// Read gives the lines of the last 12 months, the newest first: to the holder and the representatives alone.
func (s *Service) Read(ctx context.Context, by access.Actor, patient id.Patient) ([]Line, error) {
	req := gate.Request{By: by, Act: access.ReadReimbursement, Patient: patient, Reads: true}
	t, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (taken, error) { return take(ctx, tx, patient) })
	if err != nil {
		return nil, err
	}
	return s.open(patient, t)
}

// Copy gives the same lines within another act of the same person, for a copy of the space: sealed, with how to open
// them once that act is committed.
func (s *Service) Copy(ctx context.Context, tx *gate.Tx) (func() ([]Line, error), error) {
	patient := tx.On().Patient
	t, err := take(ctx, tx, patient)
	return func() ([]Line, error) { return s.open(patient, t) }, err
}

func take(ctx context.Context, tx *gate.Tx, patient id.Patient) (t taken, err error) {
	if t.rows, err = lines(ctx, tx, patient, Since(tx.Now())); err != nil || len(t.rows) == 0 {
		return t, err
	}
	t.key, err = vault.Load(ctx, tx, patient)
	return t, err
}

func (s *Service) open(patient id.Patient, t taken) ([]Line, error) {
	if len(t.rows) == 0 {
		return nil, nil
	}
	space, err := s.vault.Space(patient, t.key)
	if err != nil {
		return nil, fmt.Errorf("reimbursement: key: %w", err)
	}
	all := make([]Line, len(t.rows))
	for i, r := range t.rows {
		plain, err := space.Open(r.Sealed, about(r.ID))
		if err == nil {
			err = json.Unmarshal(plain, &all[i])
		}
		if err != nil {
			return nil, fmt.Errorf("reimbursement: line %s: %w", r.ID, err)
		}
		all[i].On = r.CaredOn
	}
	slices.SortStableFunc(all, func(a, b Line) int {
		return cmp.Or(b.On.Compare(a.On), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Label, b.Label))
	})
	return all, nil
}

func about(id id.Reimbursement) string { return "reimbursement " + id.String() }
