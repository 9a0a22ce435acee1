package enrolment

import (
	"context"
	"crypto/subtle"
	"strconv"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// asRepresentative is somebody signed in, acting for a child.
func asRepresentative(by access.Actor) access.Actor {
	if by.Role == access.Patient {
		by.Role = access.Representative
	}
	return by
}

// codesTyped bounds the codes of children that one account may type.
const (
	codesTyped  = 20
	codesWindow = 24 * time.Hour
)

// ProveChild judges what a representative shows to decide for a child: signed
// in, the code that came for them, the child's birth date, and a link that the
// caisses know (decisions.md §4). Whatever is wrong, one answer: NotProven.
func (s *Service) ProveChild(ctx context.Context, by access.Actor, code Code, birth time.Time) (Claim, error) {
	if err := s.people.Throttle(ctx, identity.Brake{What: "child code " + by.Account.String(), Window: codesWindow, Most: codesTyped}); err != nil {
		return Claim{}, err
	}
	floor := time.NewTimer(s.floor)
	defer floor.Stop()
	claim, err := s.proveChild(ctx, asRepresentative(by), code, birth)
	select {
	case <-floor.C:
	case <-ctx.Done():
		return Claim{}, ctx.Err()
	}
	return claim, err
}

func (s *Service) proveChild(ctx context.Context, by access.Actor, code Code, birth time.Time) (Claim, error) {
	var child id.Patient
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		if child, err = patientByCode(ctx, tx, code.mac(s.vault)); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.TryCode, Subject: child})
	})
	if err != nil {
		return Claim{}, err
	}
	notProven := problem.Field("", NotProven)
	if child.IsZero() {
		return Claim{}, notProven
	}
	req := gate.Request{By: by, Act: access.TryCode, Patient: child}
	claim, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Claim, error) {
		claim, err := s.judgeChild(ctx, tx, by, child, code, birth)
		if err != nil || !claim.Patient.IsZero() {
			return claim, err
		}
		return claim, countTry(ctx, tx, child, code.mac(s.vault), limit.CodeTries)
	})
	switch {
	case problem.Reason(err) != "": // nobody that the caisses know: the try counts all the same
		if err := s.countTry(ctx, child, code.mac(s.vault)); err != nil {
			return Claim{}, err
		}
		return Claim{}, notProven
	case err == nil && claim.Patient.IsZero():
		return Claim{}, notProven
	}
	return claim, err
}

// judgeChild gives the claim, zero when something is wrong. The code is the one
// that came for who shows it, or for « les représentants légaux ».
func (s *Service) judgeChild(ctx context.Context, tx *gate.Tx, by access.Actor, child id.Patient, code Code, birth time.Time) (Claim, error) {
	person, err := identity.PersonIn(ctx, tx, s.vault, child)
	if err != nil {
		return Claim{}, err
	}
	all, err := invitations(ctx, tx, child)
	if err != nil {
		return Claim{}, err
	}
	for _, inv := range all {
		forThem := inv.RecipientID == by.Patient || inv.RecipientID == child
		if forThem && inv.live(tx.Now()) && subtle.ConstantTimeCompare(inv.CodeMAC, code.mac(s.vault)) == 1 &&
			person.BirthDate.Equal(birth) && person.DiedOn == nil {
			return Claim{child, inv.ID, inv.Issue, tx.Now()}, nil
		}
	}
	return Claim{}, nil
}

// ForChild is what a representative chose for a child.
type ForChild struct {
	Claim     Claim
	Sharing   bool
	Emergency access.Emergency
	Terms     string
}

// ActivateChild activates the space of a child from a representative's own (#67,
// #69): the first of two codes wins. When another representative opposed, the
// space waits instead, and both are told.
func (s *Service) ActivateChild(ctx context.Context, by access.Actor, a ForChild) (disputed bool, err error) {
	parent, err := s.people.AsRepresentative(ctx, by)
	if err != nil {
		return false, err
	}
	child := a.Claim.Patient
	req := gate.Request{By: parent.Actor, Act: access.ActivateSpace, Patient: child, Target: a.Terms}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (bool, error) {
		if err := takeCode(ctx, tx, a.Claim); err != nil {
			return false, err
		}
		if against, err := s.chose(ctx, tx, parent, child, choseOpen); err != nil || against {
			return against, err
		}
		if _, err := s.move(ctx, tx, Activated, ""); err != nil {
			return false, err
		}
		if err := insertSettings(ctx, tx, child, a.Sharing, a.Emergency); err != nil {
			return false, err
		}
		return false, tell(ctx, tx, notification.Activated)
	})
}

// OpposeChild refuses the space of a child for it: a minor alone does not (#69).
// When another representative activated it, the space waits instead.
func (s *Service) OpposeChild(ctx context.Context, by access.Actor, c Claim) (r Receipt, disputed bool, err error) {
	parent, err := s.people.AsRepresentative(ctx, by)
	if err != nil {
		return r, false, err
	}
	req := gate.Request{By: parent.Actor, Act: access.OpposeSpace, Patient: c.Patient}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if err := takeCode(ctx, tx, c); err != nil {
			return err
		}
		if disputed, err = s.chose(ctx, tx, parent, c.Patient, choseNone); err != nil {
			return err
		}
		r = newReceipt("opposition", tx.Now())
		if err := insertReceipt(ctx, tx, r); err != nil || disputed {
			return err
		}
		if _, err := s.move(ctx, tx, Opposed, ""); err != nil {
			return err
		}
		tx.Name(r.Number)
		return tell(ctx, tx, notification.Opposed)
	})
	if err != nil {
		return Receipt{}, false, err
	}
	return r, disputed, nil
}

// RenewChild sends a representative a new code for the child; the one that they
// had is dead. Three a day for a child, whoever asks.
func (s *Service) RenewChild(ctx context.Context, by access.Actor, child id.Patient) error {
	by = asRepresentative(by)
	channel, err := s.channelOfReader(ctx, by)
	if err != nil {
		return err
	}
	return s.gate.Pass(ctx, gate.Request{By: by, Act: access.RenewCode, Patient: child}, func(tx *gate.Tx) error {
		if err := s.notTooOften(ctx, tx, child); err != nil {
			return err
		}
		all, err := invitations(ctx, tx, child)
		if err != nil {
			return err
		}
		next := Invite{Patient: child, Invitation: id.NewAt[id.Invitation](tx.Now()), Issue: 1}
		for _, inv := range all {
			if inv.RecipientID == by.Patient {
				next.Invitation, next.Issue = inv.ID, inv.Issue+1
			}
		}
		if err := upsertIssueTo(ctx, tx, next, by.Patient, channel, codeOf(s.vault, next.Invitation, next.Issue).mac(s.vault)); err != nil {
			return err
		}
		tx.Name(next.Invitation.String() + "/" + strconv.Itoa(next.Issue))
		if channel != "email" {
			return nil
		}
		return jobs.Enqueue(ctx, tx, next)
	})
}

// channelOfReader is how the caisse reaches a representative, read in their own
// space.
func (s *Service) channelOfReader(ctx context.Context, by access.Actor) (channel string, err error) {
	by.Role = access.Patient
	err = s.gate.Pass(ctx, gate.Request{By: by, Act: access.ReadIdentity, Patient: by.Patient, Reads: true}, func(tx *gate.Tx) error {
		p, err := identity.PersonIn(ctx, tx, s.vault, by.Patient)
		channel = channelTo(p)
		return err
	})
	return channel, err
}
