package gate

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
)

// keepJournal writes the line of a helper's act a second time, where its helper
// finds it across spaces: done and refused ones, in the same transaction
// (decisions.md §7).
func keepJournal(ctx context.Context, tx *db.Tx, l accesslog.Line) error {
	if l.By.Role != access.Helper {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO helper_lines (account_id, line, patient_id, at, act, target, reason)
		VALUES (@account, @line, @patient, @at, @act, @target, @reason)`,
		pgx.NamedArgs{"account": l.By.Account, "line": l.ID, "patient": l.Patient, "at": l.At, "act": l.Act, "target": l.Target,
			"reason": l.Reason})
	return err
}
