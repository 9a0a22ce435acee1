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
