package directive

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// row is a wish as the database keeps it.
type row struct {
	ID         id.Directive
	Kind       Kind
	Form       Form
	DocumentID *id.Document
	Sealed     []byte
	MadeAt     time.Time
	RemindOn   time.Time
	There      bool // the signed paper is among the documents
	Masked     bool // and masked by the person
}

func standing(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]row, error) {
	return db.Rows[row](ctx, tx, `
		SELECT w.id, w.kind, w.form, w.document_id, w.sealed, w.made_at, w.remind_on,
		       coalesce(d.status = 'approved', false) AS there, d.masked_at IS NOT NULL AS masked
		FROM directives w LEFT JOIN documents d ON d.patient_id = w.patient_id AND d.id = w.document_id
		WHERE w.patient_id = @patient AND w.ended_at IS NULL ORDER BY w.kind`, pgx.NamedArgs{"patient": patient})
}

func hasPaper(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM documents WHERE patient_id = @patient AND id = @doc AND status = 'approved' AND type = @type)`,
		pgx.NamedArgs{"patient": patient, "doc": doc, "type": PaperType})
}

func insert(ctx context.Context, tx *gate.Tx, patient id.Patient, w Wish, sealed []byte) error {
	var doc *id.Document
	if w.Form == Paper {
		doc = &w.Document
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO directives (patient_id, id, kind, form, document_id, sealed, made_at, remind_on, line_id)
		VALUES (@patient, @id, @kind, @form, @doc, @sealed, @now, @remind, @line)`,
		pgx.NamedArgs{"patient": patient, "id": w.ID, "kind": w.Kind, "form": w.Form, "doc": doc, "sealed": sealed,
			"now": tx.Now(), "remind": w.RemindOn, "line": tx.Line()})
	return err
}

// end takes back what stands of a kind: its words are gone, that it was there stays.
func end(ctx context.Context, tx *gate.Tx, patient id.Patient, kind Kind) error {
	_, err := tx.Exec(ctx, `
		UPDATE directives SET ended_at = @now, sealed = '', document_id = NULL, line_id = @line
		WHERE patient_id = @patient AND kind = @kind AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "kind": kind, "now": tx.Now(), "line": tx.Line()})
	return err
}

// reminded is a space whose person is reminded, and the line that tells of it.
type reminded struct {
	PatientID id.Patient
	LineID    id.Line
}

// remindDue sets the next day of what is due, in spaces that are in use, with a line for each in the same statement.
func remindDue(ctx context.Context, tx db.Runner, today, next time.Time, most int) ([]reminded, error) {
	return db.Rows[reminded](ctx, tx, `
		WITH due AS (
		    SELECT DISTINCT w.patient_id FROM directives w JOIN spaces s ON s.patient_id = w.patient_id
		    WHERE w.remind_on <= @today AND w.ended_at IS NULL AND s.state = @state LIMIT @most
		), told AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient_id, uuid7(@now), @now::timestamptz, @role, @act FROM due
		    RETURNING patient_id, id
		), moved AS (
		    UPDATE directives w SET remind_on = @next, line_id = t.id
		    FROM told t WHERE w.patient_id = t.patient_id AND w.ended_at IS NULL
		    RETURNING w.patient_id, w.line_id
		)
		SELECT DISTINCT patient_id, line_id FROM moved`,
		pgx.NamedArgs{"today": today, "next": next, "most": most, "now": tx.Now(), "state": access.Activated, "role": access.System,
			"act": access.RemindDirective})
}
