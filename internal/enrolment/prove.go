package enrolment

import (
	"context"
	"crypto/subtle"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Proof is what somebody shows to act for a space: the code received, the
// number, the birth date. It never prints.
type Proof struct {
	Code  Code
	INS   identity.INS
	Birth time.Time
}

// String never shows the proof.
func (Proof) String() string { return "[…]" }

// Claim is a proof that was accepted. It opens nothing by itself: the act that
// it leads to takes the code, once, in its own transaction.
type Claim struct {
	Patient    id.Patient    `json:"patient"`
	Invitation id.Invitation `json:"invitation"`
	Issue      int           `json:"issue"`
	At         time.Time     `json:"at"`
}

// NotProven is the one public answer to a proof that fails, whichever part is
// wrong, dead, used or unknown (#17 of the invariants, decisions.md §2).
const NotProven = "not-proven"

// equalize is the least time that judging a proof takes, so that an answer's
// time tells nothing. It covers the work of every case on a busy machine.
const equalize = 120 * time.Millisecond

// Prove judges code, number and birth date together. A failed try counts on the
// code typed and on the live code of the number typed.
func (s *Service) Prove(ctx context.Context, p Proof) (Claim, error) {
	floor := time.NewTimer(s.floor)
	defer floor.Stop()
	brakes := identity.FromNetwork(ctx, "proof")
	if err := s.people.Throttle(ctx, brakes...); err != nil {
		return Claim{}, err
	}
	claim, err := s.prove(ctx, p)
	if err == nil {
		err = s.people.GiveBack(ctx, brakes...)
	}
	select {
	case <-floor.C:
	case <-ctx.Done():
		return Claim{}, ctx.Err()
	}
	return claim, err
}

func (s *Service) prove(ctx context.Context, p Proof) (Claim, error) {
	var whose, coded id.Patient
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		if whose, err = s.people.PatientByINS(ctx, tx, p.INS); err != nil {
			return err
		}
		if coded, err = patientByCode(ctx, tx, p.Code.mac(s.vault)); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: access.Actor{Role: access.Patient}, Act: access.TryCode, Subject: whose})
	})
	if err != nil {
		return Claim{}, err
	}
	if !whose.IsZero() && whose == coded {
		claim, err := s.judge(ctx, whose, p)
		if err != nil || !claim.Patient.IsZero() {
			return claim, err
		}
		coded = id.Patient{} // the try is counted already
	} else if !whose.IsZero() {
		held, err := s.counts(ctx, p.INS)
		if err == nil && held {
			err = s.countTry(ctx, whose, nil)
		}
		if err != nil {
			return Claim{}, err
		}
	}
	if !coded.IsZero() {
		if err := s.countTry(ctx, coded, p.Code.mac(s.vault)); err != nil {
			return Claim{}, err
		}
	}
	return Claim{}, problem.Field("", NotProven)
}

// judge looks at a proof whose code and number name the same space. The zero
// Claim is a failed try. A code sent for a minor serves nobody in person: it
// went to the representatives, whose rights end at 18 (#69).
func (s *Service) judge(ctx context.Context, patient id.Patient, p Proof) (Claim, error) {
	req := gate.Request{By: asPatient(patient), Act: access.TryCode, Patient: patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Claim, error) {
		person, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err != nil {
			return Claim{}, err
		}
		all, err := invitations(ctx, tx, patient)
		if err != nil {
			return Claim{}, err
		}
		for _, inv := range all {
			if inv.live(tx.Now()) && subtle.ConstantTimeCompare(inv.CodeMAC, p.Code.mac(s.vault)) == 1 &&
				person.BirthDate.Equal(p.Birth) && person.DiedOn == nil && !inv.SentAt.Before(clock.Majority(person.BirthDate)) {
				return Claim{patient, inv.ID, inv.Issue, tx.Now()}, nil
			}
		}
		return Claim{}, countTry(ctx, tx, patient, nil, limit.CodeTries)
	})
}

// countTry counts a wrong try on the code of that MAC, or on all live ones of
// the space without one.
func (s *Service) countTry(ctx context.Context, patient id.Patient, mac []byte) error {
	req := gate.Request{By: asPatient(patient), Act: access.TryCode, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return countTry(ctx, tx, patient, mac, limit.CodeTries) })
}

// asPatient is somebody who shows a code of the space and has no account yet.
func asPatient(patient id.Patient) access.Actor {
	return access.Actor{Role: access.Patient, Patient: patient, Active: true}
}

// live reports whether the invitation's current code can still serve.
func (i invitation) live(now time.Time) bool {
	return i.UsedAt == nil && i.Tries < limit.CodeTries && i.SentAt != nil && i.ExpiresAt != nil && !now.After(*i.ExpiresAt)
}
