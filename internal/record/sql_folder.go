package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
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

// folders reads the key of the space, its folders, and what is in them.
func folders(ctx context.Context, tx *gate.Tx, patient id.Patient) (key vault.Wrapped, all []folder, inside []filed, err error) {
	var b pgx.Batch
	vault.Ask(&b, patient, &key)
	b.Queue(`SELECT id, sealed FROM folders
		WHERE patient_id = @patient AND ended_at IS NULL AND NOT (@outside AND hidden_from_representatives) ORDER BY id`,
		pgx.NamedArgs{"patient": patient, "outside": outside(tx)}).Query(func(rows pgx.Rows) (err error) {
		all, err = pgx.CollectRows(rows, pgx.RowToStructByName[folder])
		return err
	})
	b.Queue(`
		SELECT i.folder_id, i.document_id FROM folder_documents i
		JOIN folders f ON f.patient_id = i.patient_id AND f.id = i.folder_id AND f.ended_at IS NULL
		WHERE i.patient_id = @patient AND i.ended_at IS NULL AND NOT (@outside AND f.hidden_from_representatives)`,
		pgx.NamedArgs{"patient": patient, "outside": outside(tx)}).Query(func(rows pgx.Rows) (err error) {
		inside, err = pgx.CollectRows(rows, pgx.RowToStructByName[filed])
		return err
	})
	return key, all, inside, tx.SendBatch(ctx, &b).Close()
}

// inFolder are the documents of a folder that is there.
func inFolder(ctx context.Context, tx *gate.Tx, patient id.Patient, f id.Folder) (map[id.Document]bool, error) {
	docs, err := db.Rows[filed](ctx, tx, `
		SELECT i.folder_id, i.document_id FROM folder_documents i
		JOIN folders f ON f.patient_id = i.patient_id AND f.id = i.folder_id AND f.ended_at IS NULL
		     AND NOT (@outside AND f.hidden_from_representatives)
		WHERE i.patient_id = @patient AND i.folder_id = @folder AND i.ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "folder": f, "outside": outside(tx)})
	all := map[id.Document]bool{}
	for _, d := range docs {
		all[d.DocumentID] = true
	}
	return all, err
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
