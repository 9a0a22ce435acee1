package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Service leads spaces through their life.
type Service struct {
	pool   *db.Pool
	vault  *vault.Vault
	gate   *gate.Gate
	people *identity.Service
	floor  time.Duration
	batch  int

	transition int // months that a previous DMP stays readable after an opposition
}

// New returns the service over pool.
func New(pool *db.Pool, v *vault.Vault, g *gate.Gate, people *identity.Service) *Service {
	return &Service{pool: pool, vault: v, gate: g, people: people, floor: equalize, batch: batch, transition: limit.DMPTransitionMonths}
}

// Quick makes proofs answer as soon as they are judged: for tests and
// benchmarks, which try thousands.
func (s *Service) Quick() *Service {
	quick := *s
	quick.floor = 0
	return &quick
}

// move leads the space of tx through e, and says where it is now. motive is for
// closing only. What the machine does not know is refused and in the log
// (invariant 20).
func (s *Service) move(ctx context.Context, tx *gate.Tx, e Event, motive ClosingMotive) (Situation, error) {
	return s.moveFrom(ctx, tx, e, motive, "")
}

// moveFrom is move for a recall: was is where the act that is recalled began.
func (s *Service) moveFrom(ctx context.Context, tx *gate.Tx, e Event, motive ClosingMotive, was access.State) (Situation, error) {
	sit, err := situation(ctx, tx, tx.On().Patient)
	if err != nil {
		return sit, err
	}
	sit.Was, sit.DMPEnds = was, sit.Since.AddDate(0, s.transition, 0)
	to, err := Next(sit, e)
	if err != nil {
		return sit, problem.Refuse(access.WrongState)
	}
	sit.State = to
	return sit, setState(ctx, tx, tx.On().Patient, e, to, motive)
}

// Move leads the space of tx through an event that another domain settles: two
// representatives who disagree.
func (s *Service) Move(ctx context.Context, tx *gate.Tx, e Event) (Situation, error) {
	return s.move(ctx, tx, e, "")
}

// tell is notification.Tell, for the acts of this package.
func tell(ctx context.Context, tx *gate.Tx, kind notification.Kind) error {
	return notification.Tell(ctx, tx, tx.On().Patient, kind)
}
