package synthesis

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// row is a draft as the database keeps it.
type row struct {
	ID         id.Synthesis
	Sealed     []byte
	BegunAt    time.Time
	SavedAt    time.Time
	DocumentID *id.Document
	EndedAt    *time.Time
	LineID     id.Line
}

const columns = `id, sealed, begun_at, saved_at, document_id, ended_at, line_id`

// live is what a doctor is writing for the person; false when nothing.
func live(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account) (row, bool, error) {
	return found(db.Row[row](ctx, tx, `
		SELECT `+columns+` FROM syntheses WHERE patient_id = @patient AND account_id = @by AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "by": by}))
}

// written is one of a doctor's own, over or not.
func written(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, draft id.Synthesis) (row, bool, error) {
	return found(db.Row[row](ctx, tx, `
		SELECT `+columns+` FROM syntheses WHERE patient_id = @patient AND account_id = @by AND id = @draft`,
		pgx.NamedArgs{"patient": patient, "by": by, "draft": draft}))
}

func found(r row, err error) (row, bool, error) {
	if errors.Is(err, pgx.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// deposited is the last synthesis that a doctor deposited and did not withdraw.
type deposited struct {
	ID      *id.Synthesis
	AddedAt *time.Time
}

// past counts what a doctor deposited for the person, withdrawn or not, and
// finds the last one that stands.
func past(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account) (n int, last deposited, err error) {
	type counted struct {
		N int
		deposited
	}
	c, err := db.Row[counted](ctx, tx, `
		SELECT (SELECT count(*) FROM syntheses c WHERE c.patient_id = @patient AND c.account_id = @by AND c.document_id IS NOT NULL) AS n,
		       l.id, l.added_at
		FROM (VALUES (1)) one LEFT JOIN LATERAL (
		    SELECT s.id, d.added_at FROM syntheses s JOIN documents d ON d.patient_id = s.patient_id AND d.id = s.document_id
		    WHERE s.patient_id = @patient AND s.account_id = @by AND d.status IN ('approved', 'archived')
		    ORDER BY s.ended_at DESC, s.id DESC LIMIT 1) l ON true`, pgx.NamedArgs{"patient": patient, "by": by})
	return c.N, c.deposited, err
}

// former is the last synthesis of anybody that stands, and how it is shown.
type former struct {
	ID         id.Synthesis
	AccountID  id.Account
	Sealed     []byte
	Structure  string
	Masked     bool
	FromElders bool // hidden from the representatives
}

func lastOfAll(ctx context.Context, tx *gate.Tx, patient id.Patient) (f former, there bool, err error) {
	f, err = db.Row[former](ctx, tx, `
		SELECT s.id, s.account_id, s.sealed, d.structure, d.masked_at IS NOT NULL AS masked, d.hidden_from_representatives AS from_elders
		FROM syntheses s JOIN documents d ON d.patient_id = s.patient_id AND d.id = s.document_id
		WHERE s.patient_id = @patient AND d.status IN ('approved', 'archived') ORDER BY s.ended_at DESC, s.id DESC LIMIT 1`,
		pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return f, false, nil
	}
	return f, err == nil, err
}

func begin(ctx context.Context, tx *gate.Tx, patient id.Patient, draft id.Synthesis, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO syntheses (patient_id, id, account_id, sealed, begun_at, saved_at, line_id)
		VALUES (@patient, @draft, @by, @sealed, @now, @now, @line)`,
		pgx.NamedArgs{"patient": patient, "draft": draft, "by": tx.By().Account, "sealed": sealed, "now": tx.Now(), "line": tx.Line()})
	return err
}

func save(ctx context.Context, tx *gate.Tx, patient id.Patient, draft id.Synthesis, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE syntheses SET sealed = @sealed, saved_at = @now, line_id = @line
		WHERE patient_id = @patient AND id = @draft AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "draft": draft, "sealed": sealed, "now": tx.Now(), "line": tx.Line()})
	return err
}

func drop(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, draft id.Synthesis) error {
	_, err := tx.Exec(ctx, `
		UPDATE syntheses SET sealed = '', ended_at = @now, line_id = @line
		WHERE patient_id = @patient AND account_id = @by AND id = @draft AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "by": by, "draft": draft, "now": tx.Now(), "line": tx.Line()})
	return err
}

// dropOthers empties what a former médecin traitant left unfinished.
func dropOthers(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE syntheses SET sealed = '', ended_at = @now, line_id = @line
		WHERE patient_id = @patient AND account_id <> @by AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "by": tx.By().Account, "now": tx.Now(), "line": tx.Line()})
	return err
}

// became ends a draft as the document that it was deposited as; false when it
// changed since it was read, or was over.
func became(ctx context.Context, tx *gate.Tx, patient id.Patient, draft id.Synthesis, seen id.Line, doc id.Document) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE syntheses SET document_id = @doc, ended_at = @now, line_id = @line
		WHERE patient_id = @patient AND id = @draft AND line_id = @seen AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "draft": draft, "seen": seen, "doc": doc, "now": tx.Now(), "line": tx.Line()})
	return tag.RowsAffected() == 1, err
}

// signer is the doctor as the directory knows him today.
type signer struct {
	RPPS, Name, GivenName, Title, Specialty, Structure string
}

func signerOf(ctx context.Context, tx *gate.Tx) (signer, error) {
	return db.Row[signer](ctx, tx, `
		SELECT p.rpps, p.name, p.given_name, p.title, p.specialty, coalesce(s.name, '') AS structure
		FROM professionals p LEFT JOIN structures s ON s.finess = @structure
		WHERE p.account_id = @by`, pgx.NamedArgs{"by": tx.By().Account, "structure": tx.By().Structure})
}
