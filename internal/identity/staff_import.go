package identity

import (
	"context"
	"errors"
	"io"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/vault"
)

// ImportStaff adds or updates by e-mail address the people of a CSV file who
// work at a desk or run the service. Somebody new gets the link of a first
// sign-in. An address that another account signs in with is refused.
func ImportStaff(ctx context.Context, pool *db.Pool, v *vault.Vault, r io.Reader, w Watch) (count Imported, err error) {
	err = jobs.Batch(ctx, pool, func(tx *db.Tx) error { return recordImport(ctx, tx) })
	if err != nil {
		return count, err
	}
	for row, err := range ReadStaff(r) {
		var bad Rejected
		if err == nil {
			err = importStaffRow(ctx, pool, v, row, &count)
		}
		if errors.As(err, &bad) {
			count.Refused++
			err = nil
			if w.Refused != nil {
				err = w.Refused(bad)
			}
		}
		if err != nil {
			return count, err
		}
		if w.Step != nil {
			w.Step(count)
		}
	}
	return count, nil
}

func importStaffRow(ctx context.Context, pool *db.Pool, v *vault.Vault, row StaffRow, count *Imported) error {
	return jobs.Batch(ctx, pool, func(tx *db.Tx) error {
		if err := lockImport(ctx, tx); err != nil {
			return err
		}
		known, err := accountsByIdentifier(ctx, tx, [][]byte{identifierMAC(v, row.Email)})
		switch {
		case err != nil:
			return err
		case len(known) > 1 || len(known) == 1 && known[0].Kind != row.Kind:
			return Rejected{{row.Line, "email", "taken: another account signs in with this address"}}
		case len(known) == 1:
			count.Updated++
			return upsertStaff(ctx, tx, known[0].ID, row)
		}
		count.Added++
		account := id.New[id.Account]()
		if err := insertStaffAccount(ctx, tx, account, row.Kind, sealAccountReach(v, account, Reach{ByEmail, row.Email})); err != nil {
			return err
		}
		if err := insertIdentifiers(ctx, tx, account, [][]byte{identifierMAC(v, row.Email)}); err != nil {
			return err
		}
		if err := upsertStaff(ctx, tx, account, row); err != nil {
			return err
		}
		return sendLinks(ctx, tx, []id.Account{account})
	})
}

// ErrOperator says that there is an operator already: others are imported by
// those who run the service, or come with `staff import`.
var ErrOperator = errors.New("there is an operator already")

// FirstOperator makes the account of the first operator and sends the link of
// the first sign-in to its address; again, as long as nobody has used one.
func FirstOperator(ctx context.Context, pool *db.Pool, v *vault.Vault, email string) error {
	email, code := ParseEmail(email)
	if code != "" {
		return errors.New("not an e-mail address")
	}
	return jobs.Batch(ctx, pool, func(tx *db.Tx) error {
		if err := lockImport(ctx, tx); err != nil {
			return err
		}
		operators, err := operators(ctx, tx)
		if err != nil {
			return err
		}
		if len(operators) == 1 && operators[0].Password == "" {
			reach, err := openAccountReach(v, operators[0].ID, operators[0].Contact)
			if err == nil && reach.Address == email {
				err = sendLinks(ctx, tx, []id.Account{operators[0].ID})
			} else if err == nil {
				err = ErrOperator
			}
			return err
		}
		if len(operators) > 0 {
			return ErrOperator
		}
		account := id.New[id.Account]()
		if err := insertStaffAccount(ctx, tx, account, "operator", sealAccountReach(v, account, Reach{ByEmail, email})); err != nil {
			return err
		}
		if err := insertIdentifiers(ctx, tx, account, [][]byte{identifierMAC(v, email)}); err != nil {
			return err
		}
		if err := upsertStaff(ctx, tx, account, StaffRow{Name: "Premier opérateur"}); err != nil {
			return err
		}
		return sendLinks(ctx, tx, []id.Account{account})
	})
}
