package care

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// reasonMax bounds the reason of an emergency, in characters.
const reasonMax = 500

// Emergency is what a professional attests to open a space without the
// person's say (L.1111-17 I, R.1111-48).
type Emergency struct {
	Mode       access.Mode // bris_de_glace, centre_15
	Speechless bool        // the person cannot say what they want (break-glass)
	Danger     bool        // their health is in immediate danger (break-glass)
	OnCall     bool        // a call to the centre 15 is being answered (centre_15)
	Reason     string      // typed, 20 characters at least
}

// faults names what is missing, by field of the form.
func (e Emergency) faults() map[string]string {
	wrong := map[string]string{}
	switch e.Mode {
	case access.BrisDeGlace:
		if !e.Speechless {
			wrong["exprimer"] = "attest"
		}
		if !e.Danger {
			wrong["danger"] = "attest"
		}
	case access.Centre15:
		if !e.OnCall {
			wrong["appel"] = "attest"
		}
	default:
		wrong["mode"] = "choose"
	}
	switch n := utf8.RuneCountInString(strings.Join(strings.Fields(e.Reason), " ")); {
	case n < limit.EmergencyReasonMin:
		wrong["raison"] = "reason-short"
	case n > reasonMax:
		wrong["raison"] = "too-long"
	}
	return wrong
}

// InEmergency is an opening in an emergency that stands.
type InEmergency struct {
	Opening
	Mode access.Mode
	Ends time.Time
}

// OpenInEmergency opens a space for 60 minutes on a professional's two
// attestations and typed reason. The person is told, and so is the médecin
// traitant; a reviewing doctor looks at it within 72 hours (decisions.md §3).
// Asked again while one stands, that one goes on. Where the person refuses
// such openings nothing opens, and the person is told that it was tried (#30).
func (s *Service) OpenInEmergency(ctx context.Context, by access.Actor, patient id.Patient, e Emergency) (InEmergency, error) {
	if wrong := e.faults(); len(wrong) > 0 {
		return InEmergency{}, &problem.Problem{Kind: problem.Invalid, Code: "emergency", Fields: wrong}
	}
	req := gate.Request{By: by, Act: access.OpenRecord, Mode: e.Mode, Patient: patient,
		Refused: func(tx *gate.Tx, why access.Reason) error {
			if why != access.EmergencyNone && why != access.SAMURefused {
				return nil
			}
			return notification.Tell(ctx, tx, patient, notification.EmergencyRefused)
		}}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (o InEmergency, err error) {
		o.Mode = e.Mode
		if o.Opening, err = s.opened(ctx, tx, by); err != nil {
			return o, err
		}
		if o.Ends, err = standing(ctx, tx, patient, by.Account, e.Mode); err != nil || !o.Ends.IsZero() {
			return o, err
		}
		o.Ends = tx.Now().Add(limit.EmergencyLife)
		return o, s.breakGlass(ctx, tx, by, e, o)
	})
}

// breakGlass keeps a new opening and tells everybody who must hear of it.
func (s *Service) breakGlass(ctx context.Context, tx *gate.Tx, by access.Actor, e Emergency, o InEmergency) error {
	patient, review := tx.On().Patient, id.NewAt[id.Review](tx.Now())
	space, err := s.vault.Make(ctx, tx, patient, tx.Line()) // nothing may have been kept there yet
	if err != nil {
		return err
	}
	tx.Name(review.String())
	sealed := space.Seal([]byte(strings.TrimSpace(e.Reason)), "emergency "+review.String())
	if err := insertEmergency(ctx, tx, patient, review, e.Mode, sealed, o.Ends); err != nil {
		return err
	}
	if err := queueReview(ctx, tx, patient, review, forEmergency, by.Account, o.First, tx.Now().Add(limit.EmergencyReviewLife)); err != nil {
		return err
	}
	if err := s.tellDoctor(ctx, tx, by, o.Patient); err != nil {
		return err
	}
	return notification.Tell(ctx, tx, patient, notification.OpenedInEmergency)
}

// opened remembers an opening on both sides, in any mode.
func (s *Service) opened(ctx context.Context, tx *gate.Tx, by access.Actor) (o Opening, err error) {
	patient := tx.On().Patient
	o.Motive, o.Line = tx.Motive(), tx.Line()
	person, err := identity.PersonIn(ctx, tx, s.vault, patient)
	if err != nil {
		return o, err
	}
	o.Patient = followedPerson(person)
	o.Patient.Patient, o.Patient.LastAt = patient, tx.Now()
	if o.First, err = open(ctx, tx, patient, by.Account, o.Motive); err != nil {
		return o, err
	}
	plain, err := json.Marshal(o.Patient)
	if err != nil {
		return o, err
	}
	return o, follow(ctx, tx, patient, by.Account, treating(tx, o.Motive), s.vault.Seal(plain, about(by.Account, patient)))
}

// CloseEmergency ends an opening before its hour is over.
func (s *Service) CloseEmergency(ctx context.Context, by access.Actor, patient id.Patient, mode access.Mode) error {
	req := gate.Request{By: by, Act: access.CloseEmergency, Mode: mode, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return closeEmergency(ctx, tx, patient, by.Account, mode) })
}

// DoctorDue is the job that writes to a médecin traitant.
type DoctorDue struct {
	Account id.Account `json:"account"`
	At      time.Time  `json:"at"`
}

// Kind names the job.
func (DoctorDue) Kind() string { return "care.doctor" }

// Told is what a médecin traitant is told inside the portal.
type Told struct {
	ID      id.Review  `json:"-"`
	Patient id.Patient `json:"-"`
	At      time.Time  `json:"-"`
	Called  string     `json:"called"`
	By      string     `json:"by"`
}

// String hides the person.
func (Told) String() string { return "[…]" }

// tellDoctor tells the declared médecin traitant, unless he opened himself.
func (s *Service) tellDoctor(ctx context.Context, tx *gate.Tx, by access.Actor, p Followed) error {
	doctor, there, err := treatingDoctor(ctx, tx, tx.On().Patient)
	if err != nil || !there || doctor == by.Account {
		return err
	}
	who, err := named(ctx, tx, by.Account)
	if err != nil {
		return err
	}
	n := id.NewAt[id.Review](tx.Now())
	plain, err := json.Marshal(Told{Called: p.Called, By: who})
	if err != nil {
		return err
	}
	if err := tellAccount(ctx, tx, doctor, n, tx.On().Patient, s.vault.Seal(plain, "doctor notice "+n.String())); err != nil {
		return err
	}
	return jobs.Enqueue(ctx, tx, DoctorDue{doctor, tx.Now()})
}

// The portal's home shows the last notices of a month.
const (
	doctorNews = 10
	newsDays   = 30
)

// News gives a professional the emergency openings of his own patients, of the
// last 30 days, the newest first.
func (s *Service) News(ctx context.Context, by access.Actor) (all []Told, err error) {
	var rows []toldRow
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		rows, err = news(ctx, tx, by.Account, tx.Now().AddDate(0, 0, -newsDays), doctorNews)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		t := Told{ID: r.ID, Patient: r.PatientID, At: r.At}
		plain, err := s.vault.Unseal(r.Sealed, "doctor notice "+r.ID.String())
		if err == nil {
			err = json.Unmarshal(plain, &t)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}
