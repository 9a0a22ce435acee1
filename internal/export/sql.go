package export

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
)

// row is a copy as the database keeps it.
type row struct {
	ID        id.Task
	Role      access.Role
	AccountID *id.Account
	Scope     Scope
	Locked    bool
	Sealed    []byte
	AskedAt   time.Time
	ReadyAt   *time.Time
	Size      int64
	Blob      string
}

const columns = `id, role, account_id, scope, locked, sealed, asked_at, ready_at, size, blob`

func (r row) copy() Copy {
	c := Copy{ID: r.ID, Scope: r.Scope, Locked: r.Locked, AskedAt: r.AskedAt, Size: r.Size}
	if r.ReadyAt != nil {
		c.ReadyAt = *r.ReadyAt
	}
	return c
}

// over reports whether the days of a copy are over, swept or not.
func (r row) over(now time.Time) bool {
	return r.ReadyAt != nil && !now.Before(r.ReadyAt.AddDate(0, 0, limit.ExportDays))
}

// standing is the copy of who asks that has not ended.
func standing(ctx context.Context, tx db.Runner, by access.Actor, patient id.Patient) (row, bool, error) {
	return found(db.Row[row](ctx, tx, `
		SELECT `+columns+` FROM exports
		WHERE patient_id = @patient AND role = @role AND account_id IS NOT DISTINCT FROM @account AND ended_at IS NULL
		ORDER BY id DESC LIMIT 1`, pgx.NamedArgs{"patient": patient, "role": by.Role, "account": nullable(by.Account)}))
}

// byNumber is one that has not ended, for who makes it.
func byNumber(ctx context.Context, tx db.Runner, patient id.Patient, which id.Task) (row, bool, error) {
	return found(db.Row[row](ctx, tx, `SELECT `+columns+` FROM exports WHERE patient_id = @patient AND id = @id AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "id": which}))
}

func found(r row, err error) (row, bool, error) {
	if errors.Is(err, pgx.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

func insert(ctx context.Context, tx *gate.Tx, patient id.Patient, e id.Task, a Asked, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO exports (patient_id, id, role, account_id, scope, locked, sealed, asked_at, line_id)
		VALUES (@patient, @id, @role, @account, @scope, @locked, @sealed, @now, @line)`,
		pgx.NamedArgs{"patient": patient, "id": e, "role": tx.By().Role, "account": nullable(tx.By().Account), "scope": a.Scope,
			"locked": a.Password != "", "sealed": sealed, "now": tx.Now(), "line": tx.Line()})
	return err
}

// ready keeps where the copy is, under the line that told of its making; false when it was ended meanwhile.
func ready(ctx context.Context, tx db.Runner, patient id.Patient, e id.Task, blob string, size int64, line id.Line) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE exports SET ready_at = @now, blob = @blob, size = @size, sealed = '', line_id = @line
		WHERE patient_id = @patient AND id = @id AND ready_at IS NULL AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "id": e, "now": tx.Now(), "blob": blob, "size": size, "line": line})
	return tag.RowsAffected() == 1, err
}

func end(ctx context.Context, tx *gate.Tx, patient id.Patient, e id.Task) error {
	_, err := tx.Exec(ctx, `
		UPDATE exports SET ended_at = @now, blob = '', sealed = '', line_id = @line WHERE patient_id = @patient AND id = @id AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "id": e, "now": tx.Now(), "line": tx.Line()})
	return err
}

// overdue is a copy whose days are over.
type overdue struct {
	PatientID id.Patient
	ID        id.Task
	Blob      string
}

func over(ctx context.Context, tx db.Runner, before time.Time, most int) ([]overdue, error) {
	return db.Rows[overdue](ctx, tx, `
		SELECT patient_id, id, blob FROM exports WHERE ended_at IS NULL AND coalesce(ready_at, asked_at) <= @before ORDER BY asked_at LIMIT @most`,
		pgx.NamedArgs{"before": before, "most": most})
}

func nullable(a id.Account) *id.Account {
	if a.IsZero() {
		return nil
	}
	return &a
}
