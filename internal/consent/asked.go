package consent

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// BlockFor blocks a colleague at the person's word, by the médecin traitant
// (ux.md GP-08). The person is told at once, on every channel, with the name of
// the doctor, and lifts it as any block; the colleague learns nothing. Who was
// blocked already is blocked with the same answer: the doctor never learns whom
// the person shut out. Said again while it stands, nothing changes.
func (s *Service) BlockFor(ctx context.Context, by access.Actor, patient id.Patient, rpps identity.RPPS, said bool) error {
	if !said {
		return problem.Field("demande", "agree")
	}
	req := gate.Request{By: by, Act: access.BlockProfessional, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		to, err := colleague(ctx, tx, rpps)
		if err != nil {
			return err
		}
		switch {
		case to.Account.IsZero():
			return problem.Field("rpps", "colleague-unknown")
		case to.Account == by.Account:
			return problem.Field("rpps", "block-self")
		}
		tx.Name(to.Account.String())
		if _, err := block(ctx, tx, patient, to.Account); err != nil {
			return err
		}
		fresh, err := insertAsked(ctx, tx, patient, to.Account)
		if err != nil || !fresh {
			return err
		}
		return notification.TellEverywhere(ctx, tx, patient, notification.BlockedForYou)
	})
}

// Asked is a colleague whom the médecin traitant blocked for the person: whether
// the block still stands is the person's to know.
type Asked struct {
	Name, GivenName, Title, Profession, Specialty string
	At                                            time.Time
}

// Asked lists those that the doctor himself blocked, and no other's.
func (s *Service) Asked(ctx context.Context, by access.Actor, patient id.Patient) ([]Asked, error) {
	req := gate.Request{By: by, Act: access.ReadAsked, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Asked, error) { return asked(ctx, tx, patient, by.Account) })
}
