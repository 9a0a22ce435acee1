package gate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
)

// Eyes is what the policy answers somebody else, on the space that a
// transaction has open: the question of who wants to know who sees what. They
// open nothing and leave no line of their own; the question has one.
type Eyes struct{ q access.Question }

// Eyes reads the facts of the space as they stand for by, in the same statement
// that would be asked if by came in.
func (tx *Tx) Eyes(ctx context.Context, by access.Actor, mode access.Mode) (Eyes, error) {
	mode = modeOf(by, mode)
	r, err := db.Row[row](ctx, tx, factsFor[access.LinkOf(by.Role)], pgx.NamedArgs{"patient": tx.On().Patient, "actor": by.Account,
		"structure": by.Structure, "self": by.Patient, "now": tx.Now(), "mode": mode})
	if err != nil {
		return Eyes{}, fmt.Errorf("gate: facts for other eyes: %w", err)
	}
	r.Facts.Adult = tx.On().Adult // of the holder, whoever looks
	return Eyes{access.Question{By: by, Mode: mode, On: r.Facts, Matrix: tx.Matrix(), At: tx.Now()}}, nil
}

// Agreed is the same eyes once the holder has agreed for the day (R.1111-46):
// what anybody of a profession would see.
func (e Eyes) Agreed() Eyes {
	e.q.On.ConsentToday = true
	return e
}

// Within is the same eyes inside an opening in an emergency, attested and live
// (R.1111-48), for the modes that want one.
func (e Eyes) Within() Eyes {
	e.q.On.Lapsed = false
	return e
}

// Standing is the same eyes of somebody who represents the holder today.
func (e Eyes) Standing() Eyes {
	e.q.On.Represents = true
	return e
}

// Supposing is the same eyes once f has changed what the person set: the effect
// of a choice that is not made yet.
func (e Eyes) Supposing(f func(*access.Facts)) Eyes {
	f(&e.q.On)
	return e
}

// Trial runs fn and undoes whatever it wrote: what a choice would do is asked of
// the database that would do it.
func (tx *Tx) Trial(ctx context.Context, fn func(*Tx) error) error {
	err := tx.Nested(ctx, func(sub *db.Tx) error {
		if err := fn(&Tx{sub, tx.q, tx.line, tx.gate, false}); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

var errTried = errors.New("gate: a trial is undone")

// By is whose eyes they are.
func (e Eyes) By() access.Actor { return e.q.By }

// Now is the instant they look.
func (e Eyes) Now() time.Time { return e.q.At }

// Decide is why an act on the space would be refused to them; empty when not.
func (e Eyes) Decide(act access.Act) access.Reason {
	q := e.q
	q.Act = act
	return access.Decide(q)
}

// May is the same for an act on one document.
func (e Eyes) May(act access.Act, doc access.Document) access.Reason {
	q := e.q
	q.Act, q.Doc = act, doc
	return access.Judge(q).Reason
}

// Of is the same facts for another of whom nothing particular is known: no
// account, no place of work.
func (e Eyes) Of(by access.Actor) Eyes {
	by.Account, by.Structure = e.q.By.Account, e.q.By.Structure
	e.q.By = by
	return e
}
