package record

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

// lookedBefore is when the professional who asks last looked at the record,
// before an instant: his own lines of the log say it. Zero when he never did.
func lookedBefore(ctx context.Context, tx *gate.Tx, patient id.Patient, before time.Time) (time.Time, error) {
	return latest(ctx, tx, `
		SELECT at FROM professional_lines
		WHERE account_id = @by AND patient_id = @patient AND act IN (@list, @read) AND reason = '' AND line < @before
		ORDER BY line DESC LIMIT 1`,
		pgx.NamedArgs{"by": tx.By().Account, "patient": patient, "list": access.ListDocuments, "read": access.ReadDocument, "before": id.FloorAt[id.Line](before)})
}

// readBefore is when he last read one document.
func readBefore(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document, before time.Time) (time.Time, error) {
	return latest(ctx, tx, `
		SELECT at FROM professional_lines
		WHERE account_id = @by AND patient_id = @patient AND act = @read AND target = @doc AND reason = '' AND line < @before
		ORDER BY line DESC LIMIT 1`,
		pgx.NamedArgs{"by": tx.By().Account, "patient": patient, "read": access.ReadDocument, "doc": doc.String(), "before": id.FloorAt[id.Line](before)})
}

func latest(ctx context.Context, tx *gate.Tx, sql string, args pgx.NamedArgs) (time.Time, error) {
	at, err := db.One[time.Time](ctx, tx, sql, args)
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, nil
	}
	return at, err
}

// authorsOf are those of accounts who have a specialty.
func authorsOf(ctx context.Context, tx *gate.Tx, accounts []id.Account, specialty string) ([]id.Account, error) {
	rows, err := tx.Query(ctx, `SELECT account_id FROM professionals WHERE account_id = ANY(@accounts) AND specialty = @specialty`,
		pgx.NamedArgs{"accounts": accounts, "specialty": specialty})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Account])
}
