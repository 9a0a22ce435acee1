package record

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// left is what the same deposit left already.
type left struct {
	ID     id.Document
	SHA256 []byte
	Status access.Status
}

// uploaded finds what was deposited under a key; the zero document when nothing.
func uploaded(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, key string) (left, error) {
	l, err := db.Row[left](ctx, tx, `
		SELECT id, sha256, status FROM documents WHERE patient_id = @patient AND author_id = @by AND upload_key = @key`,
		pgx.NamedArgs{"patient": patient, "by": by, "key": key})
	if errors.Is(err, pgx.ErrNoRows) {
		return left{}, nil
	}
	return l, err
}

// remove takes a document out, with its other versions. What is sealed of it may
// change with it; nil leaves it.
func remove(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET status = 'deleted', removed_at = @now, line_id = @line,
		    sealed = CASE WHEN id = @doc THEN coalesce(@sealed, sealed) ELSE sealed END
		WHERE patient_id = @patient AND (id = @doc OR set_mac = @set) AND status <> 'deleted'`,
		pgx.NamedArgs{"patient": patient, "doc": r.ID, "set": r.SetMAC, "now": tx.Now(), "sealed": sealed, "line": tx.Line()})
	return err
}

// supersede makes a document the former version of another: the first time, it
// is what names their set.
func supersede(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document, set []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET status = 'deprecated', set_mac = @set, line_id = @line
		WHERE patient_id = @patient AND id = @doc`,
		pgx.NamedArgs{"patient": patient, "doc": doc, "set": set, "line": tx.Line()})
	return err
}

// hintsDue are documents that wait for the person and of which she is to be
// told that something came, over all open spaces, in the order of their names:
// after is the last one seen.
func hintsDue(ctx context.Context, tx db.Runner, after binned, most int) ([]binned, error) {
	return db.Rows[binned](ctx, tx, `
		SELECT d.patient_id, d.id FROM documents d JOIN spaces s ON s.patient_id = d.patient_id
		WHERE d.hint_due_at <= @now AND d.status IN ('approved', 'archived') AND s.state IN ('ACTIVATED', 'AUTO_CREATED')
		    AND (d.patient_id, d.id) > (@patient, @doc)
		ORDER BY d.patient_id, d.id LIMIT @most`,
		pgx.NamedArgs{"now": tx.Now(), "patient": after.PatientID, "doc": after.ID, "most": most})
}

// monthsOver are those whose month is over.
func monthsOver(ctx context.Context, tx db.Runner, after binned, most int) ([]binned, error) {
	return db.Rows[binned](ctx, tx, `
		SELECT d.patient_id, d.id FROM documents d JOIN spaces s ON s.patient_id = d.patient_id
		WHERE d.hidden_from_patient_until <= @now AND d.status IN ('approved', 'archived') AND s.state IN ('ACTIVATED', 'AUTO_CREATED')
		    AND (d.patient_id, d.id) > (@patient, @doc)
		ORDER BY d.patient_id, d.id LIMIT @most`,
		pgx.NamedArgs{"now": tx.Now(), "patient": after.PatientID, "doc": after.ID, "most": most})
}

// hinted notes that the person is told of an update.
func hinted(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET hint_due_at = NULL, line_id = @line WHERE patient_id = @patient AND id = @doc`,
		pgx.NamedArgs{"patient": patient, "doc": doc, "line": tx.Line()})
	return err
}
