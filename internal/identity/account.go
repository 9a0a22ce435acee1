package identity

import (
	"context"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// PatientByINS finds whose number it is; the zero patient when nobody's.
func (s *Service) PatientByINS(ctx context.Context, tx db.Runner, n INS) (id.Patient, error) {
	return patientByINS(ctx, tx, INSMAC(s.vault, n))
}

// PatientOf is PatientByINS in a transaction of its own.
func (s *Service) PatientOf(ctx context.Context, n INS) (p id.Patient, err error) {
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		p, err = s.PatientByINS(ctx, tx, n)
		return err
	})
	return p, err
}

// OpenAccount opens the account of the person of tx's space, under the act that
// proved who they are, and keeps how they are reached. They sign in with the
// address or mobile they gave, or with the record number of their letters.
func (s *Service) OpenAccount(ctx context.Context, tx *gate.Tx, patient id.Patient, password string, reach Reach) (id.Account, error) {
	account, err := insertAccount(ctx, tx, id.New[id.Account](), patient, password)
	if err != nil {
		return account, err
	}
	if err := deleteIdentifiers(ctx, tx, account); err != nil {
		return account, err
	}
	macs := [][]byte{identifierMAC(s.vault, RecordNumber(s.vault, patient)), identifierMAC(s.vault, reach.Address)}
	if err := insertIdentifiers(ctx, tx, account, macs); err != nil {
		return account, err
	}
	return account, SetReach(ctx, tx, s.vault, patient, reach)
}

// CloseAccount ends the sign-in of the person of tx's space.
func (s *Service) CloseAccount(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	return disableAccountOf(ctx, tx, patient)
}
