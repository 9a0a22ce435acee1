package record

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// folder is one as the database keeps it.
type folder struct {
	ID     id.Folder
	Sealed []byte
}

// filed says that a document is in a folder.
type filed struct {
	FolderID   id.Folder
	DocumentID id.Document
}

// folders reads the key of the space and its folders, and what is asked besides.
func folders(ctx context.Context, tx *gate.Tx, patient id.Patient, besides ...func(*pgx.Batch)) (key vault.Wrapped, all []folder, err error) {
	var b pgx.Batch
	vault.Ask(&b, patient, &key)
	b.Queue(`SELECT id, sealed FROM folders
		WHERE patient_id = @patient AND ended_at IS NULL AND NOT (@outside AND hidden_from_representatives) ORDER BY id`,
		pgx.NamedArgs{"patient": patient, "outside": outside(tx)}).Query(func(rows pgx.Rows) (err error) {
		all, err = pgx.CollectRows(rows, pgx.RowToStructByName[folder])
		return err
	})
	for _, ask := range besides {
		ask(&b)
	}
	return key, all, tx.SendBatch(ctx, &b).Close()
}

// askFiled asks what is in the folders: which holds one document, or all of
// them when it is zero.
func askFiled(tx *gate.Tx, patient id.Patient, doc id.Document, inside *[]filed) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		b.Queue(`
			SELECT i.folder_id, i.document_id FROM folder_documents i
			JOIN folders f ON f.patient_id = i.patient_id AND f.id = i.folder_id AND f.ended_at IS NULL
			WHERE i.patient_id = @patient AND i.ended_at IS NULL AND NOT (@outside AND f.hidden_from_representatives)
			      AND (@any OR i.document_id = @doc)`,
			pgx.NamedArgs{"patient": patient, "outside": outside(tx), "any": doc.IsZero(), "doc": doc}).Query(func(rows pgx.Rows) (err error) {
			*inside, err = pgx.CollectRows(rows, pgx.RowToStructByName[filed])
			return err
		})
	}
}

// filled are documents of a folder that look the same to the policy.
type filled struct {
	row
	folder    id.Folder
	documents int
}

// askFillings asks what stands in each folder that is there, by what the policy
// looks at: a folder of hundreds is counted on a few.
func askFillings(tx *gate.Tx, patient id.Patient, all *[]filled) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		b.Queue(`
			SELECT i.folder_id, d.type, d.class, d.author_kind, d.author_id, d.structure, d.status, d.masked_at IS NOT NULL, d.hidden_from_patient_until,
			       d.hidden_from_representatives, count(*)
			FROM folder_documents i
			JOIN folders f ON f.patient_id = i.patient_id AND f.id = i.folder_id AND f.ended_at IS NULL AND NOT (@outside AND f.hidden_from_representatives)
			JOIN documents d ON d.patient_id = i.patient_id AND d.id = i.document_id
			WHERE i.patient_id = @patient AND i.ended_at IS NULL AND d.status IN ('approved', 'archived')
			GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`, pgx.NamedArgs{"patient": patient, "outside": outside(tx)}).Query(fillingsInto(all))
	}
}

func fillingsInto(all *[]filled) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var f filled
		var masked bool
		_, err := pgx.ForEachRow(rows, []any{(*[16]byte)(&f.folder), &f.Type, &f.Class, (*string)(&f.AuthorKind), (*[16]byte)(&f.AuthorID), &f.Structure,
			(*string)(&f.Status), &masked, &f.HiddenFromPatientUntil, &f.HiddenFromRepresentatives, &f.documents}, func() error {
			if f.MaskedAt = nil; masked {
				f.MaskedAt = &time.Time{}
			}
			*all = append(*all, f)
			return nil
		})
		return err
	}
}

// keepFolder writes a folder's name, new or again.
func keepFolder(ctx context.Context, tx *gate.Tx, patient id.Patient, f id.Folder, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO folders (patient_id, id, sealed, made_at, hidden_from_representatives, line_id)
		VALUES (@patient, @id, @sealed, @now, @alone, @line)
		ON CONFLICT (patient_id, id) DO UPDATE SET sealed = excluded.sealed, line_id = excluded.line_id`,
		pgx.NamedArgs{"patient": patient, "id": f, "sealed": sealed, "now": tx.Now(), "alone": alone(tx), "line": tx.Line()})
	return err
}

func endFolder(ctx context.Context, tx *gate.Tx, patient id.Patient, f id.Folder) error {
	_, err := tx.Exec(ctx, `
		UPDATE folders SET ended_at = @now, line_id = @line WHERE patient_id = @patient AND id = @id AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "id": f, "now": tx.Now(), "line": tx.Line()})
	return err
}

// putIn puts a document in, again after it was taken out, or takes it out.
func putIn(ctx context.Context, tx *gate.Tx, patient id.Patient, f id.Folder, doc id.Document, in bool) error {
	sql := `
		UPDATE folder_documents SET ended_at = @now, line_id = @line
		WHERE patient_id = @patient AND folder_id = @folder AND document_id = @doc AND ended_at IS NULL`
	if in {
		sql = `
		INSERT INTO folder_documents (patient_id, folder_id, document_id, put_at, line_id) VALUES (@patient, @folder, @doc, @now, @line)
		ON CONFLICT (patient_id, folder_id, document_id) DO UPDATE SET put_at = excluded.put_at, ended_at = NULL, line_id = excluded.line_id
		WHERE folder_documents.ended_at IS NOT NULL`
	}
	_, err := tx.Exec(ctx, sql, pgx.NamedArgs{"patient": patient, "folder": f, "doc": doc, "now": tx.Now(), "line": tx.Line()})
	return err
}
