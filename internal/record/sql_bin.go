package record

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

type binned struct {
	PatientID id.Patient
	ID        id.Document
}

// binsDue are documents put into a bin before an instant, over all spaces.
func binsDue(ctx context.Context, tx db.Runner, before time.Time, most int) ([]binned, error) {
	return db.Rows[binned](ctx, tx, `
		SELECT patient_id, id FROM documents
		WHERE status = 'deleted' AND author_kind = 'patient' AND size > 0 AND removed_at <= @before
		ORDER BY removed_at LIMIT @most`, pgx.NamedArgs{"before": before, "most": most})
}

// purge empties a row: what is left says that there was a document, and when.
func purge(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET type = '', class = '', structure = '', cared_on = added_at, format = '', size = 0, sha256 = '',
		    blob = '', sealed = '', set_mac = NULL, upload_key = NULL, line_id = @line
		WHERE patient_id = @patient AND id = @doc`, pgx.NamedArgs{"patient": patient, "doc": doc, "line": tx.Line()})
	return err
}

// named are the files, of these, that a document or a copy names, whatever its space.
func named(ctx context.Context, tx db.Runner, names []string) (map[string]bool, error) {
	type kept struct {
		PatientID id.Patient
		Blob      string
	}
	rows, err := db.Rows[kept](ctx, tx, `
		SELECT patient_id, blob FROM documents WHERE blob = ANY(@names)
		UNION ALL SELECT patient_id, blob FROM exports WHERE blob = ANY(@names)`, pgx.NamedArgs{"names": names})
	all := map[string]bool{}
	for _, r := range rows {
		all[r.Blob] = true
	}
	return all, err
}
