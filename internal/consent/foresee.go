package consent

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
)

// Choice is one change of whom the person lets in, not made yet.
type Choice struct {
	Kind         ChangeKind // OfBlock, OfUnblock, OfTeam or OfWithdraw
	Professional id.Account
	Team         id.Team // of OfWithdraw: the formalised team, in place of one professional
}

// Foresee answers who reads what before and after a choice: the change is made
// by the statements that would make it, asked about, and undone.
func (s *Service) Foresee(ctx context.Context, by access.Actor, patient id.Patient, c Choice, q record.Asking) (before, after record.Reach, err error) {
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Target: c.target(), Reads: true}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		now, err := record.Reached(ctx, tx, patient, q, record.If{})
		if err != nil {
			return err
		}
		before = now[0]
		return tx.Trial(ctx, func(tx *gate.Tx) error {
			if err := c.make(ctx, tx, patient); err != nil {
				return err
			}
			then, err := record.Reached(ctx, tx, patient, q, record.If{})
			if err == nil {
				after = then[0]
			}
			return err
		})
	})
	return before, after, err
}

func (c Choice) target() string {
	if c.Team.IsZero() {
		return c.Professional.String()
	}
	return c.Team.String()
}

// make makes the change, in a trial.
func (c Choice) make(ctx context.Context, tx *gate.Tx, patient id.Patient) (err error) {
	switch {
	case c.Kind == OfBlock:
		_, err = block(ctx, tx, patient, c.Professional)
	case c.Kind == OfUnblock:
		_, err = unblocked(ctx, tx, patient, c.Professional)
	case c.Kind == OfTeam:
		_, err = give(ctx, tx, patient, agreement{scope: forTeam, how: InSpace, account: c.Professional})
	case c.Kind == OfWithdraw && c.Team.IsZero():
		_, err = withdraw(ctx, tx, patient, c.Professional)
	case c.Kind == OfWithdraw:
		_, err = withdrawTeam(ctx, tx, patient, c.Team)
	default:
		err = problem.Missing("choice")
	}
	return err
}
