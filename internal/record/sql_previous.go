package record

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// imported finds the document that the same file of a previous DMP left
// already; the zero document when none.
func imported(ctx context.Context, tx db.Runner, patient id.Patient, key string) (id.Document, error) {
	doc, err := db.One[id.Document](ctx, tx, `
		SELECT id FROM documents WHERE patient_id = @patient AND upload_key = @key AND author_kind = 'dmp'`,
		pgx.NamedArgs{"patient": patient, "key": key})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Document{}, nil
	}
	return doc, err
}

// accountOf finds a professional in the directory; the zero account when it has
// none of that number.
func accountOf(ctx context.Context, tx *gate.Tx, rpps string) (id.Account, error) {
	if rpps == "" {
		return id.Account{}, nil
	}
	a, err := db.One[id.Account](ctx, tx, `SELECT account_id FROM professionals WHERE rpps = @rpps`, pgx.NamedArgs{"rpps": rpps})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Account{}, nil
	}
	return a, err
}

// previousOver are documents of previous DMPs in spaces whose person opposed,
// the transition over.
func previousOver(ctx context.Context, tx db.Runner, most int) ([]binned, error) {
	return db.Rows[binned](ctx, tx, `
		SELECT d.patient_id, d.id FROM documents d JOIN spaces s ON s.patient_id = d.patient_id
		WHERE d.author_kind = 'dmp' AND d.size > 0 AND s.state = 'OPPOSED' LIMIT @most`, pgx.NamedArgs{"most": most})
}

// forgetPrevious empties the row of a document and takes it away: what is left
// says that there was one, and when.
func forgetPrevious(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET status = 'deleted', removed_at = coalesce(removed_at, @now), type = '', class = '', structure = '',
		    cared_on = added_at, format = '', size = 0, sha256 = '', blob = '', sealed = '', set_mac = NULL, upload_key = NULL,
		    line_id = @line
		WHERE patient_id = @patient AND id = @doc`,
		pgx.NamedArgs{"patient": patient, "doc": doc, "now": tx.Now(), "line": tx.Line()})
	return err
}
