package profile

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

const columns = `id, version, kind, author_id, author_kind, structure, source_id, sealed, hidden_from_representatives,
	written_at, replaced_at, ended_at, contested_at, contest`

// standing are the lines of a book that stand, the newest first.
func standing(ctx context.Context, tx *gate.Tx, patient id.Patient, kind Kind) ([]row, error) {
	return db.Rows[row](ctx, tx, `SELECT `+columns+` FROM entries
		WHERE patient_id = @patient AND kind = @kind AND replaced_at IS NULL AND ended_at IS NULL
		ORDER BY written_at DESC, id`, pgx.NamedArgs{"patient": patient, "kind": kind})
}

// standingIn is standing of two books, in one statement.
func standingIn(ctx context.Context, tx *gate.Tx, patient id.Patient, kinds ...Kind) ([]row, error) {
	return db.Rows[row](ctx, tx, `SELECT `+columns+` FROM entries
		WHERE patient_id = @patient AND kind = ANY(@kinds::text[]) AND replaced_at IS NULL AND ended_at IS NULL
		ORDER BY written_at DESC, id`, pgx.NamedArgs{"patient": patient, "kinds": kinds})
}

// versions are all that was ever written of one line, the newest first.
func versions(ctx context.Context, tx *gate.Tx, patient id.Patient, kind Kind, entry id.Entry) ([]row, error) {
	return db.Rows[row](ctx, tx, `SELECT `+columns+` FROM entries
		WHERE patient_id = @patient AND kind = @kind AND id = @id ORDER BY version DESC`,
		pgx.NamedArgs{"patient": patient, "kind": kind, "id": entry})
}

// current is the version of a line that stands; none: pgx.ErrNoRows.
func current(ctx context.Context, tx *gate.Tx, patient id.Patient, kind Kind, entry id.Entry) (row, error) {
	return db.Row[row](ctx, tx, `SELECT `+columns+` FROM entries
		WHERE patient_id = @patient AND kind = @kind AND id = @id AND replaced_at IS NULL AND ended_at IS NULL
		FOR UPDATE`, pgx.NamedArgs{"patient": patient, "kind": kind, "id": entry})
}

// written is the line that the same form already made; zero when it made none.
func written(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, key string) (id.Entry, error) {
	e, err := db.One[id.Entry](ctx, tx, `SELECT id FROM entries
		WHERE patient_id = @patient AND author_id = @by AND key = @key`,
		pgx.NamedArgs{"patient": patient, "by": by, "key": key})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Entry{}, nil
	}
	return e, err
}

func insert(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, key *string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO entries (patient_id, id, version, kind, author_id, author_kind, structure, source_id, sealed, key,
		                     hidden_from_representatives, written_at, line_id)
		VALUES (@patient, @id, @version, @kind, @author, @author_kind, @structure, @source, @sealed, @key, @hidden, @now, @line)`,
		pgx.NamedArgs{"patient": patient, "id": r.ID, "version": r.Version, "kind": r.Kind, "author": r.AuthorID,
			"author_kind": r.AuthorKind, "structure": r.Structure, "source": r.SourceID, "sealed": r.Sealed, "key": key,
			"hidden": r.HiddenFromRepresentatives, "now": tx.Now(), "line": tx.Line()})
	return err
}

func replace(ctx context.Context, tx *gate.Tx, patient id.Patient, r row) error {
	_, err := tx.Exec(ctx, `
		UPDATE entries SET replaced_at = @now, line_id = @line
		WHERE patient_id = @patient AND id = @id AND version = @version`,
		pgx.NamedArgs{"patient": patient, "id": r.ID, "version": r.Version, "now": tx.Now(), "line": tx.Line()})
	return err
}

// end ends a line. What the person wrote she removes: its words go, of every version.
func end(ctx context.Context, tx *gate.Tx, patient id.Patient, r row) error {
	_, err := tx.Exec(ctx, `
		UPDATE entries SET ended_at = coalesce(ended_at, @now), line_id = @line,
		       sealed = CASE WHEN author_kind = 'professional' THEN sealed END
		WHERE patient_id = @patient AND id = @id AND (version = @version OR author_kind <> 'professional')`,
		pgx.NamedArgs{"patient": patient, "id": r.ID, "version": r.Version, "now": tx.Now(), "line": tx.Line()})
	return err
}

// contest marks the version that stands, or takes the mark away.
func contest(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE entries SET contest = @sealed, contested_at = CASE WHEN @sealed::bytea IS NULL THEN NULL ELSE @now::timestamptz END,
		       line_id = @line
		WHERE patient_id = @patient AND id = @id AND version = @version`,
		pgx.NamedArgs{"patient": patient, "id": r.ID, "version": r.Version, "sealed": sealed, "now": tx.Now(), "line": tx.Line()})
	return err
}

// signature is a professional as the directory knows him now.
func signature(ctx context.Context, tx *gate.Tx, by access.Actor) (Author, error) {
	return db.Row[Author](ctx, tx, `
		SELECT p.account_id AS account, 'professional' AS kind, p.name, p.given_name, p.title, p.profession,
		       coalesce(s.name, '') AS structure
		FROM professionals p LEFT JOIN structures s ON s.finess = @structure
		WHERE p.account_id = @by`, pgx.NamedArgs{"by": by.Account, "structure": by.Structure})
}
