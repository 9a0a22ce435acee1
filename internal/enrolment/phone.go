package enrolment

import (
	"bytes"
	"context"
	"crypto/subtle"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// OpposeByPhone opposes for a caller who gives the code, the number and the
// serial number of the carte Vitale (#131, #132): judged together, one answer,
// and a failed try counts as on the web.
func (s *Service) OpposeByPhone(ctx context.Context, by access.Actor, code, nir, serial string) (Receipt, error) {
	floor := time.NewTimer(s.floor)
	defer floor.Stop()
	r, err := s.opposeByPhone(ctx, by, code, nir, serial)
	select {
	case <-floor.C:
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	}
	return r, err
}

func (s *Service) opposeByPhone(ctx context.Context, by access.Actor, typed, nir, serial string) (Receipt, error) {
	code, wrong, _ := ParseCode(typed)
	ins, err := identity.ParseNIR(nir)
	if wrong != "" || err != nil {
		return Receipt{}, problem.Field("", NotProven)
	}
	var whose id.Patient
	err = s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		if whose, err = s.people.PatientByINS(ctx, tx, ins); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.TryCode, Subject: whose})
	})
	if err != nil {
		return Receipt{}, err
	}
	var claim Claim
	if !whose.IsZero() {
		if claim, err = s.judgePhone(ctx, whose, code, serial); err != nil {
			return Receipt{}, err
		}
	}
	if claim.Patient.IsZero() {
		return Receipt{}, problem.Field("", NotProven)
	}
	return s.OpposeWith(ctx, by, claim)
}

// judgePhone looks at code and serial number of one space; the zero Claim is a
// failed try, which counts on its live code.
func (s *Service) judgePhone(ctx context.Context, patient id.Patient, code Code, serial string) (Claim, error) {
	req := gate.Request{By: asPatient(patient), Act: access.TryCode, Patient: patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Claim, error) {
		known, err := vitaleMAC(ctx, tx, patient)
		if err != nil {
			return Claim{}, err
		}
		person, err := s.mayHaveCode(ctx, tx, patient)
		if problem.KindOf(err) == problem.Forbidden {
			return Claim{}, nil
		}
		if err != nil {
			return Claim{}, err
		}
		all, err := invitations(ctx, tx, patient)
		if err != nil {
			return Claim{}, err
		}
		for _, inv := range all {
			if inv.RecipientID == person.Patient && inv.live(tx.Now()) && subtle.ConstantTimeCompare(inv.CodeMAC, code.mac(s.vault)) == 1 &&
				known != nil && bytes.Equal(known, identity.VitaleMAC(s.vault, serial)) {
				return Claim{patient, inv.ID, inv.Issue, tx.Now()}, nil
			}
		}
		return Claim{}, countTry(ctx, tx, patient, nil, limit.CodeTries)
	})
}

// OpposeWith opposes with a code that was judged, for whoever acts for the
// person: an agent on the line, a helper beside them.
func (s *Service) OpposeWith(ctx context.Context, by access.Actor, c Claim) (Receipt, error) {
	return s.doFor(ctx, by, c.Patient, forAct{kind: ForOpposition, act: access.OpposeSpace, receipt: "opposition", tell: notification.Opposed,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if err := takeCode(ctx, tx, c); err != nil {
				return err
			}
			_, err := s.move(ctx, tx, Opposed, "")
			return err
		}})
}
