package enrolment

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/notification"
)

// AliveFor takes a death back that was recorded by mistake: the person is at the
// counter, identity seen. The space goes back to where the death found it, with
// its content and its sign-in; who had not chosen yet gets a new code and 42 days
// of their own. The same day in the next file of the caisse is the same mistake,
// and closes nothing.
func (s *Service) AliveFor(ctx context.Context, by access.Actor, p id.Patient) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForAlive, act: access.UndoDeath, tell: notification.Alive,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if err := s.people.TakeDeathBack(ctx, tx, p); err != nil {
				return err
			}
			if tx.On().State != access.ClosedDeath { // an erasing that was asked for goes on: the person's own word
				return nil
			}
			row, err := standingOf(ctx, tx, p)
			if err != nil {
				return err
			}
			before := access.State("")
			if row.BeforeDeath != nil {
				before = *row.BeforeDeath
			}
			sit, err := s.moveFrom(ctx, tx, Lives, "", before)
			if err != nil {
				return err
			}
			switch sit.State {
			case access.Activated:
				return s.people.RestoreAccount(ctx, tx, p)
			case access.Eligible:
				return s.inviteAnew(ctx, tx, p)
			}
			return nil
		}})
	return err
}

// inviteAnew sends a new code to each who had one, or to the person whom no
// campaign had reached.
func (s *Service) inviteAnew(ctx context.Context, tx *gate.Tx, p id.Patient) error {
	all, err := invitations(ctx, tx, p)
	if err != nil {
		return err
	}
	if len(all) == 0 && tx.On().Adult {
		return s.chooseAgain(ctx, tx, p)
	}
	for _, inv := range all {
		next, channel := Invite{Patient: p, Invitation: inv.ID, Issue: inv.Issue + 1}, inv.Channel
		if channel != "email" {
			channel = "letter"
		}
		if err := upsertIssueTo(ctx, tx, next, inv.RecipientID, channel, codeOf(s.vault, next.Invitation, next.Issue).mac(s.vault)); err != nil {
			return err
		}
		if channel == "email" {
			if err := jobs.Enqueue(ctx, tx, next); err != nil {
				return err
			}
		}
	}
	return nil
}

// TreatingFor sets the médecin traitant of a person at the counter, or ends it
// where doctor is nobody: the caisse keeps that choice (#63, #65). What it opens
// to the doctor is the policy's; the person is told at once and undoes it for
// seven days.
func (s *Service) TreatingFor(ctx context.Context, by access.Actor, p id.Patient, doctor identity.Doctor) error {
	target := ""
	if !doctor.Account.IsZero() {
		target = doctor.Account.String()
	}
	_, err := s.doFor(ctx, by, p, forAct{kind: ForTreating, act: access.SetTreating, target: target, tell: notification.TreatingSet,
		do: func(tx *gate.Tx, d *forDetail) error {
			before, err := s.people.SetTreating(ctx, tx, p, doctor.RPPS)
			d.Doctor = &before
			return err
		}})
	return err
}

func (s *Service) undoTreating(ctx context.Context, tx *gate.Tx, p id.Patient, row actForRow) error {
	space, err := s.vault.Make(ctx, tx, p, tx.Line())
	if err != nil {
		return err
	}
	was, err := row.detail(space)
	if err != nil || was.Doctor == nil {
		return err
	}
	_, err = s.people.SetTreating(ctx, tx, p, *was.Doctor)
	return err
}
