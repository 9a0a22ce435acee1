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
	"espacesante/internal/vault"
)

// row is a document as the database keeps it, without its sealed part.
type row struct {
	ID                        id.Document
	Type                      string
	Class                     string
	AuthorKind                AuthorKind
	AuthorID                  id.Account
	Structure                 string
	CaredOn                   time.Time
	AddedAt                   time.Time
	Format                    Format
	Size                      int64
	SHA256                    []byte
	Blob                      string
	SetMAC                    []byte
	Version                   int
	Confidentiality           string
	Status                    access.Status
	MaskedAt                  *time.Time
	MaskedWithAll             bool
	HiddenFromPatientUntil    *time.Time
	HiddenFromRepresentatives bool
	RemovedAt                 *time.Time
	HintDueAt                 *time.Time
}

const columns = `id, type, class, author_kind, author_id, structure, cared_on, added_at, format, size, sha256, blob, set_mac,
	version, confidentiality, status, masked_at, masked_with_all, hidden_from_patient_until, hidden_from_representatives, removed_at, hint_due_at`

// removed are the rows that were withdrawn or put into the bin, the newest care
// first, without what only the opening of one needs. Others are too many to be
// read (sql_shape.go).
func removed(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]row, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, type, class, author_kind, author_id, structure, cared_on, added_at, format, size, version, status, masked_at,
		       hidden_from_patient_until, hidden_from_representatives, removed_at
		FROM documents WHERE patient_id = @patient AND (status = 'deleted' OR removed_at IS NOT NULL)
		ORDER BY cared_on DESC, added_at DESC, id`, pgx.NamedArgs{"patient": patient})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(found pgx.CollectableRow) (r row, err error) {
		err = found.Scan((*[16]byte)(&r.ID), &r.Type, &r.Class, (*string)(&r.AuthorKind), (*[16]byte)(&r.AuthorID), &r.Structure, &r.CaredOn,
			&r.AddedAt, (*string)(&r.Format), &r.Size, &r.Version, (*string)(&r.Status), &r.MaskedAt, &r.HiddenFromPatientUntil,
			&r.HiddenFromRepresentatives, &r.RemovedAt)
		return r, err
	})
}

// documentsNamed are the rows of those documents that are there.
func documentsNamed(ctx context.Context, tx *gate.Tx, patient id.Patient, docs []id.Document) ([]row, error) {
	return db.Rows[row](ctx, tx, `
		SELECT `+columns+` FROM documents WHERE patient_id = @patient AND id = ANY(@docs)`,
		pgx.NamedArgs{"patient": patient, "docs": docs})
}

// keptDocuments are the rows that somebody must not be told of for now.
func keptDocuments(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]row, error) {
	return db.Rows[row](ctx, tx, `
		SELECT `+columns+` FROM documents
		WHERE patient_id = @patient AND (hidden_from_patient_until IS NOT NULL OR hidden_from_representatives)`,
		pgx.NamedArgs{"patient": patient})
}

// document is one row; false when the space has none of that name.
func document(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) (row, bool, error) {
	r, err := db.Row[row](ctx, tx, `
		SELECT `+columns+` FROM documents WHERE patient_id = @patient AND id = @doc`,
		pgx.NamedArgs{"patient": patient, "doc": doc})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// versions are the rows of one set, the newest version first.
func versions(ctx context.Context, tx *gate.Tx, patient id.Patient, set []byte) ([]row, error) {
	return db.Rows[row](ctx, tx, `
		SELECT `+columns+` FROM documents WHERE patient_id = @patient AND set_mac = @set AND status <> 'deleted'
		ORDER BY version DESC`, pgx.NamedArgs{"patient": patient, "set": set})
}

// part is what of a document's row only the page that shows it needs.
type part struct {
	Sealed  []byte
	Format  Format
	Size    int64
	Version int
}

// sealedParts reads the key of the space and the sealed parts of documents, in
// one round trip with what is asked besides.
func sealedParts(ctx context.Context, tx *gate.Tx, patient id.Patient, docs []id.Document, besides ...func(*pgx.Batch)) (key vault.Wrapped, all map[id.Document]part, err error) {
	all = make(map[id.Document]part, len(docs))
	var b pgx.Batch
	vault.Ask(&b, patient, &key)
	b.Queue(`SELECT id, sealed, format, size, version FROM documents WHERE patient_id = @patient AND id = ANY(@docs)`,
		pgx.NamedArgs{"patient": patient, "docs": docs}).Query(func(rows pgx.Rows) error {
		var doc id.Document
		var p part
		_, err := pgx.ForEachRow(rows, []any{(*[16]byte)(&doc), &p.Sealed, (*string)(&p.Format), &p.Size, &p.Version}, func() error {
			all[doc] = p
			return nil
		})
		return err
	})
	for _, ask := range besides {
		ask(&b)
	}
	return key, all, tx.SendBatch(ctx, &b).Close()
}

// deposit is a row on its way in.
type deposit struct {
	row
	Sealed   []byte
	Informed bool
	Key      *string
}

func insertDocument(ctx context.Context, tx *gate.Tx, patient id.Patient, d deposit) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO documents (patient_id, id, type, class, author_kind, author_id, structure, cared_on, added_at, format,
		    size, sha256, blob, sealed, set_mac, version, confidentiality, status, masked_at, masked_with_all, hidden_from_patient_until,
		    hidden_from_representatives, hint_due_at, informed, upload_key, line_id)
		VALUES (@patient, @id, @type, @class, @kind, @by, @structure, @cared, @now, @format,
		    @size, @sha256, @blob, @sealed, @set, @version, @confidentiality, @status, @masked, @withall, @until,
		    @secret, @hint, @informed, @key, @line)`,
		pgx.NamedArgs{"patient": patient, "id": d.ID, "type": d.Type, "class": d.Class, "kind": d.AuthorKind, "by": d.AuthorID,
			"structure": d.Structure, "cared": d.CaredOn, "now": tx.Now(), "format": d.Format, "size": d.Size,
			"sha256": d.SHA256, "blob": d.Blob, "sealed": d.Sealed, "set": d.SetMAC, "version": d.Version,
			"confidentiality": d.Confidentiality, "status": d.Status, "masked": d.MaskedAt, "withall": d.MaskedWithAll, "until": d.HiddenFromPatientUntil,
			"secret": d.HiddenFromRepresentatives, "hint": d.HintDueAt, "informed": d.Informed, "key": d.Key, "line": tx.Line()})
	return err
}

// deprecate marks the versions before one as replaced.
func deprecate(ctx context.Context, tx *gate.Tx, patient id.Patient, set []byte, before int) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET status = 'deprecated', line_id = @line
		WHERE patient_id = @patient AND set_mac = @set AND version < @before AND status IN ('approved', 'archived')`,
		pgx.NamedArgs{"patient": patient, "set": set, "before": before, "line": tx.Line()})
	return err
}

// mask and unmask reach every version: an old one must not show what the new
// one hides.
func mask(ctx context.Context, tx *gate.Tx, patient id.Patient, r row) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET masked_at = @now, line_id = @line
		WHERE patient_id = @patient AND (id = @doc OR set_mac = @set) AND masked_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "doc": r.ID, "set": r.SetMAC, "now": tx.Now(), "line": tx.Line()})
	return err
}

func unmask(ctx context.Context, tx *gate.Tx, patient id.Patient, r row) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET masked_at = NULL, masked_with_all = false, line_id = @line
		WHERE patient_id = @patient AND (id = @doc OR set_mac = @set) AND masked_at IS NOT NULL`,
		pgx.NamedArgs{"patient": patient, "doc": r.ID, "set": r.SetMAC, "line": tx.Line()})
	return err
}

func restore(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET status = 'approved', removed_at = NULL, line_id = @line
		WHERE patient_id = @patient AND id = @doc AND status = 'deleted'`,
		pgx.NamedArgs{"patient": patient, "doc": doc, "line": tx.Line()})
	return err
}

func release(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE documents SET hidden_from_patient_until = NULL, hint_due_at = NULL, line_id = @line
		WHERE patient_id = @patient AND id = @doc`,
		pgx.NamedArgs{"patient": patient, "doc": doc, "line": tx.Line()})
	return err
}

// byline is the depositor as the directory knows him today.
func byline(ctx context.Context, tx *gate.Tx, by access.Actor) (Byline, string, error) {
	type entry struct {
		Byline
		RPPS string
	}
	e, err := db.Row[entry](ctx, tx, `
		SELECT p.name, p.given_name, p.title, p.profession, p.specialty, coalesce(s.name, '') AS structure, p.rpps
		FROM professionals p LEFT JOIN structures s ON s.finess = @structure
		WHERE p.account_id = @by`, pgx.NamedArgs{"by": by.Account, "structure": by.Structure})
	return e.Byline, e.RPPS, err
}

// toldOfRefusal reports whether a refusal of the same professional's deposit
// was told to the person since.
func toldOfRefusal(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, since time.Time) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM access_log
		               WHERE patient_id = @patient AND id >= @from AND actor = @by AND act = @act AND reason = @reason)`,
		pgx.NamedArgs{"patient": patient, "from": id.FloorAt[id.Line](since), "by": by, "act": access.DepositDocument,
			"reason": access.Blocked})
}
