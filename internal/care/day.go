package care

import (
	"context"
	"encoding/json"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Expected is somebody on a professional's list of the day (ux.md GP-02,
// NUR-01).
type Expected struct {
	Followed
	Opened bool // he opened the space today; LastAt says when
}

// DayFull is the code of a list of the day that takes nobody more.
const DayFull = "day-list-full"

// dayKey is what a row of the list of the day is sealed about.
func dayKey(account id.Account, patient id.Patient) string {
	return "day " + account.String() + " " + patient.String()
}

// Expect puts a person whose card the professional reads on his list of the
// day. It opens nothing: it reads the card once more, and leaves that line.
func (s *Service) Expect(ctx context.Context, by access.Actor, patient id.Patient) error {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		day := clock.Day(tx.Now())
		n, there, err := expectedOn(ctx, tx, by.Account, patient, day)
		switch {
		case err != nil || there:
			return err
		case n >= limit.DayList:
			return problem.Field("", DayFull)
		}
		person, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err != nil {
			return err
		}
		plain, err := json.Marshal(followedPerson(person))
		if err != nil {
			return err
		}
		return expect(ctx, tx, by.Account, patient, day, s.vault.Seal(plain, dayKey(by.Account, patient)))
	})
}

// Dismiss takes somebody off the list of the day. It is no act on the space.
func (s *Service) Dismiss(ctx context.Context, by access.Actor, patient id.Patient) error {
	return s.gate.Across(ctx, by.Account, func(tx *db.Tx) error { return dismiss(ctx, tx, by.Account, patient) })
}

// Today is the list of the day, in the order it was made. Names of the days
// before are emptied on the way.
func (s *Service) Today(ctx context.Context, by access.Actor) (all []Expected, err error) {
	var rows []expected
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		day := clock.Day(tx.Now())
		if err := emptyBefore(ctx, tx, by.Account, day); err != nil {
			return err
		}
		rows, err = expectedToday(ctx, tx, by.Account, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	today := clock.Day(s.gate.Now())
	for _, r := range rows {
		e := Expected{Followed: Followed{Patient: r.PatientID}}
		plain, err := s.vault.Unseal(r.Sealed, dayKey(by.Account, r.PatientID))
		if err == nil {
			err = json.Unmarshal(plain, &e.Followed)
		}
		if err != nil {
			return nil, err
		}
		if r.LastAt != nil && clock.Day(*r.LastAt).Equal(today) {
			e.Opened, e.LastAt = true, *r.LastAt
		}
		all = append(all, e)
	}
	return all, nil
}

// followedPerson is a person as lists of professionals name them.
func followedPerson(p identity.Person) Followed {
	return Followed{BirthName: p.BirthName, GivenName: p.Given(), UsedName: p.UsedName, Called: p.Called(), Sex: p.Sex, BirthDate: p.BirthDate}
}

// expected is a row of the list of the day.
type expected struct {
	PatientID id.Patient
	Sealed    []byte
	LastAt    *time.Time // last opening by the same professional
}
