package identity

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Doctor is a médecin as the public directory names one; the zero Doctor is
// nobody.
type Doctor struct {
	Account   id.Account
	RPPS      RPPS
	Name      string
	GivenName string
	Title     string
	City      string
}

// NoDoctor is the answer to a number that is no médecin's of the directory.
const NoDoctor = "doctor-unknown"

// Doctor finds a médecin by number: the only profession that a person declares
// as their médecin traitant.
func (s *Service) Doctor(ctx context.Context, n RPPS) (d Doctor, err error) {
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		d, err = doctorByRPPS(ctx, tx, n)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return d, problem.Field("rpps", NoDoctor)
	}
	return d, err
}

// SetTreating keeps who the médecin traitant of tx's space is from now on,
// nobody where n is empty, and says who it was.
func (s *Service) SetTreating(ctx context.Context, tx *gate.Tx, patient id.Patient, n RPPS) (before RPPS, err error) {
	before, err = treatingOf(ctx, tx, patient)
	if err != nil {
		return before, err
	}
	if before == n {
		return before, problem.Field("rpps", "doctor-same")
	}
	return before, setTreating(ctx, tx, patient, n)
}

// TakeDeathBack forgets a death recorded by mistake, and remembers its day.
func (s *Service) TakeDeathBack(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	return takeDeathBack(ctx, tx, patient)
}
