package enrolment

import (
	"context"
	"crypto/rand"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// Activation is all that somebody chose on the way to an activated space.
type Activation struct {
	Claim     Claim
	Reach     identity.Reach // verified by a one-time code
	Password  string         // the hash
	Sharing   bool           // professionals of the care team may open
	Emergency access.Emergency
	Terms     string // version of the terms accepted
}

// Activate activates the space of a claim, once: of two at the same time one
// finds the code used. It answers the account that may now sign in.
func (s *Service) Activate(ctx context.Context, a Activation) (access.Actor, error) {
	req := gate.Request{By: asPatient(a.Claim.Patient), Act: access.ActivateSpace, Patient: a.Claim.Patient, Target: a.Terms}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (access.Actor, error) {
		by := asPatient(a.Claim.Patient)
		if err := takeCode(ctx, tx, a.Claim); err != nil {
			return by, err
		}
		if _, err := s.move(ctx, tx, Activated, ""); err != nil {
			return by, err
		}
		if err := insertSettings(ctx, tx, a.Claim.Patient, a.Sharing, a.Emergency); err != nil {
			return by, err
		}
		account, err := s.people.OpenAccount(ctx, tx, a.Claim.Patient, a.Password, a.Reach)
		if err != nil {
			return by, err
		}
		by.Account = account
		return by, tell(ctx, tx, notification.Activated)
	})
}

// Receipt is the proof of an opposition or a closure: a number that can be
// checked for ever without telling whom it is about.
type Receipt struct {
	Number string
	Kind   string // opposition, closure
	At     time.Time
}

// Oppose refuses the space of a claim (R.1111-28), with the right to change
// one's mind.
func (s *Service) Oppose(ctx context.Context, c Claim) (Receipt, error) {
	req := gate.Request{By: asPatient(c.Patient), Act: access.OpposeSpace, Patient: c.Patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Receipt, error) {
		if err := takeCode(ctx, tx, c); err != nil {
			return Receipt{}, err
		}
		if _, err := s.move(ctx, tx, Opposed, ""); err != nil {
			return Receipt{}, err
		}
		r := newReceipt("opposition", tx.Now())
		if err := insertReceipt(ctx, tx, r); err != nil {
			return Receipt{}, err
		}
		tx.Name(r.Number) // the message of the receipt reads it there
		return r, tell(ctx, tx, notification.Opposed)
	})
}

// Close closes the space of somebody signed in, into the archive of ten years
// (R.1111-36, #15, #119). Their sign-in ends with it.
func (s *Service) Close(ctx context.Context, by access.Actor, motive ClosingMotive) (Receipt, error) {
	if !motive.known() {
		return Receipt{}, problem.Field("motif", "choice")
	}
	req := gate.Request{By: by, Act: access.CloseSpace, Patient: by.Patient, Target: string(motive)}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Receipt, error) {
		if err := s.shut(ctx, tx, Closed, motive); err != nil {
			return Receipt{}, err
		}
		r := newReceipt("closure", tx.Now())
		if err := insertReceipt(ctx, tx, r); err != nil {
			return Receipt{}, err
		}
		tx.Name(r.Number)
		return r, tell(ctx, tx, notification.Closed)
	})
}

// ClosingMotive is why a space was closed, as professionals are told (TD0.2).
type ClosingMotive string

// The motives.
const (
	ByHolder     ClosingMotive = "holder"  // the person's own choice, reason not asked
	ByDeath      ClosingMotive = "death"   // R.1111-36
	BySuspension ClosingMotive = "fraud"   // suspended, and nobody objected (R.1111-36)
	ByDispute    ClosingMotive = "dispute" // two representatives disagreed
)

func (m ClosingMotive) known() bool { return m == ByHolder }

// CheckReceipt finds a receipt by the number printed on it.
func (s *Service) CheckReceipt(ctx context.Context, number string) (Receipt, error) {
	return receipt(ctx, s.pool, tidyReceipt(number))
}

func newReceipt(kind string, at time.Time) Receipt {
	b := make([]byte, 32)
	rand.Read(b)
	n := id.Unambiguous(b, 12)
	return Receipt{Number: n[:4] + "-" + n[4:8] + "-" + n[8:], Kind: kind, At: at}
}

func tidyReceipt(typed string) string {
	n := identity.TidyCode(typed)
	if len(n) != 12 {
		return n
	}
	return n[:4] + "-" + n[4:8] + "-" + n[8:]
}

// LastDay is the end of the time to oppose, for identified pages; zero when
// nothing was sent.
func (s *Service) LastDay(ctx context.Context, patient id.Patient) (Situation, error) {
	return gate.Get(ctx, s.gate, gate.Request{By: asPatient(patient), Act: access.ReadIdentity, Patient: patient, Reads: true},
		func(tx *gate.Tx) (Situation, error) { return situation(ctx, tx, patient) })
}

// ArchiveEnd is when the archive of a space closed at is deleted by itself: ten
// years on (R.1111-36, #119).
func ArchiveEnd(closed time.Time) time.Time { return closed.AddDate(limit.ArchiveYears, 0, 0) }
