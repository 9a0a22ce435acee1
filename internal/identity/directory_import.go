package identity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/vault"
)

// ImportProfessionals adds or updates by RPPS the professionals of a CSV file
// and where they work. Somebody new with an address gets the link of a first
// sign-in. The places of work of a professional become those of the file, if it
// gives any: who has left a structure is no colleague there any more.
func ImportProfessionals(ctx context.Context, pool *db.Pool, v *vault.Vault, r io.Reader, w Watch) (Imported, error) {
	imp := &directoryImport{pool: pool, vault: v, watch: w, placed: map[RPPS]bool{}}
	for row, err := range ReadProfessionals(r) {
		var bad Rejected
		if errors.As(err, &bad) {
			imp.count.Refused++
			if w.Refused != nil {
				if err := w.Refused(bad); err != nil {
					return imp.count, err
				}
			}
			continue
		}
		if err != nil {
			return imp.count, errors.Join(err, imp.flush(ctx))
		}
		if imp.rows = append(imp.rows, row); len(imp.rows) == importBatch {
			if err := imp.flush(ctx); err != nil {
				return imp.count, err
			}
		}
	}
	return imp.count, imp.flush(ctx)
}

type directoryImport struct {
	pool   *db.Pool
	vault  *vault.Vault
	watch  Watch
	rows   []ProfessionalRow
	count  Imported
	placed map[RPPS]bool // whose places of work this import has begun to write
}

// flush writes the rows that wait, whole or not at all.
func (imp *directoryImport) flush(ctx context.Context) error {
	if len(imp.rows) == 0 {
		return nil
	}
	count := imp.count
	err := jobs.Batch(ctx, imp.pool, func(tx *db.Tx) error {
		count = imp.count
		if err := lockImport(ctx, tx); err != nil {
			return err
		}
		if count.Added+count.Updated+count.Unchanged == 0 {
			if err := recordImport(ctx, tx); err != nil {
				return err
			}
		}
		return imp.write(ctx, tx, &count)
	})
	if err != nil {
		return fmt.Errorf("lines %d to %d are not in: %w", imp.rows[0].Line, imp.rows[len(imp.rows)-1].Line, err)
	}
	for _, row := range imp.rows {
		if row.StructureFINESS != "" {
			imp.placed[row.RPPS] = true
		}
	}
	imp.count, imp.rows = count, imp.rows[:0]
	if imp.watch.Step != nil {
		imp.watch.Step(imp.count)
	}
	return nil
}

func recordImport(ctx context.Context, tx *db.Tx) error {
	return accesslog.Record(ctx, tx, accesslog.Operation{By: access.Actor{Role: access.System}, Act: access.ImportIdentity})
}

func (imp *directoryImport) write(ctx context.Context, tx *db.Tx, count *Imported) error {
	var numbers []string
	for _, row := range imp.rows {
		numbers = append(numbers, string(row.RPPS))
	}
	known, err := directoryByRPPS(ctx, tx, numbers)
	if err != nil {
		return err
	}
	var set directorySet
	people := map[RPPS]id.Account{}
	for _, row := range imp.rows {
		was, isKnown := known[string(row.RPPS)]
		account, again := people[row.RPPS]
		switch {
		case again: // a second place of work, a few lines below the first
			count.Updated++
		case isKnown && imp.same(row, was):
			count.Unchanged++
			account = was.AccountID
		case isKnown:
			count.Updated++
			account = was.AccountID
			set.person(imp.vault, account, row, false)
		default:
			count.Added++
			account = id.New[id.Account]()
			set.person(imp.vault, account, row, true)
		}
		people[row.RPPS] = account
		set.place(account, row, !imp.placed[row.RPPS])
	}
	if err := set.write(ctx, tx); err != nil {
		return err
	}
	return sendLinks(ctx, tx, set.invited)
}

// same reports whether a line tells nothing new of somebody known.
func (imp *directoryImport) same(row ProfessionalRow, was directoryRow) bool {
	reach, err := openAccountReach(imp.vault, was.AccountID, was.Contact)
	return err == nil && was.Name == row.Name && was.GivenName == row.GivenName && was.Title == row.Title &&
		was.Profession == row.Profession && was.Specialty == row.Specialty && was.Active == row.Active &&
		(row.Email == "" || reach.Address == row.Email) &&
		(row.StructureFINESS == "" || slices.Contains(was.Structures, string(row.StructureFINESS)))
}
