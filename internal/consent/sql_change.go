package consent

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// keepChange keeps how something stood before the act of tx changed it.
func keepChange(ctx context.Context, tx *gate.Tx, patient id.Patient, kind ChangeKind, target *id.Account, before string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO say_changes (patient_id, id, kind, target, before, made_at, made_line, line_id)
		VALUES (@patient, @id, @kind, @target, @before, @now, @line, @line)`,
		pgx.NamedArgs{"patient": patient, "id": id.NewAt[id.Change](tx.Now()), "kind": kind, "target": target, "before": before,
			"now": tx.Now(), "line": tx.Line()})
	return err
}

const changeColumns = `
	SELECT c.id, c.kind, c.target, c.before, c.made_at, c.made_line, c.undone_at, coalesce(p.name, '') AS name,
	       coalesce(p.given_name, '') AS given_name, coalesce(p.title, '') AS title
	FROM say_changes c LEFT JOIN professionals p ON p.account_id = c.target
	WHERE c.patient_id = @patient`

// lately are the changes that can be undone: of one thing the last one, since
// undoing an older one would undo that too.
func lately(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]Change, error) {
	return db.Rows[Change](ctx, tx, changeColumns+`
		AND c.made_at > @since AND c.undone_at IS NULL
		      AND NOT EXISTS (SELECT FROM say_changes n WHERE n.patient_id = c.patient_id AND n.id > c.id
		                      AND n.undone_at IS NULL
		                      AND n.target IS NOT DISTINCT FROM c.target AND (c.target IS NOT NULL OR n.kind = c.kind))
		ORDER BY c.id DESC`, pgx.NamedArgs{"patient": patient, "since": tx.Now().Add(-Undoable)})
}

func changed(ctx context.Context, tx *gate.Tx, patient id.Patient, change id.Change) (Change, error) {
	c, err := db.Row[Change](ctx, tx, changeColumns+` AND c.id = @change`,
		pgx.NamedArgs{"patient": patient, "change": change})
	if errors.Is(err, pgx.ErrNoRows) {
		return c, problem.Missing("change")
	}
	return c, err
}

func undone(ctx context.Context, tx *gate.Tx, patient id.Patient, change id.Change) error {
	_, err := tx.Exec(ctx, `
		UPDATE say_changes SET undone_at = @now, line_id = @line WHERE patient_id = @patient AND id = @change`,
		pgx.NamedArgs{"patient": patient, "change": change, "now": tx.Now(), "line": tx.Line()})
	return err
}

func setMaskAll(ctx context.Context, tx *gate.Tx, patient id.Patient, on bool) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO settings (patient_id, mask_all, line_id) VALUES (@patient, @on, @line)
		ON CONFLICT (patient_id) DO UPDATE SET mask_all = @on, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "on": on, "line": tx.Line()})
	return err
}

// withdrawMade ends the agreement that one act gave.
func withdrawMade(ctx context.Context, tx *gate.Tx, patient id.Patient, made id.Line) error {
	_, err := tx.Exec(ctx, `
		UPDATE consents SET withdrawn_at = @now, line_id = @line
		WHERE patient_id = @patient AND line_id = @made AND withdrawn_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "made": made, "now": tx.Now(), "line": tx.Line()})
	return err
}

// giveBack gives back the agreements that one act withdrew.
func giveBack(ctx context.Context, tx *gate.Tx, patient id.Patient, made id.Line) error {
	_, err := tx.Exec(ctx, `
		UPDATE consents SET withdrawn_at = NULL, line_id = @line
		WHERE patient_id = @patient AND line_id = @made AND withdrawn_at IS NOT NULL`,
		pgx.NamedArgs{"patient": patient, "made": made, "line": tx.Line()})
	return err
}
