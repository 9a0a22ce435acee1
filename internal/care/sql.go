package care

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// open remembers an opening; true when it is the professional's first.
func open(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, motive access.Motive) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE openings SET last_at = @now, motive = @motive, line_id = @line
		WHERE patient_id = @patient AND account_id = @by`,
		pgx.NamedArgs{"patient": patient, "by": by, "now": tx.Now(), "motive": motive, "line": tx.Line()})
	if err != nil || tag.RowsAffected() == 1 {
		return false, err
	}
	// The gate holds the space's row: nobody else inserts meanwhile.
	_, err = tx.Exec(ctx, `
		INSERT INTO openings (patient_id, account_id, motive, first_at, last_at, line_id)
		VALUES (@patient, @by, @motive, @now, @now, @line)`,
		pgx.NamedArgs{"patient": patient, "by": by, "motive": motive, "now": tx.Now(), "line": tx.Line()})
	return err == nil, err
}

// follow keeps an opening in the list of who opened. An emergency says nothing of
// whether he is the médecin traitant: treating is nil, what was known stays.
func follow(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, treating *bool, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO followed_patients (account_id, patient_id, last_at, sealed, treating)
		VALUES (@by, @patient, @now, @sealed, coalesce(@treating::boolean, false))
		ON CONFLICT (account_id, patient_id) DO UPDATE SET last_at = @now, sealed = @sealed,
		    treating = coalesce(@treating::boolean, followed_patients.treating)`,
		pgx.NamedArgs{"patient": patient, "by": by, "now": tx.Now(), "sealed": sealed, "treating": treating})
	return err
}

type followed struct {
	PatientID id.Patient
	LastAt    time.Time
	Sealed    []byte
}

func myPatients(ctx context.Context, tx *db.Tx, by id.Account, from, most int) ([]followed, error) {
	return db.Rows[followed](ctx, tx, `
		SELECT patient_id, last_at, sealed FROM followed_patients
		WHERE account_id = @by ORDER BY last_at DESC, patient_id LIMIT @most OFFSET @from`,
		pgx.NamedArgs{"by": by, "most": most, "from": from})
}

// followedAmong are the people of lines whom the account has opened.
func followedAmong(ctx context.Context, tx *db.Tx, by id.Account, lines []accesslog.Mine) ([]followed, error) {
	patients := make([]id.Patient, len(lines))
	for i, l := range lines {
		patients[i] = l.PatientID
	}
	return db.Rows[followed](ctx, tx, `
		SELECT patient_id, last_at, sealed FROM followed_patients WHERE account_id = @by AND patient_id = ANY(@patients)`,
		pgx.NamedArgs{"by": by, "patients": patients})
}
