package gate

import (
	"context"
	"errors"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

var errWrites = errors.New("gate: an act beside one that writes")

// Also passes one more act that only reads, of the same person on the same space,
// in the transaction of a first one that only reads: a page that shows two things
// reads its facts once. It is decided by itself and has a line of its own, which
// stands or falls with the first's. Its refusal is given back and is a line too;
// unless fn of the first gives it back in turn, the first act stands.
func (tx *Tx) Also(ctx context.Context, act access.Act, fn func(*Tx) error) error {
	if !tx.read {
		return errWrites // what a savepoint undoes would take the line along
	}
	q := tx.q
	q.Act, q.Doc = act, access.Document{}
	line := accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: q.By, Act: act, Patient: tx.line.Patient, Mode: q.Mode,
		Motive: access.MotiveOf(q), Reason: tx.gate.decide(q)}
	if line.Reason == "" {
		err := fn(&Tx{tx.inner, q, &line, tx.gate, true})
		if line.Reason = problem.Reason(err); err != nil && line.Reason == "" {
			return err
		}
	}
	if err := keepJournal(ctx, tx.inner, line); err != nil {
		return err
	}
	accesslog.AppendLast(tx.inner, line)
	return problem.Refuse(line.Reason)
}
