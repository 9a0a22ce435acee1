// Package care keeps who opened which space, seen from both sides: the first
// opening is told to the person, and a professional finds his patients again.
// It knows nothing of what a space holds.
package care

import (
	"context"
	"encoding/json"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/vault"
)

// Service opens spaces to professionals.
type Service struct {
	gate  *gate.Gate
	vault *vault.Vault
}

// New returns the service behind g.
func New(g *gate.Gate, v *vault.Vault) *Service { return &Service{g, v} }

// Opening is a space open to a professional.
type Opening struct {
	First   bool // never opened by him before: the person is told (#31)
	Motive  access.Motive
	Patient Followed
}

// Followed is a patient as a professional's own list names them.
type Followed struct {
	Patient   id.Patient   `json:"-"`
	LastAt    time.Time    `json:"-"`
	BirthName string       `json:"birth_name"`
	GivenName string       `json:"given_name"`
	UsedName  string       `json:"used_name,omitempty"`
	Called    string       `json:"called"`
	Sex       identity.Sex `json:"sex"`
	BirthDate time.Time    `json:"birth_date"`
}

// String hides the person.
func (Followed) String() string { return "[…]" }

// Open opens a space to a professional, under the motive that the policy finds
// (R.1111-46): he is remembered by the person, the person by him.
func (s *Service) Open(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient) (Opening, error) {
	req := gate.Request{By: by, Act: access.OpenRecord, Mode: mode, Patient: patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (o Opening, err error) {
		o.Motive = tx.Motive()
		person, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err != nil {
			return o, err
		}
		o.Patient = Followed{Patient: patient, LastAt: tx.Now(), BirthName: person.BirthName, GivenName: person.Given(),
			UsedName: person.UsedName, Called: person.Called(), Sex: person.Sex, BirthDate: person.BirthDate}
		if o.First, err = open(ctx, tx, patient, by.Account, o.Motive); err != nil {
			return o, err
		}
		plain, err := json.Marshal(o.Patient)
		if err != nil {
			return o, err
		}
		if err := follow(ctx, tx, patient, by.Account, s.vault.Seal(plain, about(by.Account, patient))); err != nil || !o.First {
			return o, err
		}
		return o, notification.Tell(ctx, tx, patient, notification.FirstAccess)
	})
}

// lastPage is far past any list: what is asked beyond it is its last, empty page.
const lastPage = 100_000

// MyPatients lists the patients whose spaces a professional opened, the last
// one first, a page at a time from 1. It opens none of them.
func (s *Service) MyPatients(ctx context.Context, by access.Actor, page int) (all []Followed, more bool, err error) {
	page = min(max(1, page), lastPage)
	var rows []followed
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		rows, err = myPatients(ctx, tx, by.Account, (page-1)*limit.ListRows, limit.ListRows+1)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	if more = len(rows) > limit.ListRows; more {
		rows = rows[:limit.ListRows]
	}
	for _, r := range rows {
		f := Followed{Patient: r.PatientID, LastAt: r.LastAt}
		plain, err := s.vault.Unseal(r.Sealed, about(by.Account, r.PatientID))
		if err == nil {
			err = json.Unmarshal(plain, &f)
		}
		if err != nil {
			return nil, false, err
		}
		all = append(all, f)
	}
	return all, more, nil
}

func about(account id.Account, patient id.Patient) string {
	return "followed " + account.String() + " " + patient.String()
}
