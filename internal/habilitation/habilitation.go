// Package habilitation publishes the matrix of professions and document types,
// a version after another: one operator proposes it, another publishes it, and
// it decides from a day on. It knows no space and no document.
package habilitation

import (
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Service does what may be done with versions of the matrix.
type Service struct {
	pool *db.Pool
	gate *gate.Gate
}

// New returns the service behind g.
func New(pool *db.Pool, g *gate.Gate) *Service { return &Service{pool, g} }

// Version is one version of the matrix, without its cells.
type Version struct {
	Number     int
	TextOn     time.Time  // the day of the text that it stands on
	InForceAt  time.Time  // from when decisions are made on it; zero for the first, always there
	ProposedBy id.Account // zero for the first, which the program carries
	ProposedAt time.Time
	SettledAt  *time.Time // when it was published or dropped; none while it waits
	Published  bool
}

// first is the version that the program carries.
func first() Version {
	day, _ := time.Parse(time.DateOnly, access.V1.Since) // it reads, or nothing runs
	return Version{Number: 1, TextOn: day, Published: true}
}

// InForce is the matrix that decisions of this instant are made on.
func (s *Service) InForce(ctx context.Context) (*access.Matrix, error) { return s.gate.Matrix(ctx) }

// Published lists the versions that two operators have published, the last to
// take effect first, and the first of all: for everybody.
func (s *Service) Published(ctx context.Context) (all []Version, err error) {
	err = s.pool.Look(ctx, func(tx db.Runner) error {
		all, err = published(ctx, tx)
		return err
	})
	return append(all, first()), err
}

// Of is a version that was published, for everybody to download.
func (s *Service) Of(ctx context.Context, number int) (*access.Matrix, error) {
	all, err := s.Published(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if v.Number == number {
			return s.gate.MatrixOf(ctx, number)
		}
	}
	return nil, problem.Missing("matrix")
}

// Draft is a version on its way in.
type Draft struct {
	TextOn time.Time // civil day
	From   time.Time // civil day, from midnight in Paris
	Table  io.Reader // CSV, by the names of columns (access.Matrix.Table)
}

// Propose keeps a draft until another operator publishes it. A wrong cell is an
// *access.CellError, what is no table access.ErrNoTable. One draft waits at a time.
func (s *Service) Propose(ctx context.Context, by access.Actor, d Draft) (number int, err error) {
	if err := admit(by, access.ProposeMatrix); err != nil {
		return 0, err
	}
	cells, err := access.ReadCells(d.Table)
	if err != nil {
		return 0, err
	}
	if _, err := access.NewMatrix("", "", cells); err != nil {
		return 0, err
	}
	from := clock.EndOfDay(d.From, -1)
	if from.Before(clock.EndOfDay(s.pool.Now(), -1)) {
		return 0, problem.Field("effet", "day-past")
	}
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		last, err := lastInForce(ctx, tx)
		if err != nil {
			return err
		}
		if from.Before(last) {
			return problem.Field("effet", "matrix-order")
		}
		number, err = insertDraft(ctx, tx, by.Account, d.TextOn, from)
		if db.Violates(err, "matrices_one_waits") || db.Violates(err, "matrices_pkey") {
			return problem.Clash("matrix-waiting")
		}
		if err == nil {
			err = insertCells(ctx, tx, number, cells)
		}
		return errors.Join(err, record(ctx, tx, by, access.ProposeMatrix, err))
	})
	return number, err
}

// Waiting is the draft that waits for another operator; none when there is none.
type Waiting struct {
	Version
	Proposer string          // his name
	Mine     bool            // who reads it proposed it: somebody else publishes
	Against  int             // the version that it would follow
	Changes  []access.Change // who gains and who loses
}

// Waits reads the draft with what it would change.
func (s *Service) Waits(ctx context.Context, by access.Actor) (*Waiting, error) {
	if err := admit(by, access.ProposeMatrix); err != nil {
		return nil, err
	}
	var w Waiting
	err := s.pool.Look(ctx, func(tx db.Runner) (err error) {
		if w.Version, w.Proposer, err = waiting(ctx, tx); err != nil {
			return err
		}
		w.Against, err = before(ctx, tx, w.InForceAt)
		return err
	})
	if problem.KindOf(err) == problem.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w.Mine = w.ProposedBy == by.Account
	old, err := s.gate.MatrixOf(ctx, w.Against)
	if err != nil {
		return nil, err
	}
	next, err := s.gate.MatrixOf(ctx, w.Number)
	if err == nil {
		w.Changes = old.Changes(next)
	}
	return &w, err
}

// Publish puts the draft in force from its day, or at once when that has come.
// Who proposed it cannot: two people are asked (OPS-03).
func (s *Service) Publish(ctx context.Context, by access.Actor, number int) error {
	return s.settle(ctx, by, access.PublishMatrix, number, true)
}

// Drop sets the draft aside, by who proposed it or by another.
func (s *Service) Drop(ctx context.Context, by access.Actor, number int) error {
	return s.settle(ctx, by, access.DropMatrix, number, false)
}

func (s *Service) settle(ctx context.Context, by access.Actor, act access.Act, number int, publish bool) error {
	if err := admit(by, act); err != nil {
		return err
	}
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		v, _, err := waiting(ctx, tx)
		if err != nil {
			return err
		}
		if v.Number != number {
			return problem.Missing("matrix")
		}
		if publish && v.ProposedBy == by.Account {
			return problem.Clash("matrix-twice")
		}
		done, err := settleDraft(ctx, tx, number, by.Account, publish)
		if err == nil && !done { // by another request, at the same instant
			return problem.Missing("matrix")
		}
		return errors.Join(err, record(ctx, tx, by, act, err))
	})
}

// admit lets in who may do an act on no space at all.
func admit(by access.Actor, act access.Act) error {
	if !by.Active || !access.Admits(by.Role, act) {
		return problem.Refuse(access.NotForRole)
	}
	return nil
}

// record leaves the line of what was done.
func record(ctx context.Context, tx *db.Tx, by access.Actor, act access.Act, failed error) error {
	if failed != nil {
		return nil
	}
	return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: act})
}

// Name is how a version is called.
func (v Version) Name() string { return strconv.Itoa(v.Number) }
