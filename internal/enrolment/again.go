package enrolment

import (
	"context"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
)

// InviteAgain invites those who asked for a new space after theirs was erased,
// once a file of the caisse has borne out who they are: an empty space, of
// another identifier, with all the choices of the first (domain.md §4). Each
// once, however often it runs.
func (s *Service) InviteAgain(ctx context.Context) (done int, err error) {
	return s.untilNone(ctx, func(tx *db.Tx) (int, error) {
		spaces, err := identity.NewSpaces(ctx, tx, s.batch)
		if err != nil || len(spaces) == 0 {
			return 0, err
		}
		if err := oneCampaign(ctx, tx); err != nil {
			return 0, err
		}
		people, err := eligible(ctx, tx, spaces, id.Patient{}, len(spaces))
		if err != nil {
			return 0, err
		}
		rows, _, err := s.prepare(ctx, tx, invited(people))
		if err != nil {
			return 0, err
		}
		if err := insertInvitations(ctx, tx, id.Campaign{}, rows); err != nil {
			return 0, err
		}
		if err := identity.NewSpacesInvited(ctx, tx, spaces); err != nil {
			return 0, err
		}
		return len(spaces), jobs.EnqueueAll(ctx, tx, byEmail(rows))
	})
}
