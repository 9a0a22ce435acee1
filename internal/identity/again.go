package identity

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// NotErased is the answer to an agent who asks for a new space where none was
// erased.
const NotErased = "space-not-erased"

// AskAgain keeps that the person of an erased number asks for a new, empty
// space (domain.md §4, DELETED). Nothing is known of them any longer: serial
// number and birth date are judged by the next file of the caisse, which alone
// opens it. False where no space was erased under that number. The line names
// no space: nothing leads from the new one to the old.
func (s *Service) AskAgain(ctx context.Context, n INS, serial string, birth time.Time) (erased bool, err error) {
	return s.askAgain(ctx, access.Actor{Role: access.Patient}, n, s.proofOf("card "+serial, birth))
}

// AskAgainFor is AskAgain before an agent of a caisse who has seen the person's
// identity: the birth date alone is judged.
func (s *Service) AskAgainFor(ctx context.Context, by access.Actor, n INS, birth time.Time) error {
	if !access.Admits(by.Role, access.AskNewSpace) {
		return problem.Refuse(access.NotForRole)
	}
	if err := s.Throttle(ctx, Brake{"look up " + by.Account.String(), time.Hour, lookUps}); err != nil {
		return err
	}
	erased, err := s.askAgain(ctx, by, n, s.proofOf("seen", birth))
	if err == nil && !erased {
		err = problem.Field("nir", NotErased)
	}
	return err
}

func (s *Service) askAgain(ctx context.Context, by access.Actor, n INS, proof []byte) (erased bool, err error) {
	mac := INSMAC(s.vault, n)
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		if erased, err = isErased(ctx, tx, mac); err != nil || !erased {
			return err
		}
		if err := upsertAsked(ctx, tx, mac, proof); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.AskNewSpace})
	})
	return erased, err
}

// proofOf is what a request is judged by: what was shown, and the birth date.
func (s *Service) proofOf(shown string, birth time.Time) []byte {
	return s.vault.MAC("new space", shown+" "+birth.Format(time.DateOnly))
}

// wished reports whether the person of a line of a file asked for a new space
// with what the line says.
func (imp *importer) wished(row PersonRow, asked [][]byte) bool {
	people := &Service{vault: imp.vault}
	seen, card := people.proofOf("seen", row.BirthDate), []byte(nil)
	if row.VitaleSerial != "" {
		card = people.proofOf("card "+row.VitaleSerial, row.BirthDate)
	}
	for _, proof := range asked {
		if string(proof) == string(seen) || card != nil && string(proof) == string(card) {
			return true
		}
	}
	return false
}

// NewSpaces are new spaces of people whose old one was erased, not invited yet.
func NewSpaces(ctx context.Context, tx db.Runner, most int) ([]id.Patient, error) {
	return newSpaces(ctx, tx, most)
}

// NewSpacesInvited forgets what was asked for, once it is done.
func NewSpacesInvited(ctx context.Context, tx db.Runner, all []id.Patient) error {
	return forgetAsked(ctx, tx, all)
}

// pick is the file's value where it has the column, the known one elsewhere.
func pick[T any](row PersonRow, column string, given, known T) T {
	if row.Gives(column) {
		return given
	}
	return known
}
