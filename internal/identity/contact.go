package identity

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// ContactChange is a new address or number on its way: asked for, told to the
// old one, in force a day later (reliability.md threat 5, invariant 24).
type ContactChange struct {
	ID          id.Code
	To          Reach
	AskedAt     time.Time
	EffectiveAt time.Time
}

// Contact is how somebody signed in is reached, and what is about to change.
func (s *Service) Contact(ctx context.Context, by access.Actor) (now Reach, next *ContactChange, err error) {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: by.Patient, Reads: true}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if now, err = ReachOf(ctx, tx, s.vault, by.Patient); err != nil {
			return err
		}
		next, err = s.pending(ctx, tx, by.Patient)
		return err
	})
	return now, next, err
}

// ChangeContact asks for a new contact, which a code has proved. The old one is
// told at once and stays in force for a day. The first contact of somebody who
// had none is in force at once.
func (s *Service) ChangeContact(ctx context.Context, by access.Actor, to Reach) error {
	change := id.New[id.Code]()
	req := gate.Request{By: by, Act: access.SetContact, Patient: by.Patient, Target: change.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		old, err := ReachOf(ctx, tx, s.vault, by.Patient)
		if err != nil {
			return err
		}
		if old.Address == "" {
			return s.ReplaceReach(ctx, tx, by.Patient, to)
		}
		if old == to {
			return problem.Field("courriel", "contact-same")
		}
		space, err := s.vault.Make(ctx, tx, by.Patient, tx.Line())
		if err != nil {
			return err
		}
		b, err := json.Marshal(to)
		if err != nil {
			return err
		}
		err = upsertContactChange(ctx, tx, by.Patient, change, space.Seal(b, "contact change"), tx.Now().Add(limit.ContactDelay))
		if err != nil {
			return err
		}
		return notification.Tell(ctx, tx, by.Patient, notification.ContactChanging)
	})
}

// StopContactChange gives up a change that is not in force yet.
func (s *Service) StopContactChange(ctx context.Context, by access.Actor) error {
	req := gate.Request{By: by, Act: access.SetContact, Patient: by.Patient, Target: "stopped"}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		stopped, err := endContactChange(ctx, tx, by.Patient)
		if err == nil && !stopped {
			return problem.Clash("contact-changed")
		}
		return err
	})
}

// StopByCode is the same for who is not signed in and holds the message that
// told of the change (M11): an identifier and the code in it. Whatever is wrong,
// one answer.
func (s *Service) StopByCode(ctx context.Context, identifier, typed string) error {
	floor := time.NewTimer(equalize)
	defer floor.Stop()
	err := s.stopByCode(ctx, identifier, typed)
	select {
	case <-floor.C:
	case <-ctx.Done():
	}
	return err
}

func (s *Service) stopByCode(ctx context.Context, identifier, typed string) error {
	wrong := problem.Field("", "stop-wrong")
	brakes := append(guesses("stop "+strings.ToLower(strings.TrimSpace(identifier))), FromNetwork(ctx, "stop")...)
	if err := s.Throttle(ctx, brakes...); err != nil {
		return err
	}
	a, err := s.find(ctx, "patient", identifiers(identifier))
	if err != nil {
		return err
	}
	if a.PatientID == nil {
		return wrong
	}
	req := gate.Request{By: patientActor(a), Act: access.SetContact, Patient: *a.PatientID, Target: "stopped"}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		next, err := s.pending(ctx, tx, *a.PatientID)
		if err != nil {
			return err
		}
		if next == nil || subtle.ConstantTimeCompare([]byte(s.stopCode(next.ID)), []byte(TidyCode(typed))) != 1 {
			return wrong
		}
		_, err = endContactChange(ctx, tx, *a.PatientID)
		return err
	})
	if problem.KindOf(err) == problem.Forbidden { // a closed space: as if there were none
		return wrong
	}
	return err
}

// StopCode is what M11 prints to stop the change of that name.
func (s *Service) StopCode(change string) string {
	c, err := id.Parse[id.Code](change)
	if err != nil {
		return ""
	}
	code := s.stopCode(c)
	return code[:4] + "-" + code[4:]
}

func (s *Service) stopCode(change id.Code) string {
	return id.Unambiguous(s.vault.Derive("stop contact change", change.String(), 32), 8)
}

// ReplaceReach puts a contact in force at once, under the act of tx: the way
// people are reached and what they sign in with. A change on its way ends.
func (s *Service) ReplaceReach(ctx context.Context, tx *gate.Tx, patient id.Patient, to Reach) error {
	if _, err := endContactChange(ctx, tx, patient); err != nil {
		return err
	}
	a, err := accountOf(ctx, tx, patient)
	if err == nil {
		if err := deleteIdentifiers(ctx, tx, a.ID); err != nil {
			return err
		}
		macs := [][]byte{identifierMAC(s.vault, RecordNumber(s.vault, patient)), identifierMAC(s.vault, to.Address)}
		err = insertIdentifiers(ctx, tx, a.ID, macs)
	}
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	return SetReach(ctx, tx, s.vault, patient, to)
}

// BackToCodes takes the authenticator away from somebody who has lost it and has
// shown who they are at a counter: codes go to the contact again.
func (s *Service) BackToCodes(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	a, err := accountOf(ctx, tx, patient)
	if err != nil {
		return ignoreNoRows(err)
	}
	return setTOTP(ctx, tx, a.ID, nil)
}

// ContactsDue puts in force the changes whose day has come.
func (s *Service) ContactsDue(ctx context.Context) (done int, err error) {
	var due []id.Patient
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		due, err = contactChangesDue(ctx, tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, patient := range due {
		if wrong := s.contactDue(ctx, patient); wrong != nil {
			err = errors.Join(err, wrong) // one that cannot be done holds up no other
			continue
		}
		done++
	}
	return done, err
}

func (s *Service) contactDue(ctx context.Context, patient id.Patient) error {
	req := gate.Request{By: gate.System(), Act: access.SetContact, Patient: patient, Target: "in force"}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		next, err := s.pending(ctx, tx, patient)
		if err != nil || next == nil || next.EffectiveAt.After(tx.Now()) {
			return err // stopped meanwhile, or done by another
		}
		return s.ReplaceReach(ctx, tx, patient, next.To)
	})
}

func (s *Service) pending(ctx context.Context, tx db.Runner, patient id.Patient) (*ContactChange, error) {
	row, err := contactChange(ctx, tx, patient)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w, err := vault.Load(ctx, tx, patient)
	if err != nil {
		return nil, err
	}
	space, err := s.vault.Space(patient, w)
	if err != nil {
		return nil, err
	}
	b, err := space.Open(row.Sealed, "contact change")
	if err != nil {
		return nil, err
	}
	c := ContactChange{ID: row.ID, AskedAt: row.AskedAt, EffectiveAt: row.EffectiveAt}
	return &c, json.Unmarshal(b, &c.To)
}
