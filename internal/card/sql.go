package card

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
)

// row is a card as the database keeps it.
type row struct {
	ID        id.Card
	Sealed    []byte
	Scanned   bool
	MadeAt    time.Time
	ExpiresOn time.Time
}

func standing(ctx context.Context, tx *gate.Tx, patient id.Patient) (row, bool, error) {
	r, err := db.Row[row](ctx, tx, `
		SELECT id, sealed, scanned, made_at, expires_on FROM emergency_cards WHERE patient_id = @patient AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

func insert(ctx context.Context, tx *gate.Tx, patient id.Patient, c Card, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO emergency_cards (patient_id, id, sealed, scanned, made_at, expires_on, line_id)
		VALUES (@patient, @id, @sealed, @scanned, @now, @expires, @line)`,
		pgx.NamedArgs{"patient": patient, "id": c.ID, "sealed": sealed, "scanned": c.Scanned, "now": tx.Now(), "expires": c.Expires, "line": tx.Line()})
	return err
}

// end stops the card that stands; its lines are gone.
func end(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE emergency_cards SET ended_at = @now, sealed = '', line_id = @line WHERE patient_id = @patient AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "line": tx.Line()})
	return err
}

// countTry counts a wrong PIN on a card that stands, and ends it at the fifth: true when it did.
func countTry(ctx context.Context, tx *gate.Tx, patient id.Patient, c id.Card) (over bool, err error) {
	over, err = db.One[bool](ctx, tx, `
		UPDATE emergency_cards SET tries = tries + 1, line_id = @line, ended_at = CASE WHEN tries + 1 >= @most THEN @now::timestamptz END,
		    sealed = CASE WHEN tries + 1 >= @most THEN '' ELSE sealed END
		WHERE patient_id = @patient AND id = @id AND ended_at IS NULL
		RETURNING ended_at IS NOT NULL`,
		pgx.NamedArgs{"patient": patient, "id": c, "most": limit.CardTries, "now": tx.Now(), "line": tx.Line()})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return over, err
}
