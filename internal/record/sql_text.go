package record

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// entry is what a search looks through of one document: its words, or its
// sealed row while they wait.
type entry struct{ words, sealed []byte }

// eachSieve gives the sieves of the documents of a choice, one by one and in no
// order: what it gives is gone with the next. Only what the policy let through
// is asked for.
func (c choice) eachSieve(ctx context.Context, tx *gate.Tx, patient id.Patient, fn func(row, []byte) error) error {
	rows, err := tx.Query(ctx, `
		SELECT d.id, d.type, d.class, d.cared_on, d.added_at, t.sieve
		FROM (SELECT id, type, class, cared_on, added_at FROM documents WHERE `+chosen+`) d
		JOIN document_texts t ON t.patient_id = @patient AND t.document_id = d.id`, c.args(patient))
	if err != nil {
		return err
	}
	var r row
	var sieve pgtype.DriverBytes
	_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&r.ID), &r.Type, &r.Class, &r.CaredOn, &r.AddedAt, &sieve}, func() error {
		return fn(r, sieve)
	})
	return err
}

// eachEntry gives the index of documents, in the same way.
func eachEntry(ctx context.Context, tx *gate.Tx, patient id.Patient, docs []id.Document, fn func(id.Document, entry) error) error {
	rows, err := tx.Query(ctx, `
		SELECT t.document_id, t.words, w.sealed
		FROM document_texts t
		LEFT JOIN documents w ON octet_length(t.words) = 0 AND w.patient_id = @patient AND w.id = t.document_id
		WHERE t.patient_id = @patient AND t.document_id = ANY(@docs)`, pgx.NamedArgs{"patient": patient, "docs": docs})
	if err != nil {
		return err
	}
	var doc id.Document
	var words, sealed pgtype.DriverBytes
	_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&doc), &words, &sealed}, func() error {
		return fn(doc, entry{words, sealed})
	})
	return err
}

// askTexts asks for the sealed beginnings of the texts of documents.
func askTexts(patient id.Patient, docs []id.Document, all map[id.Document][]byte) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		b.Queue(`SELECT document_id, text FROM document_texts WHERE patient_id = @patient AND document_id = ANY(@docs)`,
			pgx.NamedArgs{"patient": patient, "docs": docs}).Query(func(rows pgx.Rows) error {
			var doc id.Document
			var text []byte
			_, err := pgx.ForEachRow(rows, []any{(*[16]byte)(&doc), &text}, func() error {
				all[doc] = text
				return nil
			})
			return err
		})
	}
}

// textsDue are documents of a state after one of them, over all spaces.
func textsDue(ctx context.Context, tx db.Runner, state textState, after unread, most int) ([]unread, error) {
	return db.Rows[unread](ctx, tx, `
		SELECT patient_id, document_id FROM document_texts
		WHERE state = @state AND (patient_id, document_id) > (@patient, @doc)
		ORDER BY patient_id, document_id LIMIT @most`,
		pgx.NamedArgs{"state": state, "patient": after.PatientID, "doc": after.DocumentID, "most": most})
}

// toRead is a document for the service itself, which reads it into the index of
// the same space and shows it to nobody; false once it is gone.
func toRead(ctx context.Context, tx db.Runner, d unread) (o opening, there bool, err error) {
	type sealed struct {
		row
		Sealed []byte
	}
	found, err := db.Row[sealed](ctx, tx, `
		SELECT `+columns+`, sealed FROM documents WHERE patient_id = @patient AND id = @doc AND size > 0`,
		pgx.NamedArgs{"patient": d.PatientID, "doc": d.DocumentID})
	if errors.Is(err, pgx.ErrNoRows) {
		return o, false, nil
	}
	if err != nil {
		return o, false, err
	}
	o.row = found.row
	doc := Document{ID: found.ID, Type: found.Type, Class: found.Class}
	o.closed = closed{patient: d.PatientID, docs: []Document{doc}, parts: map[id.Document]part{found.ID: {found.Sealed, found.Format, found.Size, found.Version}}}
	o.key, err = vault.Load(ctx, tx, d.PatientID)
	return o, true, err
}

// keepText writes the entry of a document, unless it was read or purged
// meanwhile.
func keepText(ctx context.Context, tx db.Runner, d unread, t indexed) error {
	if t.Words == nil {
		t.Words = []byte{}
	}
	if t.Text == nil {
		t.Text = []byte{}
	}
	if t.Sieve == nil {
		t.Sieve = []byte{}
	}
	_, err := tx.Exec(ctx, `
		UPDATE document_texts SET state = @state, words = @words, text = @text, sieve = @sieve
		WHERE patient_id = @patient AND document_id = @doc AND state <> 'read'`,
		pgx.NamedArgs{"patient": d.PatientID, "doc": d.DocumentID, "state": t.State, "words": t.Words, "text": t.Text, "sieve": t.Sieve})
	return err
}

// forgetText empties the entry of a document that goes for good.
func forgetText(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document) error {
	_, err := tx.Exec(ctx, `
		UPDATE document_texts SET state = 'read', words = '', text = '', sieve = '' WHERE patient_id = @patient AND document_id = @doc`,
		pgx.NamedArgs{"patient": patient, "doc": doc})
	return err
}
