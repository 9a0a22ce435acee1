package record

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// follow makes what comes in the next version of a document of the same author.
// A clinical document says by itself which one it replaces, and is matched by
// that alone.
func (s *Service) follow(ctx context.Context, tx *gate.Tx, patient id.Patient, in *incoming) error {
	old, there, err := document(ctx, tx, patient, in.u.Replaces)
	if err != nil {
		return err
	}
	if !there {
		return problem.Missing("document")
	}
	if why := tx.May(access.ReplaceDocument, old.policy(tx)); why != "" {
		if old.seen(tx) != "" {
			return problem.Missing("document")
		}
		return problem.Refuse(why)
	}
	if in.clinical != nil || kinds[old.Format] == kinds[CDA3] {
		return problem.Field("fichier", "replace-cda")
	}
	in.SetMAC, in.Version = old.SetMAC, old.Version+1
	if in.SetMAC == nil {
		in.SetMAC = s.setOf(patient, in.depositor(), "document "+old.ID.String())
	}
	in.inherit(old, tx.Now())
	return supersede(ctx, tx, patient, old.ID, in.SetMAC)
}

// inherit hides from the same people: a version must not show what the one
// before it hid, nor make it wait longer.
func (in *incoming) inherit(old row, now time.Time) {
	switch {
	case in.MaskedAt == nil:
		in.MaskedAt, in.MaskedWithAll = old.MaskedAt, old.MaskedWithAll
	case old.MaskedAt != nil && !old.MaskedWithAll:
		in.MaskedWithAll = false // masked by itself, it stays so when « tout masquer » is undone
	}
	in.HiddenFromRepresentatives = in.HiddenFromRepresentatives || old.HiddenFromRepresentatives
	if old.hiddenFromPatient(now) {
		in.HiddenFromPatientUntil, in.HintDueAt = old.HiddenFromPatientUntil, old.HintDueAt
	}
}
