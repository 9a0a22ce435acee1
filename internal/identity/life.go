package identity

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// Agent is somebody who acts for persons, and where: as the operator imported
// them, or as the directory names a structure.
type Agent struct {
	Name      string `json:"name"`
	Structure string `json:"structure"`
}

// AgentIn reads who an account of a desk, of 3422, of a caisse or of the
// operator is; the zero Agent for any other.
func AgentIn(ctx context.Context, tx db.Runner, account id.Account) (Agent, error) {
	a, err := agent(ctx, tx, account)
	if errors.Is(err, pgx.ErrNoRows) {
		return Agent{}, nil
	}
	return a, err
}

// RestoreAccount gives the person of tx's space the sign-in back that closing or
// suspending ended.
func (s *Service) RestoreAccount(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	return enableAccountOf(ctx, tx, patient)
}

// ForgetAccount ends the sign-in of the person of tx's space for good: password
// and identifiers go. Whoever activated it wrongly knows them.
func (s *Service) ForgetAccount(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	return forgetAccountOf(ctx, tx, patient)
}

// SignOut ends every session of the person of tx's space.
func (s *Service) SignOut(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	return signOutAccountOf(ctx, tx, patient)
}

// RecordDeath keeps the day of a death under the act of tx.
func (s *Service) RecordDeath(ctx context.Context, tx *gate.Tx, patient id.Patient, on time.Time) error {
	return recordDeath(ctx, tx, patient, on)
}

// DeathsToldOf are persons whom a file of the caisse says dead, whose space is
// not closed by it yet.
func DeathsToldOf(ctx context.Context, tx db.Runner, most int) ([]id.Patient, error) {
	return deathsTold(ctx, tx, most)
}

// DeathsDone says that deaths have closed their spaces, and ends their sign-in:
// lines[i] tells of it on patients[i].
func DeathsDone(ctx context.Context, tx db.Runner, patients []id.Patient, lines []id.Line) error {
	return deathsDone(ctx, tx, patients, lines)
}
