// Package task keeps how far long works are, at one address (PAT-16): figures, for who asked for the work, and nothing
// of what it is about. The acts that a work does have their own lines.
package task

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
)

// Kind is which work. Its value is written: never rename.
type Kind string

// The works.
const Export Kind = "export" // a copy of a space

// State is where a work is. Its value is written: never rename.
type State string

// The states.
const (
	Waiting State = "waiting"
	Working State = "working"
	Done    State = "done"
	Failed  State = "failed"
)

// Task is one long work.
type Task struct {
	ID      id.Task
	Kind    Kind
	State   State
	Done    int64
	Total   int64 // zero: not known yet
	BeganAt time.Time
	BeatAt  time.Time
}

// Over reports whether nothing more happens to it.
func (t Task) Over() bool { return t.State == Done || t.State == Failed }

// Percent is how far it is, 0 to 100.
func (t Task) Percent() int {
	if t.State == Done {
		return 100
	}
	if t.Total <= 0 {
		return 0
	}
	return int(min(99, t.Done*100/t.Total))
}

// Still is how long a work may stand still before it is taken for cut short, and begins again.
const Still = 2 * time.Minute

// Service reads works.
type Service struct {
	gate *gate.Gate
	pool *db.Pool
}

// New returns the service behind g.
func New(g *gate.Gate, pool *db.Pool) *Service { return &Service{g, pool} }

// Begin keeps a work that the act of tx asked for.
func Begin(ctx context.Context, tx *gate.Tx, t id.Task, kind Kind) error {
	return begin(ctx, tx, t, kind)
}

// Read gives a work to who asked for it and may still take what it makes. Looking at figures is no act: no line.
func (s *Service) Read(ctx context.Context, by access.Actor, patient id.Patient, t id.Task) (found Task, err error) {
	why, err := s.gate.Would(ctx, gate.Request{By: by, Act: access.TakeExport, Patient: patient})
	if err != nil {
		return found, err
	}
	if why != "" {
		return found, problem.Refuse(why)
	}
	there := false
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		found, there, err = read(ctx, tx, by, patient, t)
		return err
	})
	if err == nil && !there {
		err = problem.Missing("task")
	}
	return found, err
}

// Claim takes a work to do it: false when somebody else does it, or it is over.
func Claim(ctx context.Context, pool *db.Pool, patient id.Patient, t id.Task) (mine bool, err error) {
	err = jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
		mine, err = claim(ctx, tx, patient, t, tx.Now().Add(-Still))
		return err
	})
	return mine, err
}

// Step says how far a work is.
func Step(ctx context.Context, pool *db.Pool, patient id.Patient, t id.Task, done, total int64) error {
	return jobs.Batch(ctx, pool, func(tx *db.Tx) error { return step(ctx, tx, patient, t, done, total) })
}

// Release gives a work back, to be begun again.
func Release(ctx context.Context, pool *db.Pool, patient id.Patient, t id.Task) error {
	return jobs.Batch(ctx, pool, func(tx *db.Tx) error { return release(ctx, tx, patient, t) })
}

// End says what came of a work, in the transaction that keeps what it made.
func End(ctx context.Context, tx db.Runner, patient id.Patient, t id.Task, as State) error {
	return end(ctx, tx, patient, t, as)
}

// Stuck is a work that stands still.
type Stuck struct {
	PatientID id.Patient
	ID        id.Task
	Kind      Kind
}

// StandingStill are the works that were cut short: a machine that stopped leaves such a one.
func StandingStill(ctx context.Context, tx db.Runner, most int) ([]Stuck, error) {
	return standingStill(ctx, tx, tx.Now().Add(-Still), most)
}
