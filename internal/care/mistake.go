package care

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// OwnOpening is one opening of a professional, as he may say that it was a
// mistake (ux.md §1.12).
type OwnOpening struct {
	At     time.Time
	Mode   access.Mode
	Motive access.Motive
	Said   bool // that it was a mistake, already
	Person *Followed
}

// Urgent reports whether the space was opened in an emergency.
func (o OwnOpening) Urgent() bool { return o.Mode == access.BrisDeGlace || o.Mode == access.Centre15 }

// Lasts reports whether his access goes on by right after he said so: he did not
// come in by an agreement of that day.
func (o OwnOpening) Lasts() bool {
	return o.Motive == access.AsTreatingDoctor || o.Motive == access.AsCareTeam || o.Motive == access.ByLaw
}

// OwnOpening reads one opening by its line; Missing when it is not his own.
func (s *Service) OwnOpening(ctx context.Context, by access.Actor, patient id.Patient, about id.Line) (o OwnOpening, err error) {
	var rows []followed
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		var there bool
		if o, there, err = ownOpening(ctx, tx, by.Account, patient, about); err != nil {
			return err
		}
		if !there {
			return problem.Missing("line")
		}
		rows, err = followedOne(ctx, tx, by.Account, patient)
		return err
	})
	for _, r := range rows {
		f, err := s.unseal(by.Account, r)
		if err != nil {
			return o, err
		}
		o.Person = &f
	}
	return o, err
}

// Mistaken says that an opening was a mistake, by who opened: what let him in
// that day is over at once, an emergency too, the person is told in plain words,
// and the reviewers read it where it was in an emergency. Said again, nothing
// changes. What the person or the caisse gave him stays theirs to end.
func (s *Service) Mistaken(ctx context.Context, by access.Actor, patient id.Patient, about id.Line, words string) error {
	words = strings.TrimSpace(words)
	if utf8.RuneCountInString(words) > reasonMax {
		return problem.Field("message", "too-long")
	}
	req := gate.Request{By: by, Act: access.ReportMistake, Patient: patient, Target: about.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		o, there, err := openedBy(ctx, tx, patient, about)
		if err == nil && !there {
			err = problem.Missing("line")
		}
		if err != nil {
			return err
		}
		if said, err := saidAlready(ctx, tx, patient, about); err != nil || said { // the space is locked: no other says it meanwhile
			return err
		}
		space, err := s.vault.Make(ctx, tx, patient, tx.Line()) // nothing may have been kept there yet
		if err != nil {
			return err
		}
		m := mistake{id: id.NewAt[id.Review](tx.Now()), about: about}
		m.sealed = space.Seal([]byte(words), "mistake "+m.id.String())
		if o.Urgent() {
			if m.review, err = s.queueMistake(ctx, tx, o, m.id); err != nil {
				return err
			}
		}
		if err := insertMistake(ctx, tx, patient, m); err != nil {
			return err
		}
		if err := closeEmergencies(ctx, tx, patient, by.Account); err != nil {
			return err
		}
		if err := consent.TakeBack(ctx, tx, o.At); err != nil {
			return err
		}
		return notification.Tell(ctx, tx, patient, notification.Mistaken)
	})
}

// queueMistake lets the reviewers know: in the case that waits for them, else,
// where that one was concluded, in a case of its own.
func (s *Service) queueMistake(ctx context.Context, tx *gate.Tx, o OwnOpening, own id.Review) (*id.Review, error) {
	patient, by := tx.On().Patient, tx.By().Account
	if waiting, there, err := markMistaken(ctx, tx, patient, by, o.Mode, o.At); err != nil || there {
		return &waiting, err
	}
	return &own, queueReview(ctx, tx, patient, own, forMistake, by, false, tx.Now().Add(limit.EmergencyReviewLife))
}
