package record

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// current are the rows of a space that are neither replaced nor removed, the
// newest care first, with what the policy and the filters look at and nothing
// else: the index holds it all. With home, the reader's visits come in the
// same round trip.
func current(ctx context.Context, tx *gate.Tx, patient id.Patient, v *visit) (all []row, err error) {
	var b pgx.Batch
	b.Queue(`
		SELECT id, type, class, author_kind, author_id, structure, cared_on, added_at, status, masked_at, hidden_from_patient_until,
		       hidden_from_representatives
		FROM documents WHERE patient_id = @patient AND status IN ('approved', 'archived')
		ORDER BY cared_on DESC, added_at DESC, id`, pgx.NamedArgs{"patient": patient}).Query(func(rows pgx.Rows) (err error) {
		all, err = pgx.CollectRows(rows, func(found pgx.CollectableRow) (r row, err error) {
			err = found.Scan((*[16]byte)(&r.ID), &r.Type, &r.Class, (*string)(&r.AuthorKind), (*[16]byte)(&r.AuthorID), &r.Structure,
				&r.CaredOn, &r.AddedAt, (*string)(&r.Status), &r.MaskedAt, &r.HiddenFromPatientUntil, &r.HiddenFromRepresentatives)
			return r, err
		})
		return err
	})
	if v.home {
		b.Queue(`SELECT at, before FROM document_visits WHERE patient_id = @patient AND account_id = @account`,
			pgx.NamedArgs{"patient": patient, "account": tx.By().Account}).QueryRow(func(r pgx.Row) error {
			return none(r.Scan(&v.At, &v.Before))
		})
	}
	return all, tx.SendBatch(ctx, &b).Close()
}

// marks are what one account did with documents: with some, or with all.
func marks(ctx context.Context, tx *gate.Tx, patient id.Patient, account id.Account, docs []id.Document) (map[id.Document]done, error) {
	all := map[id.Document]done{}
	var b pgx.Batch
	askMarks(patient, account, docs, all)(&b)
	return all, tx.SendBatch(ctx, &b).Close()
}

// askMarks is marks among the other questions of a batch: they are in all once
// it was sent.
func askMarks(patient id.Patient, account id.Account, docs []id.Document, all map[id.Document]done) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		b.Queue(`
			SELECT document_id, read_at, pinned_at FROM document_marks
			WHERE patient_id = @patient AND account_id = @account AND (@docs::uuid[] IS NULL OR document_id = ANY(@docs))`,
			pgx.NamedArgs{"patient": patient, "account": account, "docs": docs}).Query(func(rows pgx.Rows) error {
			var doc id.Document
			var d done
			_, err := pgx.ForEachRow(rows, []any{(*[16]byte)(&doc), &d.ReadAt, &d.PinnedAt}, func() error {
				all[doc] = d
				return nil
			})
			return err
		})
	}
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
