package record

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// askLookedBefore asks when the professional who asks last looked at the record,
// before an instant: his own lines of the log say it. Zero when he never did.
func askLookedBefore(tx *gate.Tx, patient id.Patient, before time.Time, at *time.Time) func(*pgx.Batch) {
	return latest(`
		SELECT at FROM professional_lines
		WHERE account_id = @by AND patient_id = @patient AND act IN (@list, @read) AND reason = '' AND line < @before
		ORDER BY line DESC LIMIT 1`, at,
		pgx.NamedArgs{"by": tx.By().Account, "patient": patient, "list": access.ListDocuments, "read": access.ReadDocument, "before": id.FloorAt[id.Line](before)})
}

// askReadBefore asks when he last read one document.
func askReadBefore(tx *gate.Tx, patient id.Patient, doc id.Document, before time.Time, at *time.Time) func(*pgx.Batch) {
	return latest(`
		SELECT at FROM professional_lines
		WHERE account_id = @by AND patient_id = @patient AND act = @read AND target = @doc AND reason = '' AND line < @before
		ORDER BY line DESC LIMIT 1`, at,
		pgx.NamedArgs{"by": tx.By().Account, "patient": patient, "read": access.ReadDocument, "doc": doc.String(), "before": id.FloorAt[id.Line](before)})
}

func latest(sql string, at *time.Time, args pgx.NamedArgs) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		b.Queue(sql, args).QueryRow(func(r pgx.Row) error { return none(r.Scan(at)) })
	}
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
