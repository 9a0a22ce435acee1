package enrolment

import (
	"bytes"
	"context"
	"strconv"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Asking is what somebody without a code shows: number, serial number of the
// carte Vitale, birth date (#51, #127). It never prints.
type Asking struct {
	INS    identity.INS
	Vitale string
	Birth  time.Time
}

// String never shows what was asked.
func (Asking) String() string { return "[…]" }

// RenewCode sends a new code to the contact known to the caisse, if the three
// go together; the old one dies then. The answer never tells (decisions.md §2).
func (s *Service) RenewCode(ctx context.Context, a Asking) error {
	floor := time.NewTimer(s.floor)
	defer floor.Stop()
	err := s.renew(ctx, a)
	select {
	case <-floor.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return neverTells(err)
}

// neverTells answers the same whatever was wrong with what was asked.
func neverTells(err error) error {
	switch problem.KindOf(err) {
	case problem.NotFound, problem.Forbidden, problem.Conflict, problem.TooMany:
		return nil
	}
	return err
}

func (s *Service) renew(ctx context.Context, a Asking) error {
	if err := s.people.Throttle(ctx, brakesOfAsking(ctx, a.INS)...); err != nil {
		return err
	}
	if erased, err := s.people.AskAgain(ctx, a.INS, a.Vitale, a.Birth); err != nil || erased {
		return err
	}
	var patient id.Patient
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		if patient, err = s.people.PatientByINS(ctx, tx, a.INS); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: access.Actor{Role: access.Patient}, Act: access.RenewCode, Subject: patient})
	})
	if err != nil || patient.IsZero() {
		return err
	}
	return s.renewFor(ctx, patient, a)
}

func (s *Service) renewFor(ctx context.Context, patient id.Patient, a Asking) error {
	req := gate.Request{By: asPatient(patient), Act: access.RenewCode, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		person, err := s.asks(ctx, tx, patient, a)
		if err != nil {
			return err
		}
		_, err = s.issue(ctx, tx, patient, channelTo(person))
		return err
	})
}

// asks judges what somebody without a code shows: the three together, and three
// codes a day. Counted once they go together: whoever guesses takes nothing
// from the person (invariant 18).
func (s *Service) asks(ctx context.Context, tx *gate.Tx, patient id.Patient, a Asking) (identity.Person, error) {
	known, err := vitaleMAC(ctx, tx, patient)
	if err != nil {
		return identity.Person{}, err
	}
	person, err := s.mayHaveCode(ctx, tx, patient)
	if err != nil {
		return person, err
	}
	if known == nil || !bytes.Equal(known, identity.VitaleMAC(s.vault, a.Vitale)) || !person.BirthDate.Equal(a.Birth) {
		return person, problem.Refuse(access.NotYours)
	}
	return person, s.notTooOften(ctx, tx, patient)
}

// mayHaveCode answers the person of tx's space, a living adult.
func (s *Service) mayHaveCode(ctx context.Context, tx *gate.Tx, p id.Patient) (identity.Person, error) {
	person, err := identity.PersonIn(ctx, tx, s.vault, p)
	switch {
	case err != nil:
		return person, err
	case person.DiedOn != nil:
		return person, problem.Refuse(access.NotYours)
	case tx.Now().Before(clock.Majority(person.BirthDate)):
		return person, problem.Refuse(access.MinorMayNot)
	}
	return person, nil
}

// notTooOften allows three codes a day.
func (s *Service) notTooOften(ctx context.Context, tx *gate.Tx, p id.Patient) error {
	n, err := codesSince(ctx, tx, p, tx.Now().Add(-24*time.Hour))
	if err == nil && n >= limit.CodesADay {
		err = problem.Often("too-often", 24*time.Hour)
	}
	return err
}

// slip is the channel of a code printed before the person, at a counter: it
// lives a day and is sent at once (PAT-01d).
const slip = "slip"

// issue gives the person's invitation its next code, or invites somebody whom
// no campaign has reached yet (#111), and sends it.
func (s *Service) issue(ctx context.Context, tx *gate.Tx, patient id.Patient, channel string) (Invite, error) {
	all, err := invitations(ctx, tx, patient)
	if err != nil {
		return Invite{}, err
	}
	next := Invite{Patient: patient, Invitation: id.NewAt[id.Invitation](tx.Now()), Issue: 1}
	for _, inv := range all {
		if inv.RecipientID == patient {
			next.Invitation, next.Issue = inv.ID, inv.Issue+1
		}
	}
	mac := codeOf(s.vault, next.Invitation, next.Issue).mac(s.vault)
	var ends *time.Time
	if channel == slip {
		at := tx.Now().Add(limit.SlipLife)
		ends = &at
	}
	if err := upsertIssue(ctx, tx, next, channel, mac, ends); err != nil {
		return next, err
	}
	tx.Name(next.Invitation.String() + "/" + strconv.Itoa(next.Issue))
	if channel != "email" {
		return next, nil // campaign letters prints it, or the counter
	}
	return next, jobs.Enqueue(ctx, tx, next)
}
