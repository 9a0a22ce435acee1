package identity

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Representative is somebody signed in, acting for a child, with the name that
// the child's space is to know them by.
type Representative struct {
	access.Actor
	called string
}

// AsRepresentative reads in their own space what somebody who acts for a child
// goes by. Whoever has no space stays who they are, and is refused where they go.
func (s *Service) AsRepresentative(ctx context.Context, by access.Actor) (Representative, error) {
	if by.Patient.IsZero() || by.Role != access.Patient && by.Role != access.Representative {
		return Representative{Actor: by}, nil
	}
	self := by
	self.Role = access.Patient
	p, err := s.Self(ctx, self)
	by.Role = access.Representative
	return Representative{by, p.Called()}, err
}

// String hides the name.
func (Representative) String() string { return hidden }

// Sign keeps the name in the child's space that tx is in: the history tells
// which parent it was.
func (s *Service) Sign(ctx context.Context, tx *gate.Tx, r Representative) error {
	child := tx.On().Patient
	return upsertRepresentativeName(ctx, tx, child, r.Account, s.vault.Seal([]byte(r.called), signature(child, r.Account)))
}

func signature(child id.Patient, account id.Account) string {
	return "representative " + child.String() + " " + account.String()
}

// RepresentativeNames are what those who acted for the child of tx's space go by.
func RepresentativeNames(ctx context.Context, tx *gate.Tx, v *vault.Vault, child id.Patient) (map[id.Account]string, error) {
	rows, err := representativeNames(ctx, tx, child)
	names := make(map[id.Account]string, len(rows))
	for _, r := range rows {
		name, err := v.Unseal(r.Sealed, signature(child, r.AccountID))
		if err != nil {
			return nil, err
		}
		names[r.AccountID] = string(name)
	}
	return names, err
}

// Of is the identity of the person of a space, for who stands in for them.
func (s *Service) Of(ctx context.Context, by access.Actor, patient id.Patient) (Person, error) {
	return gate.Get(ctx, s.gate, gate.Request{By: by, Act: access.ReadIdentity, Patient: patient, Reads: true},
		func(tx *gate.Tx) (Person, error) { return PersonIn(ctx, tx, s.vault, patient) })
}

// lookUps bounds what one agent of the service may look up in an hour.
const lookUps = 60

// FindFor is whose number it is, for who runs the service: each search is a
// line. A number that is nobody's is answered on its field.
func (s *Service) FindFor(ctx context.Context, by access.Actor, n INS) (patient id.Patient, err error) {
	if err := s.Throttle(ctx, Brake{"look up " + by.Account.String(), time.Hour, lookUps}); err != nil {
		return patient, err
	}
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		if patient, err = s.PatientByINS(ctx, tx, n); err != nil {
			return err
		}
		op := accesslog.Operation{By: by, Act: access.FindPerson, Subject: patient}
		if patient.IsZero() {
			op.Reason = access.NoSpace
		}
		return accesslog.Record(ctx, tx, op)
	})
	if err == nil && patient.IsZero() {
		err = problem.Field("ins", NobodyFound)
	}
	return patient, err
}
