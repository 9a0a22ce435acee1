package gate

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/clock"
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
	if err != nil || l.Reason != "" {
		return err
	}
	return count(ctx, tx, l)
}

// count adds an act to the figures of the structure where its helper works: how
// often, that month, and neither for whom nor by whom (HLP-05).
func count(ctx context.Context, tx *db.Tx, l accesslog.Line) error {
	day := l.At.In(clock.Paris)
	_, err := tx.Exec(ctx, `
		INSERT INTO desk_counts AS c (structure, structure_city, month, act, times)
		SELECT s.structure, s.structure_city, @month, @act, 1 FROM staff s WHERE s.account_id = @account AND s.structure <> ''
		ON CONFLICT (structure, structure_city, month, act) DO UPDATE SET times = c.times + 1`,
		pgx.NamedArgs{"account": l.By.Account, "act": l.Act, "month": time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)})
	return err
}
