// Package accesslog keeps the trace of every act, allowed or not: access_log
// for acts on a space, operation_log for the others. The person reads the
// first; nobody may change either.
package accesslog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
)

// Line is one act on a space (R.1111-43).
type Line struct {
	ID      id.Line
	At      time.Time
	By      access.Actor
	Act     access.Act
	Patient id.Patient
	Mode    access.Mode
	Motive  access.Motive // why a professional was let in
	Target  string        // what in the space
	Reason  access.Reason
	Detail  []byte // free text, sealed under the space's key
}

const insertLine = `
	INSERT INTO access_log (patient_id, id, at, actor, role, act, mode, motive, structure, target, reason, detail)
	VALUES (@patient, @id, @at, @actor, @role, @act, @mode, @motive, @structure, @target, @reason, @detail)`

// insertBoth is insertLine, and for a professional the same line as he reads it
// across spaces (« mes accès »).
const insertBoth = `WITH line AS (` + insertLine + `
	RETURNING patient_id, id, at, actor, role, act, mode, motive, structure, target, reason)
	INSERT INTO professional_lines (account_id, line, patient_id, at, act, mode, motive, structure, target, reason)
	SELECT actor, id, patient_id, at, act, mode, motive, structure, target, reason FROM line
	WHERE role = 'professional' AND actor IS NOT NULL`

// AppendLast writes l with the commit of tx, so that it stands or falls with
// the act it tells of and costs no round trip of its own.
func AppendLast(tx *db.Tx, l Line) { tx.Last(insertBoth, l.args()) }

// AppendNow is AppendLast without waiting for the commit: for one transaction of
// several acts, which all but the last write theirs at once.
func AppendNow(ctx context.Context, tx db.Runner, l Line) error {
	_, err := tx.Exec(ctx, insertBoth, l.args())
	return err
}

// Append writes l in tx now, for acts of several lines.
func Append(ctx context.Context, tx db.Runner, l Line) error {
	_, err := tx.Exec(ctx, insertLine, l.args())
	return err
}

func (l Line) args() pgx.NamedArgs {
	return pgx.NamedArgs{"patient": l.Patient, "id": l.ID, "at": l.At, "actor": nullable(l.By.Account), "role": l.By.Role,
		"act": l.Act, "mode": l.Mode, "motive": l.Motive, "structure": l.By.Structure, "target": l.Target,
		"reason": l.Reason, "detail": l.Detail}
}

// Operation is one act on no space: a person looked up, a sign-in, a campaign.
type Operation struct {
	By      access.Actor
	Act     access.Act
	Subject [16]byte // a space or an account; zero when there is none
	Reason  access.Reason
}

// Record writes o in tx.
func Record(ctx context.Context, tx db.Runner, o Operation) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO operation_log (id, at, actor, role, act, subject, reason)
		VALUES (@id, @at, @actor, @role, @act, @subject, @reason)`,
		pgx.NamedArgs{"id": id.NewAt[id.Line](tx.Now()), "at": tx.Now(), "actor": nullable(o.By.Account), "role": o.By.Role,
			"act": o.Act, "subject": nullable(o.Subject), "reason": o.Reason})
	return err
}

func nullable[T ~[16]byte](v T) *[16]byte {
	if v == (T{}) {
		return nil
	}
	b := [16]byte(v)
	return &b
}
