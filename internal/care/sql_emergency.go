package care

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// standing is when the opening of a professional in a mode ends; zero when none
// stands.
func standing(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, mode access.Mode) (time.Time, error) {
	ends, err := db.One[time.Time](ctx, tx, `
		SELECT ends_at FROM emergency_openings
		WHERE patient_id = @patient AND account_id = @by AND mode = @mode AND closed_at IS NULL AND ends_at > @now
		ORDER BY ends_at DESC LIMIT 1`,
		pgx.NamedArgs{"patient": patient, "by": by, "mode": mode, "now": tx.Now()})
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, nil
	}
	return ends, err
}

func insertEmergency(ctx context.Context, tx *gate.Tx, patient id.Patient, o id.Review, mode access.Mode, sealed []byte, ends time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO emergency_openings (patient_id, id, account_id, mode, sealed, opened_at, ends_at, line_id)
		VALUES (@patient, @id, @by, @mode, @sealed, @now, @ends, @line)`,
		pgx.NamedArgs{"patient": patient, "id": o, "by": tx.By().Account, "mode": mode, "sealed": sealed, "now": tx.Now(),
			"ends": ends, "line": tx.Line()})
	return err
}

func closeEmergency(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, mode access.Mode) error {
	_, err := tx.Exec(ctx, `
		UPDATE emergency_openings SET closed_at = @now, line_id = @line
		WHERE patient_id = @patient AND account_id = @by AND mode = @mode AND closed_at IS NULL AND ends_at > @now`,
		pgx.NamedArgs{"patient": patient, "by": by, "mode": mode, "now": tx.Now(), "line": tx.Line()})
	return err
}

// treatingDoctor is the account of the declared médecin traitant, when he has
// one.
func treatingDoctor(ctx context.Context, tx *gate.Tx, patient id.Patient) (a id.Account, there bool, err error) {
	a, err = db.One[id.Account](ctx, tx, `
		SELECT p.account_id FROM treating_doctors t JOIN professionals p ON p.rpps = t.rpps
		WHERE t.patient_id = @patient`, pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

// named is a professional as a colleague reads him: title, name, place.
func named(ctx context.Context, tx *gate.Tx, by id.Account) (string, error) {
	return db.One[string](ctx, tx, `
		SELECT concat_ws(', ', concat_ws(' ', nullif(p.title, ''), p.given_name, p.name), nullif(s.name, ''), nullif(s.city, ''))
		FROM professionals p LEFT JOIN structures s ON s.finess = @structure
		WHERE p.account_id = @by`, pgx.NamedArgs{"by": by, "structure": tx.By().Structure})
}

func tellAccount(ctx context.Context, tx *gate.Tx, doctor id.Account, n id.Review, patient id.Patient, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO doctor_notices (account_id, id, patient_id, kind, at, sealed)
		VALUES (@doctor, @id, @patient, 'emergency', @now, @sealed)`,
		pgx.NamedArgs{"doctor": doctor, "id": n, "patient": patient, "now": tx.Now(), "sealed": sealed})
	return err
}

type toldRow struct {
	ID        id.Review
	PatientID id.Patient
	At        time.Time
	Sealed    []byte
}

func news(ctx context.Context, tx *db.Tx, by id.Account, since time.Time, most int) ([]toldRow, error) {
	return db.Rows[toldRow](ctx, tx, `
		SELECT id, patient_id, at, sealed FROM doctor_notices
		WHERE account_id = @by AND at >= @since ORDER BY at DESC, id LIMIT @most`,
		pgx.NamedArgs{"by": by, "since": since, "most": most})
}
