package record

import (
	"context"

	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

// Unheard is what a representative must not hear of in what is told of a space:
// documents and lines that a minor keeps secret, and the minor's own acts (#71,
// R.1111-50, TEEN-03). Nothing is kept so from anybody else.
func (s *Service) Unheard(ctx context.Context, tx *gate.Tx, patient id.Patient) (targets []string, minor id.Account, err error) {
	if !outside(tx) {
		return nil, minor, nil
	}
	if targets, err = untold(ctx, tx, patient); err != nil {
		return nil, minor, err
	}
	kept, err := keptDocuments(ctx, tx, patient)
	if err != nil {
		return nil, minor, err
	}
	for _, r := range kept {
		if r.HiddenFromRepresentatives {
			targets = append(targets, r.ID.String())
		}
	}
	minor, err = identity.YoungAccountOf(ctx, tx, patient)
	return targets, minor, err
}
