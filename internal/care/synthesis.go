package care

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Owed is a patient whose yearly synthesis the médecin traitant is to make
// (L.1111-15).
type Owed struct {
	Followed
	Last time.Time // of his last one; zero when he made none
}

// treating is whether an opening was by the médecin traitant; an emergency does
// not say.
func treating(tx *gate.Tx, why access.Motive) *bool {
	if why == access.InEmergency || why == access.OnCall {
		return nil
	}
	yes := tx.May(access.WriteSynthesis, access.Document{}) == ""
	return &yes
}

// Synthesised notes, in the act that deposits it, that a synthesis was made.
func (s *Service) Synthesised(ctx context.Context, tx *gate.Tx, doc id.Document) error {
	return synthesised(ctx, tx, tx.On().Patient, tx.By().Account, doc)
}

// Unsynthesised takes that back when its author withdraws the document.
func (s *Service) Unsynthesised(ctx context.Context, tx *gate.Tx, doc id.Document) error {
	return unsynthesised(ctx, tx, tx.On().Patient, tx.By().Account, doc)
}

// OwesSyntheses reports whether somebody waits for a synthesis, for the first
// page of the portal.
func (s *Service) OwesSyntheses(ctx context.Context, by access.Actor) (owes bool, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		owes, err = anyOwed(ctx, tx, by.Account, yearBefore(tx.Now()))
		return err
	})
	return owes, err
}

func yearBefore(now time.Time) time.Time { return now.AddDate(0, -limit.SynthesisMonths, 0) }

// SynthesesDue lists the patients without a synthesis of his, or whose last one
// is older than a year: those without one first. Each is asked of the policy
// again: one who changed doctors, blocked, or closed meanwhile leaves the list.
func (s *Service) SynthesesDue(ctx context.Context, by access.Actor) (all []Owed, err error) {
	var rows []owed
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		rows, err = owedBy(ctx, tx, by.Account, yearBefore(tx.Now()), limit.ListRows)
		return err
	})
	if err != nil {
		return nil, err
	}
	var gone []id.Patient
	for _, r := range rows {
		why, err := s.gate.Would(ctx, gate.Request{By: by, Act: access.WriteSynthesis, Patient: r.PatientID, Mode: access.Normal})
		switch {
		case problem.KindOf(err) == problem.NotFound, err == nil && why != "":
			gone = append(gone, r.PatientID)
			continue
		case err != nil:
			return nil, err
		}
		f, err := s.unseal(by.Account, r.followed)
		if err != nil {
			return nil, err
		}
		o := Owed{Followed: f}
		if r.SynthesisAt != nil {
			o.Last = *r.SynthesisAt
		}
		all = append(all, o)
	}
	if len(gone) == 0 {
		return all, nil
	}
	return all, s.gate.Across(ctx, by.Account, func(tx *db.Tx) error { return noLongerTreated(ctx, tx, by.Account, gone) })
}
