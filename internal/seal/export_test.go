package seal

import (
	"context"

	"golang.org/x/mod/sumdb/note"

	"espacesante/internal/blob"
	"espacesante/internal/db"
)

// SetPage makes pages small, so that tests have several.
func (s *Sealer) SetPage(lines int64) { s.page = lines }

// VerifyIn is Verify of what one transaction sees.
func VerifyIn(ctx context.Context, tx *db.Tx, shelf blob.Shelf, key note.Verifiers) (Report, error) {
	v := &verifier{key: key}
	if err := v.published(ctx, shelf, nil); err != nil {
		return v.Report, err
	}
	err := v.recompute(ctx, tx)
	return v.Report, err
}
