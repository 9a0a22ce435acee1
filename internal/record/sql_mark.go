package record

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// marksOf is what one account did with a document.
func marksOf(ctx context.Context, tx *gate.Tx, patient id.Patient, account id.Account, doc id.Document) (d done, err error) {
	err = none(tx.QueryRow(ctx, `
		SELECT read_at, pinned_at FROM document_marks WHERE patient_id = @patient AND account_id = @account AND document_id = @doc`,
		pgx.NamedArgs{"patient": patient, "account": account, "doc": doc}).Scan(&d.ReadAt, &d.PinnedAt))
	return d, err
}

// keepVisit writes when the reader of tx came, and came before.
func keepVisit(ctx context.Context, tx *gate.Tx, patient id.Patient, v visited) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO document_visits (patient_id, account_id, at, before, line_id) VALUES (@patient, @account, @at, @before, @line)
		ON CONFLICT (patient_id, account_id) DO UPDATE SET at = excluded.at, before = excluded.before, line_id = excluded.line_id`,
		pgx.NamedArgs{"patient": patient, "account": tx.By().Account, "at": v.At, "before": v.Before, "line": tx.Line()})
	return err
}

// markRead keeps that who opens a document has read it: once.
func markRead(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO document_marks (patient_id, account_id, document_id, read_at, line_id) VALUES (@patient, @account, @doc, @now, @line)
		ON CONFLICT (patient_id, account_id, document_id) DO UPDATE SET read_at = excluded.read_at, line_id = excluded.line_id
		WHERE document_marks.read_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "account": tx.By().Account, "doc": doc, "now": tx.Now(), "line": tx.Line()})
	return err
}

// pin sets or takes away the reader's pin.
func pin(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document, at *time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO document_marks (patient_id, account_id, document_id, pinned_at, line_id) VALUES (@patient, @account, @doc, @at, @line)
		ON CONFLICT (patient_id, account_id, document_id) DO UPDATE SET pinned_at = excluded.pinned_at, line_id = excluded.line_id`,
		pgx.NamedArgs{"patient": patient, "account": tx.By().Account, "doc": doc, "at": at, "line": tx.Line()})
	return err
}
