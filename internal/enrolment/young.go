package enrolment

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Young is where a minor's own sign-in is, as a representative may know it.
type Young struct {
	Offered   bool // a code is on its way, or waits
	Open      bool
	Until     time.Time // of the code
	MayHaveIt bool      // from 12 to 17
}

// YoungDue is the job that sends a minor the code of their own sign-in.
type YoungDue struct {
	Patient id.Patient    `json:"patient"`
	ID      id.Invitation `json:"id"`
}

// Kind names the job.
func (YoungDue) Kind() string { return "enrolment.young" }

// OfferYoung offers a minor of 12 or more a sign-in of their own (decisions.md
// §4, TEEN-02): a code goes to the minor's own contact, never to the one of who
// offers. Offered again, the code before is dead.
func (s *Service) OfferYoung(ctx context.Context, by access.Actor, child id.Patient, reach identity.Reach) error {
	parent, err := s.people.AsRepresentative(ctx, by)
	if err != nil {
		return err
	}
	switch own, err := s.ownContact(ctx, by, reach); {
	case err != nil:
		return err
	case own:
		return problem.Field("contact", "young-own-contact")
	}
	req := gate.Request{By: parent.Actor, Act: access.OfferYoung, Patient: child}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if err := s.people.Sign(ctx, tx, parent); err != nil {
			return err
		}
		now, err := youngOf(ctx, tx, child)
		if err != nil {
			return err
		}
		if now.UsedAt != nil {
			return problem.Clash("young-open")
		}
		if err := endYoung(ctx, tx, child); err != nil {
			return err
		}
		sealed, err := s.sealReach(ctx, tx, child, reach)
		if err != nil {
			return err
		}
		due := YoungDue{child, id.NewAt[id.Invitation](tx.Now())}
		mac := codeOf(s.vault, due.ID, 1).mac(s.vault)
		if err := insertYoung(ctx, tx, due, by.Account, mac, sealed, tx.Now().Add(limit.YoungCode)); err != nil {
			return err
		}
		tx.Name(due.ID.String())
		return jobs.Enqueue(ctx, tx, due)
	})
}

// ownContact reports whether a contact is that of who offers it.
func (s *Service) ownContact(ctx context.Context, by access.Actor, reach identity.Reach) (bool, error) {
	if by.Patient.IsZero() {
		return false, nil
	}
	by.Role = access.Patient
	mine, _, err := s.people.Contact(ctx, by)
	return err == nil && mine.Address == reach.Address, err
}

func (s *Service) sealReach(ctx context.Context, tx *gate.Tx, child id.Patient, reach identity.Reach) ([]byte, error) {
	space, err := s.vault.Make(ctx, tx, child, tx.Line())
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(reach)
	if err != nil {
		return nil, err
	}
	return space.Seal(plain, "young"), nil
}

// YoungMessage is the code on its way to a minor. It never prints.
type YoungMessage struct {
	Code  Code
	Reach identity.Reach
	Until time.Time
}

// String never shows the message.
func (YoungMessage) String() string { return "[…]" }

// YoungMessage opens what is to be sent; Missing when it is over.
func (s *Service) YoungMessage(ctx context.Context, due YoungDue) (m YoungMessage, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		row, err := youngOf(ctx, tx, due.Patient)
		if err != nil {
			return err
		}
		if row.ID != due.ID || row.UsedAt != nil || !tx.Now().Before(row.ExpiresAt) {
			return problem.Missing("young")
		}
		m.Code, m.Until = codeOf(s.vault, due.ID, 1), row.ExpiresAt
		m.Reach, err = s.openReach(ctx, tx, due.Patient, row.Sealed)
		return err
	})
	return m, err
}

func (s *Service) openReach(ctx context.Context, tx db.Runner, child id.Patient, sealed []byte) (reach identity.Reach, err error) {
	w, err := vault.Load(ctx, tx, child)
	if err != nil {
		return reach, err
	}
	space, err := s.vault.Space(child, w)
	if err != nil {
		return reach, err
	}
	plain, err := space.Open(sealed, "young")
	if err != nil {
		return reach, err
	}
	return reach, json.Unmarshal(plain, &reach)
}

// YoungOf says where the sign-in of a child is, to a representative.
func (s *Service) YoungOf(ctx context.Context, by access.Actor, child id.Patient) (Young, error) {
	req := gate.Request{By: asRepresentative(by), Act: access.ReadIdentity, Patient: child, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Young, error) {
		row, err := youngOf(ctx, tx, child)
		y := Young{Open: row.UsedAt != nil, Until: row.ExpiresAt, MayHaveIt: tx.May(access.OfferYoung, access.Document{}) == ""}
		y.Offered = !row.ID.IsZero() && !y.Open && tx.Now().Before(row.ExpiresAt) && row.Tries < limit.CodeTries
		return y, err
	})
}

// ProveYoung judges the code that came to a minor with their birth date. Whatever
// is wrong, one answer: NotProven.
func (s *Service) ProveYoung(ctx context.Context, code Code, birth time.Time) (Claim, error) {
	if err := s.people.Throttle(ctx, identity.FromNetwork(ctx, "proof")...); err != nil {
		return Claim{}, err
	}
	floor := time.NewTimer(s.floor)
	defer floor.Stop()
	claim, err := s.proveYoung(ctx, code, birth)
	select {
	case <-floor.C:
	case <-ctx.Done():
		return Claim{}, ctx.Err()
	}
	if err == nil && claim.Patient.IsZero() {
		err = problem.Field("", NotProven)
	}
	return claim, err
}

func (s *Service) proveYoung(ctx context.Context, code Code, birth time.Time) (Claim, error) {
	var child id.Patient
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		child, err = patientByCode(ctx, tx, code.mac(s.vault))
		return err
	})
	if err != nil || child.IsZero() {
		return Claim{}, err
	}
	req := gate.Request{By: asPatient(child), Act: access.TryCode, Patient: child}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Claim, error) {
		person, err := identity.PersonIn(ctx, tx, s.vault, child)
		if err != nil {
			return Claim{}, err
		}
		row, err := youngOf(ctx, tx, child)
		if err != nil || row.ID.IsZero() {
			return Claim{}, err
		}
		good := row.UsedAt == nil && row.Tries < limit.CodeTries && tx.Now().Before(row.ExpiresAt) && person.DiedOn == nil &&
			person.BirthDate.Equal(birth) && subtle.ConstantTimeCompare(row.CodeMAC, code.mac(s.vault)) == 1
		if good {
			return Claim{child, row.ID, 1, tx.Now()}, nil
		}
		return Claim{}, tryYoung(ctx, tx, child)
	})
}

// OpenYoung opens the sign-in of a minor who proved who they are: their own
// password, their own contact. Nobody is told: who offered it sees it.
func (s *Service) OpenYoung(ctx context.Context, c Claim, password string) (access.Actor, error) {
	by := asPatient(c.Patient)
	return gate.Get(ctx, s.gate, gate.Request{By: by, Act: access.OpenYoung, Patient: c.Patient, Target: c.Invitation.String()},
		func(tx *gate.Tx) (access.Actor, error) {
			if tx.On().Adult {
				return by, problem.Refuse(access.NotTwelve)
			}
			row, err := youngOf(ctx, tx, c.Patient)
			if err != nil {
				return by, err
			}
			if row.ID != c.Invitation || row.UsedAt != nil || !tx.Now().Before(row.ExpiresAt) {
				return by, problem.Clash("code-used")
			}
			reach, err := s.openReach(ctx, tx, c.Patient, row.Sealed)
			if err != nil {
				return by, err
			}
			if err := useYoung(ctx, tx, c.Patient); err != nil {
				return by, err
			}
			by.Account, err = s.people.OpenYoungAccount(ctx, tx, c.Patient, password, reach)
			by.Young = true
			return by, err
		})
}

// EndYoung ends a minor's own sign-in: a representative does, or the minor.
func (s *Service) EndYoung(ctx context.Context, by access.Actor, child id.Patient) error {
	if by.Patient != child {
		by = asRepresentative(by)
	}
	return s.gate.Pass(ctx, gate.Request{By: by, Act: access.EndYoung, Patient: child}, func(tx *gate.Tx) error {
		if err := endYoung(ctx, tx, child); err != nil {
			return err
		}
		return s.people.EndYoungAccount(ctx, tx, child)
	})
}
