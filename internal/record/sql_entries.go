package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// untold are the lines of the profile that who asks in tx must not know of: the
// history does not tell what was done to them (R.1111-50).
func untold(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]string, error) {
	secret := access.Document{Type: "DOCPAT08", Author: access.Other, Status: access.Approved, HiddenFromRepresentatives: true}
	if tx.May(access.ReadDocument, secret) != access.KeptSecret {
		return nil, nil
	}
	entries, err := db.Rows[struct{ ID id.Entry }](ctx, tx, `
		SELECT DISTINCT id FROM entries WHERE patient_id = @patient AND hidden_from_representatives`, pgx.NamedArgs{"patient": patient})
	all := make([]string, 0, len(entries))
	for _, e := range entries {
		all = append(all, e.ID.String())
	}
	return all, err
}
