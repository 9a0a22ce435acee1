package consent

import (
	"context"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
)

// ChangeKind is what was changed of who sees what. Its value is written: never
// rename.
type ChangeKind string

// The changes that can be undone for ten minutes (ux.md §0.1, 7).
const (
	OfSharing   ChangeKind = "sharing"
	OfEmergency ChangeKind = "emergency"
	OfMaskAll   ChangeKind = "mask_all"
	OfBlock     ChangeKind = "block"
	OfUnblock   ChangeKind = "unblock"
	OfTeam      ChangeKind = "team"     // a professional was added to the care team
	OfWithdraw  ChangeKind = "withdraw" // the agreements of one were withdrawn, or, without a target, those of a team
)

// inverse is the act that undoes each.
var inverse = map[ChangeKind]access.Act{OfSharing: access.SetSharing, OfEmergency: access.SetEmergency, OfMaskAll: access.SetMaskAll,
	OfBlock: access.UnblockProfessional, OfUnblock: access.BlockProfessional, OfTeam: access.WithdrawConsent, OfWithdraw: access.ConsentTeam}

// Undoable is how long a change can be undone.
const Undoable = limit.UndoMinutes * time.Minute

// Change is one change that can still be undone.
type Change struct {
	ID        id.Change
	Kind      ChangeKind
	Target    *id.Account // the professional it was about
	Before    string      // the setting; of a team, which one
	MadeAt    time.Time
	MadeLine  id.Line
	UndoneAt  *time.Time
	Name      string // of the professional
	GivenName string
	Title     string
}

// Until is when the change can no longer be undone.
func (c Change) Until() time.Time { return c.MadeAt.Add(Undoable) }

// Lately lists the changes of the last ten minutes that nothing undid and no
// later one covers, the last one first.
func (s *Service) Lately(ctx context.Context, by access.Actor, patient id.Patient) (all []Change, err error) {
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Change, error) { return lately(ctx, tx, patient) })
}

// Undo puts back what one change changed, within ten minutes. Undone again,
// nothing changes; covered by a later change, or too old, it is refused.
func (s *Service) Undo(ctx context.Context, by access.Actor, patient id.Patient, change id.Change) error {
	c, err := gate.Get(ctx, s.gate, gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true},
		func(tx *gate.Tx) (Change, error) { return changed(ctx, tx, patient, change) })
	if err != nil || c.UndoneAt != nil {
		return err
	}
	target := c.Before
	if c.Target != nil {
		target = c.Target.String()
	}
	req := gate.Request{By: by, Act: inverse[c.Kind], Patient: patient, Target: target}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		all, err := lately(ctx, tx, patient) // the space is locked: what stands now is what is undone
		if err != nil {
			return err
		}
		for _, one := range all {
			if one.ID == change {
				if err := s.put(ctx, tx, patient, one); err != nil {
					return err
				}
				return undone(ctx, tx, patient, change)
			}
		}
		again, err := changed(ctx, tx, patient, change)
		if err == nil && again.UndoneAt == nil {
			err = problem.Clash("undo-over")
		}
		return err
	})
}

// put puts things back as they were before c.
func (s *Service) put(ctx context.Context, tx *gate.Tx, patient id.Patient, c Change) error {
	switch c.Kind {
	case OfSharing:
		return setSharing(ctx, tx, patient, c.Before == word(true))
	case OfEmergency:
		answer, samu, _ := strings.Cut(c.Before, ",")
		return setEmergency(ctx, tx, patient, access.Emergency(answer), samu == word(true))
	case OfMaskAll:
		return maskAll(ctx, tx, patient, c.Before == word(true))
	case OfBlock:
		return unblock(ctx, tx, patient, *c.Target)
	case OfUnblock:
		_, err := block(ctx, tx, patient, *c.Target)
		return err
	case OfTeam:
		return withdrawMade(ctx, tx, patient, c.MadeLine)
	case OfWithdraw:
		return giveBack(ctx, tx, patient, c.MadeLine)
	}
	return problem.Missing("change")
}

// SetMaskAll masks every document, present and to come, or shows again those
// that nothing else had masked, in one step (decisions.md §3). It is a setting:
// each document is masked, and the médecin traitant sees masked ones.
func (s *Service) SetMaskAll(ctx context.Context, by access.Actor, patient id.Patient, on bool) error {
	req := gate.Request{By: by, Act: access.SetMaskAll, Patient: patient, Target: word(on)}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if tx.On().MaskAll == on {
			return nil
		}
		if err := maskAll(ctx, tx, patient, on); err != nil {
			return err
		}
		return keepChange(ctx, tx, patient, OfMaskAll, nil, word(!on))
	})
}

func maskAll(ctx context.Context, tx *gate.Tx, patient id.Patient, on bool) error {
	if err := setMaskAll(ctx, tx, patient, on); err != nil {
		return err
	}
	return record.MaskEvery(ctx, tx, on)
}
