package enrolment

import (
	"context"
	"slices"

	"espacesante/internal/access"
	"espacesante/internal/gate"
)

// CameBack turns an invitation whose e-mail left and came back into a letter
// (R.1111-28). The information never arrived, so the 42 days begin again with
// the letter, unless another representative was told (decisions.md §2). One used
// since, or given another code, is left alone: on paper says whether it is.
func (s *Service) CameBack(ctx context.Context, j Invite) (onPaper bool, err error) {
	req := gate.Request{By: gate.System(), Act: access.InviteSpace, Patient: j.Patient, Target: j.Invitation.String()}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		all, err := invitations(ctx, tx, j.Patient)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(inv invitation) bool {
			return inv.ID == j.Invitation && inv.Issue == j.Issue && inv.UsedAt == nil && inv.Channel != "letter" && inv.SentAt != nil
		})
		if i < 0 {
			return nil
		}
		onPaper = true
		if err := returnToLetter(ctx, tx, j); err != nil {
			return err
		}
		told := slices.ContainsFunc(all, func(inv invitation) bool { return inv.ID != j.Invitation && inv.SentAt != nil })
		if tx.On().State != access.Invited || told {
			return nil
		}
		_, err = s.move(ctx, tx, Bounced, "")
		return err
	})
	return onPaper && err == nil, err
}
