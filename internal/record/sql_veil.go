package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// unveil shows a document in the session that is open under a live mandate;
// false when there is none.
func unveil(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document, to id.Mandate) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO unveilings (patient_id, id, mandate_id, document_id, sitting, at, line_id)
		SELECT m.patient_id, @id, m.id, @doc, m.sitting, @now, @line FROM mandates m
		WHERE m.patient_id = @patient AND m.id = @mandate AND m.sitting IS NOT NULL AND m.ended_at IS NULL AND m.ends_at > @now`,
		pgx.NamedArgs{"patient": patient, "id": id.New[id.Notice](), "mandate": to, "doc": doc, "now": tx.Now(), "line": tx.Line()})
	return tag.RowsAffected() == 1, err
}

// unveiledTo are the documents that the person shows to the helper who asks, in
// the session that is open now.
func unveiledTo(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]id.Document, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT u.document_id FROM unveilings u
		JOIN mandates m ON m.patient_id = u.patient_id AND m.id = u.mandate_id AND m.sitting = u.sitting
		WHERE u.patient_id = @patient AND u.ended_at IS NULL AND m.account_id = @by AND m.ended_at IS NULL AND m.ends_at > @now`,
		pgx.NamedArgs{"patient": patient, "by": tx.By().Account, "now": tx.Now()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Document])
}

func veil(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE unveilings SET ended_at = @now, line_id = @line
		WHERE patient_id = @patient AND document_id = @doc AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "doc": doc, "now": tx.Now(), "line": tx.Line()})
	return err
}
