package consent

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// insertAsked notes who blocked for the person; false while the same stands.
func insertAsked(ctx context.Context, tx *gate.Tx, patient id.Patient, colleague id.Account) (fresh bool, err error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO asked_blocks (patient_id, asked_by, account_id, at, line_id) VALUES (@patient, @by, @account, @now, @line)
		ON CONFLICT (patient_id, asked_by, account_id) DO UPDATE SET at = @now, lifted_at = NULL, line_id = @line
		WHERE asked_blocks.lifted_at IS NOT NULL`,
		pgx.NamedArgs{"patient": patient, "by": tx.By().Account, "account": colleague, "now": tx.Now(), "line": tx.Line()})
	return tag.RowsAffected() == 1, err
}

// liftAsked ends what was asked about somebody, when the person lifts the block.
func liftAsked(ctx context.Context, tx *gate.Tx, patient id.Patient, professional id.Account) error {
	_, err := tx.Exec(ctx, `
		UPDATE asked_blocks SET lifted_at = @now, line_id = @line
		WHERE patient_id = @patient AND account_id = @account AND lifted_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "account": professional, "now": tx.Now(), "line": tx.Line()})
	return err
}

func asked(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account) ([]Asked, error) {
	return db.Rows[Asked](ctx, tx, `
		SELECT p.name, p.given_name, p.title, p.profession, p.specialty, a.at
		FROM asked_blocks a JOIN professionals p ON p.account_id = a.account_id
		WHERE a.patient_id = @patient AND a.asked_by = @by ORDER BY a.at DESC, p.name`,
		pgx.NamedArgs{"patient": patient, "by": by})
}

// takeBack ends what let a professional in who opened by mistake: agreements of
// a day, of a code, of a colleague, and what he himself declared since.
func takeBack(ctx context.Context, tx *gate.Tx, patient id.Patient, professional id.Account, since time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE consents SET withdrawn_at = @now, line_id = @line
		WHERE patient_id = @patient AND account_id = @account AND withdrawn_at IS NULL AND (ends_at IS NULL OR ends_at > @now)
		      AND (scope IN ('day', 'code', 'entrusted') OR scope IN ('team', 'pmi') AND how IN ('oral', 'written') AND given_at >= @since)`,
		pgx.NamedArgs{"patient": patient, "account": professional, "now": tx.Now(), "since": since, "line": tx.Line()})
	return err
}
