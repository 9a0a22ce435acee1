package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// alike counts the documents that the reader of tx sees by what the policy looks
// at; without names, those of the list that is read now.
func alike(ctx context.Context, tx *gate.Tx, patient id.Patient, docs []id.Document) (all []bunch, err error) {
	rows, err := tx.Query(ctx, `
		SELECT type, author_kind, author_id, structure, status, min(masked_at), masked_with_all, hidden_from_patient_until,
		       hidden_from_representatives, count(*)
		FROM documents
		WHERE patient_id = @patient AND (@every OR id = ANY(@docs))
		GROUP BY type, author_kind, author_id, structure, status, masked_at IS NULL, masked_with_all, hidden_from_patient_until,
		         hidden_from_representatives`,
		pgx.NamedArgs{"patient": patient, "docs": docs, "every": len(docs) == 0})
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, func(one pgx.CollectableRow) (s bunch, err error) {
		err = one.Scan(&s.Type, (*string)(&s.AuthorKind), (*[16]byte)(&s.AuthorID), &s.Structure, (*string)(&s.Status), &s.MaskedAt,
			&s.MaskedWithAll, &s.HiddenFromPatientUntil, &s.HiddenFromRepresentatives, &s.many)
		return s, err
	})
	for _, s := range found {
		if (len(docs) > 0 || s.Status != access.Deprecated) && s.seen(tx) == "" {
			all = append(all, s)
		}
	}
	return all, err
}
