package support

import (
	"context"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/name"
	"espacesante/internal/problem"
)

// Shown is a document of identity that somebody showed at a counter. Its number
// is kept nowhere.
type Shown string

// The documents.
const (
	IdentityCard Shown = "card"
	Passport     Shown = "passport"
	Residence    Shown = "residence"
	Driving      Shown = "driving"
)

// Documents lists them.
func Documents() []Shown { return []Shown{IdentityCard, Passport, Residence, Driving} }

// Seen is what an agent of a caisse has checked of the person before him
// (CPAM-01).
type Seen struct {
	INS      identity.INS
	Birth    time.Time
	Document Shown
	Photo    bool         // the face is that of the photograph
	Parent   identity.INS // of a minor: whose document it is
}

// String never shows who.
func (Seen) String() string { return "[…]" }

// NobodyHere is the one answer to number and birth date that do not go together.
const NobodyHere = "visitor-not-found"

// receiveMost is how many people an agent may receive or look for in an hour.
const receiveMost = 60

// Receive opens the visit of somebody whose identity was seen: for 20 minutes
// the agent may act with them.
func (s *Service) Receive(ctx context.Context, by access.Actor, seen Seen) (id.Attendance, error) {
	switch {
	case !slices.Contains(Documents(), seen.Document):
		return id.Attendance{}, problem.Field("piece", "choose")
	case !seen.Photo:
		return id.Attendance{}, problem.Field("photo", "agree")
	}
	return s.open(ctx, by, access.ReceivePerson, Visit, limit.VisitLife, seen.INS, string(seen.Document), func(tx *gate.Tx, p identity.Person) (bool, error) {
		if !p.BirthDate.Equal(seen.Birth) { // whoever the file says dead may stand here: a mistake to take back
			return false, nil
		}
		if tx.On().Adult {
			return seen.Parent == identity.INS{}, nil
		}
		return represents(ctx, tx, p.Patient, identity.INSMAC(s.vault, seen.Parent)) // #67
	})
}

// OpenFile opens the file of somebody who is not there: number, birth date and
// birth name go together. It gives nothing to read and allows little.
func (s *Service) OpenFile(ctx context.Context, by access.Actor, n identity.INS, birth time.Time, birthName string) (id.Attendance, error) {
	return s.open(ctx, by, access.OpenFile, File, limit.VisitLife, n, "", func(_ *gate.Tx, p identity.Person) (bool, error) {
		return p.BirthDate.Equal(birth) && name.Normal(birthName) != "" && name.Normal(birthName) == name.Normal(p.BirthName), nil
	})
}

func (s *Service) open(ctx context.Context, by access.Actor, act access.Act, kind Kind, life time.Duration, n identity.INS, shown string,
	fits func(*gate.Tx, identity.Person) (bool, error)) (id.Attendance, error) {
	if err := s.people.Throttle(ctx, identity.Brake{What: "visitor by " + by.Account.String(), Window: identifyWindow, Most: receiveMost}); err != nil {
		return id.Attendance{}, err
	}
	patient, err := s.people.PatientOf(ctx, n)
	if err != nil {
		return id.Attendance{}, err
	}
	if patient.IsZero() {
		patient = id.New[id.Patient]()
	}
	a := Attendance{ID: id.NewAt[id.Attendance](s.pool.Now()), Kind: kind, Patient: patient, EndsAt: s.pool.Now().Add(life)}
	req := gate.Request{By: by, Act: act, Patient: patient, Target: shown}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		person, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err != nil {
			return err
		}
		if ok, err := fits(tx, person); err != nil {
			return err
		} else if !ok {
			return problem.Refuse(access.NotPresent)
		}
		if err := insertAttendance(ctx, tx, by.Account, a); err != nil {
			return err
		}
		return upsertIdentification(ctx, tx, patient, by.Account, a, 0, shown)
	})
	if problem.Reason(err) == access.NotPresent || problem.KindOf(err) == problem.NotFound {
		return id.Attendance{}, problem.Field("", NobodyHere)
	}
	return a.ID, err
}
