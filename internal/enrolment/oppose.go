package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// AskOpposition begins an opposition without a code (#129): when the three go
// together the space waits, 42 days from this request, for the code that leaves
// for the contact known to the caisse (#130). Where opposing is no longer of use
// the code leaves all the same: it closes, or brings back. The answer never
// tells.
func (s *Service) AskOpposition(ctx context.Context, a Asking) error {
	floor := time.NewTimer(s.floor)
	defer floor.Stop()
	err := s.askOpposition(ctx, a)
	select {
	case <-floor.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return neverTells(err)
}

func (s *Service) askOpposition(ctx context.Context, a Asking) error {
	var patient id.Patient
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		if patient, err = s.people.PatientByINS(ctx, tx, a.INS); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: access.Actor{Role: access.Patient}, Act: access.AskOpposition, Subject: patient})
	})
	if err != nil || patient.IsZero() {
		return err
	}
	req := gate.Request{By: asPatient(patient), Act: access.AskOpposition, Patient: patient}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		person, err := s.asks(ctx, tx, patient, a)
		if err != nil {
			return err
		}
		if _, err := s.move(ctx, tx, Asked, ""); err != nil {
			return err
		}
		_, err = s.issue(ctx, tx, patient, channelTo(person))
		return err
	})
	if problem.Reason(err) == access.WrongState { // too late to oppose, or opposed already
		return s.renewFor(ctx, patient, a)
	}
	return err
}

// CloseWith closes a space with a code that was judged, without having activated
// it (#143, R.1111-36), and asks for all to be erased with erase. A closed space
// is erased so too.
func (s *Service) CloseWith(ctx context.Context, by access.Actor, c Claim, erase bool) (Receipt, error) {
	f := forAct{kind: ForClosing, act: access.CloseSpace, receipt: "closure", tell: notification.Closed, target: string(ByHolder)}
	event := Closed
	if erase {
		f.kind, f.act, f.tell, event = ForErasure, access.EraseSpace, notification.Erasing, EraseAsked
	}
	f.do = func(tx *gate.Tx, _ *forDetail) error {
		if err := takeCode(ctx, tx, c); err != nil {
			return err
		}
		return s.shut(ctx, tx, event, ByHolder)
	}
	return s.doFor(ctx, by, c.Patient, f)
}

// KeepWith cancels an erasing with a code that was judged.
func (s *Service) KeepWith(ctx context.Context, by access.Actor, c Claim) (Receipt, error) {
	return s.doFor(ctx, by, c.Patient, forAct{kind: ForKeeping, act: access.KeepSpace, receipt: "keeping", tell: notification.Kept,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if err := takeCode(ctx, tx, c); err != nil {
				return err
			}
			_, err := s.move(ctx, tx, Kept, "")
			return err
		}})
}

// Holder is who shows a code of their own space, and has no account yet or none
// that still signs in.
func (c Claim) Holder() access.Actor { return asPatient(c.Patient) }
