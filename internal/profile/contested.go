package profile

import (
	"context"
	"fmt"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
)

// Contested is a line of a professional's own, of which the person says that it
// is not exact; her words are read in her space.
type Contested struct {
	Patient id.Patient
	Entry   id.Entry
	Kind    Kind
	At      time.Time
	Called  string
}

// String hides the person.
func (Contested) String() string { return "[contested]" }

// ContestedOf lists what persons contest of a professional's own lines, the
// newest first.
func (s *Service) ContestedOf(ctx context.Context, by access.Actor) (all []Contested, err error) {
	var rows []contestedRow
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		rows, err = contestedOf(ctx, tx, by.Account, limit.ListRows)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		called, err := s.vault.Unseal(r.Sealed, aboutContested(by.Account, r.EntryID))
		if err != nil {
			return nil, fmt.Errorf("profile: contested line: %w", err)
		}
		all = append(all, Contested{r.PatientID, r.EntryID, r.Kind, r.ContestedAt, string(called)})
	}
	return all, nil
}

func aboutContested(by id.Account, e id.Entry) string {
	return "contested " + by.String() + " " + e.String()
}

// tellAuthor puts a contested line on the list of who wrote it.
func (s *Service) tellAuthor(ctx context.Context, tx *gate.Tx, patient id.Patient, r row) error {
	person, err := identity.PersonIn(ctx, tx, s.vault, patient)
	if err != nil {
		return err
	}
	return tellContested(ctx, tx, patient, r, s.vault.Seal([]byte(person.Called()), aboutContested(r.AuthorID, r.ID)))
}
