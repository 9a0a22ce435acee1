package care

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// owed is a patient of a list who waits for a synthesis.
type owed struct {
	followed
	SynthesisAt *time.Time
}

func synthesised(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE followed_patients SET synthesis_at = @now, synthesis_id = @doc WHERE account_id = @by AND patient_id = @patient`,
		pgx.NamedArgs{"patient": patient, "by": by, "doc": doc, "now": tx.Now()})
	return err
}

func unsynthesised(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE followed_patients SET synthesis_at = NULL, synthesis_id = NULL
		WHERE account_id = @by AND patient_id = @patient AND synthesis_id = @doc`,
		pgx.NamedArgs{"patient": patient, "by": by, "doc": doc})
	return err
}

const isOwed = `account_id = @by AND treating AND (synthesis_at IS NULL OR synthesis_at <= @before)`

func anyOwed(ctx context.Context, tx *db.Tx, by id.Account, before time.Time) (bool, error) {
	return db.One[bool](ctx, tx, `SELECT EXISTS (SELECT FROM followed_patients WHERE `+isOwed+`)`,
		pgx.NamedArgs{"by": by, "before": before})
}

func owedBy(ctx context.Context, tx *db.Tx, by id.Account, before time.Time, most int) ([]owed, error) {
	return db.Rows[owed](ctx, tx, `
		SELECT patient_id, last_at, sealed, synthesis_at FROM followed_patients WHERE `+isOwed+`
		ORDER BY synthesis_at NULLS FIRST, last_at DESC, patient_id LIMIT @most`,
		pgx.NamedArgs{"by": by, "before": before, "most": most})
}

func noLongerTreated(ctx context.Context, tx *db.Tx, by id.Account, patients []id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE followed_patients SET treating = false WHERE account_id = @by AND patient_id = ANY(@patients)`,
		pgx.NamedArgs{"by": by, "patients": patients})
	return err
}
