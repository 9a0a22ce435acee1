package enrolment

import (
	"context"
	"time"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/identity"
	"espacesante/internal/notification"
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
}

// New returns the service over pool.
func New(pool *db.Pool, v *vault.Vault, g *gate.Gate, people *identity.Service) *Service {
	return &Service{pool: pool, vault: v, gate: g, people: people, floor: equalize, batch: batch}
}

// Quick makes proofs answer as soon as they are judged: for tests and
// benchmarks, which try thousands.
func (s *Service) Quick() *Service {
	quick := *s
	quick.floor = 0
	return &quick
}

// move leads the space of tx through e, and says where it is now. motive is for
// closing only.
func (s *Service) move(ctx context.Context, tx *gate.Tx, e Event, motive ClosingMotive) (Situation, error) {
	sit, err := situation(ctx, tx, tx.On().Patient)
	if err != nil {
		return sit, err
	}
	sit.At = tx.Now()
	to, err := Next(sit, e)
	if err != nil {
		return sit, err
	}
	sit.State = to
	return sit, setState(ctx, tx, tx.On().Patient, e, to, motive)
}

// tell is notification.Tell, for the acts of this package.
func tell(ctx context.Context, tx *gate.Tx, kind notification.Kind) error {
	return notification.Tell(ctx, tx, tx.On().Patient, kind)
}
