// Package gate is the one way in to a space. Passing it decides, acts and
// leaves a trace in a single transaction: there is no act without a trace and
// no trace of an act that did not happen.
package gate

import (
	"context"
	"fmt"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Gate guards every space of one database.
type Gate struct {
	pool   *db.Pool
	vault  *vault.Vault
	shelf  *shelf
	roles  bool                                // G14
	decide func(access.Question) access.Reason // access.Decide, but in the test of the database's wall
}

// New returns the gate of pool's spaces.
func New(pool *db.Pool, v *vault.Vault) *Gate { return &Gate{pool, v, &shelf{}, false, access.Decide} }

// OpenToRoles says whether the deployer lets in members of a care team of no
// health profession.
func (g *Gate) OpenToRoles(open bool) *Gate {
	g.roles = open
	return g
}

// Now is the instant by the gate's clock, for what is judged before an act.
func (g *Gate) Now() time.Time { return g.pool.Now() }

// Request is one act that someone asks to do on one space.
type Request struct {
	By      access.Actor
	Act     access.Act
	Mode    access.Mode // of a professional; empty is normal
	Patient id.Patient
	Target  string // what in the space, for the log: an identifier, never words
	Reads   bool   // the act changes nothing: it locks nothing and needs no savepoint

	// Refused is what a refusal itself leaves besides its line: a try that
	// counts, a notice to the person. It runs after what was written has been
	// undone, in the same transaction and under the same line.
	Refused func(*Tx, access.Reason) error
}

// Tx is an open transaction whose request has been decided: let through, or
// refused when it is Request.Refused that gets it. Only Pass makes one, so a
// function that takes a *Tx cannot run without a trace.
type Tx struct {
	*inner
	q    access.Question
	line *accesslog.Line
	gate *Gate
	read bool // Request.Reads
}

type inner = db.Tx

// Line is the identifier of the line that will tell of this act: every row of
// the space that the act changes names it.
func (tx *Tx) Line() id.Line { return tx.line.ID }

// On is what the decision was made on.
func (tx *Tx) On() access.Facts { return tx.q.On }

// Matrix is the version of the habilitations that it was made on, for an act
// that shows what others would see.
func (tx *Tx) Matrix() *access.Matrix { return tx.q.Matrix }

// By is who acts.
func (tx *Tx) By() access.Actor { return tx.q.By }

// Motive is why a professional was let in; none when no access right was needed.
func (tx *Tx) Motive() access.Motive { return tx.line.Motive }

// Name sets what in the space the line tells of, when the act itself makes it.
func (tx *Tx) Name(target string) { tx.line.Target = target }

// Detail sets the free text of the line, sealed under the space's key.
func (tx *Tx) Detail(sealed []byte) { tx.line.Detail = sealed }

// May decides one more act of the same request, on one document.
func (tx *Tx) May(act access.Act, doc access.Document) access.Reason {
	q := tx.q
	q.Act, q.Doc = act, doc
	return access.Judge(q).Reason
}

// Pass runs fn if req is allowed, and logs req with what came of it. When req
// is refused, by the gate or by fn, what fn wrote is undone and the refusal is
// kept. Any other error undoes everything.
func (g *Gate) Pass(ctx context.Context, req Request, fn func(*Tx) error) error {
	req.Mode = modeOf(req.By, req.Mode)
	var refused error
	err := g.pool.InSpace(ctx, req.Patient, req.By.Account, func(tx *db.Tx) error {
		facts, matrix, err := g.facts(ctx, tx, req)
		if err != nil {
			return fmt.Errorf("gate: facts for %s: %w", req.Act, err)
		}
		q := access.Question{By: req.By, Act: req.Act, Mode: req.Mode, On: facts, Matrix: matrix, At: tx.Now()}
		line := accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: req.By, Act: req.Act,
			Patient: req.Patient, Mode: req.Mode, Target: req.Target}
		verdict := g.decide(q)
		line.Motive = access.MotiveOf(q)
		if verdict == "" {
			err = run(ctx, tx, req.Reads, func(tx *db.Tx) error { return fn(&Tx{tx, q, &line, g, req.Reads}) })
			if verdict = problem.Reason(err); err != nil && verdict == "" {
				return err
			}
		}
		line.Reason, refused = verdict, problem.Refuse(verdict)
		if refused != nil && req.Refused != nil {
			if err := req.Refused(&Tx{tx, q, &line, g, req.Reads}, verdict); err != nil {
				return err
			}
		}
		if err := keepJournal(ctx, tx, line); err != nil {
			return err
		}
		accesslog.AppendLast(tx, line)
		return nil
	})
	if err != nil {
		return err
	}
	return refused
}

// modeOf is how somebody comes in: a professional who says nothing, normally.
func modeOf(by access.Actor, mode access.Mode) access.Mode {
	if mode == "" && by.Role == access.Professional {
		return access.Normal
	}
	return mode
}

// Would answers why req would be refused now, or nothing when it would pass. It
// is no act: nothing is read but the facts, nothing is logged. Sessions ask it,
// to end when a right does.
func (g *Gate) Would(ctx context.Context, req Request) (why access.Reason, err error) {
	req.Reads = true
	err = g.pool.InSpace(ctx, req.Patient, req.By.Account, func(tx *db.Tx) error {
		facts, matrix, err := g.facts(ctx, tx, req)
		why = g.decide(access.Question{By: req.By, Act: req.Act, Mode: req.Mode, On: facts, Matrix: matrix, At: tx.Now()})
		return err
	})
	return why, err
}

// run gives fn a savepoint of its own when it may write: what a refusal inside
// has written must go while its line stays.
func run(ctx context.Context, tx *db.Tx, reads bool, fn func(*db.Tx) error) error {
	if reads {
		return fn(tx)
	}
	return tx.Nested(ctx, fn)
}

// Get is Pass for an fn that gives something back: only if err is nil.
func Get[T any](ctx context.Context, g *Gate, req Request, fn func(*Tx) (T, error)) (T, error) {
	var got, none T
	err := g.Pass(ctx, req, func(tx *Tx) (err error) {
		got, err = fn(tx)
		return err
	})
	if err != nil {
		return none, err
	}
	return got, nil
}

// System is who does the work that nobody asked for: expiry, sending, purge.
func System() access.Actor { return access.Actor{Role: access.System, Active: true} }

// Across runs fn with no space open and the wall of one account: for what
// somebody keeps of several spaces, their own list of patients.
func (g *Gate) Across(ctx context.Context, account id.Account, fn func(*db.Tx) error) error {
	return g.pool.InSpace(ctx, id.Patient{}, account, fn)
}
