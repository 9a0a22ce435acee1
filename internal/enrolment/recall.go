package enrolment

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// Recall undoes within seven days what somebody else did wrongly: an
// activation, an opposition, a closing, an erasure asked for, a contact changed.
// What came after it decides: an act that the person built upon is not undone.
func (s *Service) Recall(ctx context.Context, by access.Actor, p id.Patient, act id.ActFor) (Receipt, error) {
	return s.doFor(ctx, by, p, forAct{kind: ForRecall, act: access.RecallAct, receipt: "recall", tell: notification.Recalled,
		do: func(tx *gate.Tx, _ *forDetail) error {
			row, err := actFor(ctx, tx, p, act)
			if err != nil {
				return err
			}
			if !row.open(forDetail{}).Recallable(tx.Now()) {
				return problem.Clash("recall-over")
			}
			if err := s.undo(ctx, tx, p, row); err != nil {
				return err
			}
			return markRecalled(ctx, tx, p, act)
		}})
}

// undo leads the space back to where the act began, and the sign-in with it.
func (s *Service) undo(ctx context.Context, tx *gate.Tx, p id.Patient, row actForRow) error {
	switch row.Kind {
	case ForContact:
		return s.undoContact(ctx, tx, p, row)
	case ForTreating:
		return s.undoTreating(ctx, tx, p, row)
	}
	now, err := situation(ctx, tx, p)
	if err != nil {
		return err
	}
	if !now.Since.Equal(row.At) { // something came after it: what the person built upon stays
		return problem.Refuse(access.WrongState)
	}
	sit, err := s.moveFrom(ctx, tx, Recalled, "", row.Was)
	if err != nil {
		return err
	}
	switch row.Kind {
	case ForActivation: // whoever activated knows the password
		err = s.people.ForgetAccount(ctx, tx, p)
	case ForReopening, ForKeeping:
		err = s.people.CloseAccount(ctx, tx, p)
	default:
		if sit.State == access.Activated {
			err = s.people.RestoreAccount(ctx, tx, p)
		}
	}
	if err != nil {
		return err
	}
	if sit.State == access.Invited || sit.State == access.OppositionPending {
		return s.chooseAgain(ctx, tx, p)
	}
	return killCodes(ctx, tx, p)
}

// chooseAgain gives the person a code of their own, in place of one that
// somebody else had.
func (s *Service) chooseAgain(ctx context.Context, tx *gate.Tx, p id.Patient) error {
	person, err := s.mayHaveCode(ctx, tx, p)
	if problem.KindOf(err) == problem.Forbidden { // a minor: the representatives ask
		return killCodes(ctx, tx, p)
	}
	if err == nil {
		_, err = s.issue(ctx, tx, p, channelTo(person))
	}
	return err
}

// ContactFor changes how the person is told, before an agent who saw who they
// are (M11): at once, and told to the old place too.
func (s *Service) ContactFor(ctx context.Context, by access.Actor, p id.Patient, reach identity.Reach) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForContact, act: access.SetContact, tell: notification.ContactSet,
		do: func(tx *gate.Tx, d *forDetail) error {
			old, err := identity.ReachOf(ctx, tx, s.vault, p)
			if err != nil {
				return err
			}
			if old.Address == "" || !tx.On().Adult { // a minor's contact is the minor's own: no parent takes it over
				return problem.Clash("no-account") // nobody signs in: what the caisse knows is the caisse's to change
			}
			d.Reach = &old
			if err := s.people.BackToCodes(ctx, tx, p); err != nil {
				return err
			}
			return s.people.ReplaceReach(ctx, tx, p, reach)
		}})
	return err
}

func (s *Service) undoContact(ctx context.Context, tx *gate.Tx, p id.Patient, row actForRow) error {
	space, err := s.vault.Make(ctx, tx, p, tx.Line())
	if err != nil {
		return err
	}
	was, err := row.detail(space)
	if err != nil || was.Reach == nil {
		return err
	}
	return s.people.ReplaceReach(ctx, tx, p, *was.Reach)
}
