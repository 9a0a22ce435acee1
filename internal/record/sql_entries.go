package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// untold are the lines of the profile, the folders and the requests that who
// asks in tx must not know of: the history does not tell what was done to them
// (R.1111-50).
func untold(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]string, error) {
	if !outside(tx) {
		return nil, nil
	}
	kept, err := db.Rows[struct{ ID id.Entry }](ctx, tx, `
		SELECT id FROM entries WHERE patient_id = @patient AND hidden_from_representatives
		UNION SELECT id FROM folders WHERE patient_id = @patient AND hidden_from_representatives
		UNION SELECT id FROM document_requests WHERE patient_id = @patient AND hidden_from_representatives`,
		pgx.NamedArgs{"patient": patient})
	all := make([]string, 0, len(kept))
	for _, e := range kept {
		all = append(all, e.ID.String())
	}
	return all, err
}

// outside reports whether who asks in tx is told nothing of what a minor keeps
// for themself.
func outside(tx *gate.Tx) bool {
	secret := access.Document{Type: "DOCPAT08", Author: access.Other, Status: access.Approved, HiddenFromRepresentatives: true}
	return tx.May(access.ReadDocument, secret) == access.KeptSecret
}

// alone reports whether a minor acts in person, by a sign-in of their own: what
// they ask for and how they file it stays theirs (TEEN-03).
func alone(tx *gate.Tx) bool { return tx.By().Young }
