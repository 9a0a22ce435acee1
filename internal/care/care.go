// Package care keeps who opened which space, seen from both sides: the first
// opening is told to the person, and a professional finds his patients again.
// It knows nothing of what a space holds.
package care

import (
	"context"
	"encoding/json"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
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
	Line    id.Line // that tells of it, for who says that it was a mistake
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

// Open opens a space to a professional in the normal mode, under the motive
// that the policy finds (R.1111-46): he is remembered by the person, the person
// by him. OpenInEmergency is the other way.
func (s *Service) Open(ctx context.Context, by access.Actor, patient id.Patient) (Opening, error) {
	req := gate.Request{By: by, Act: access.OpenRecord, Patient: patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Opening, error) {
		o, err := s.opened(ctx, tx, by)
		if err != nil || !o.First {
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
		f, err := s.unseal(by.Account, r)
		if err != nil {
			return nil, false, err
		}
		all = append(all, f)
	}
	return all, more, nil
}

// Access is one act of a professional, with the person as his list names them;
// none when the space was never opened by him, or is erased.
type Access struct {
	accesslog.Mine
	Person *Followed
}

// MyAccesses gives a professional his own lines, the same that each person
// reads, a page at a time; next is where the page after begins.
func (s *Service) MyAccesses(ctx context.Context, by access.Actor, before id.Line) (all []Access, next id.Line, err error) {
	var lines []accesslog.Mine
	var rows []followed
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		if lines, err = accesslog.OfProfessional(ctx, tx, by.Account, before, limit.ListRows+1); err != nil {
			return err
		}
		rows, err = followedAmong(ctx, tx, by.Account, lines)
		return err
	})
	if err != nil {
		return nil, next, err
	}
	people := map[id.Patient]*Followed{}
	for _, r := range rows {
		f, err := s.unseal(by.Account, r)
		if err != nil {
			return nil, next, err
		}
		people[r.PatientID] = &f
	}
	if len(lines) > limit.ListRows {
		lines = lines[:limit.ListRows]
		next = lines[len(lines)-1].Line
	}
	for _, l := range lines {
		all = append(all, Access{l, people[l.PatientID]})
	}
	return all, next, nil
}

func (s *Service) unseal(account id.Account, r followed) (Followed, error) {
	f := Followed{Patient: r.PatientID, LastAt: r.LastAt}
	plain, err := s.vault.Unseal(r.Sealed, about(account, r.PatientID))
	if err == nil {
		err = json.Unmarshal(plain, &f)
	}
	return f, err
}

func about(account id.Account, patient id.Patient) string {
	return "followed " + account.String() + " " + patient.String()
}
