package vault

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
)

// ErrInUse says that the keys of some spaces are still wrapped under a key that
// was to be given up.
var ErrInUse = errors.New("vault: keys of spaces are still wrapped under an older master key: `keys rotate` ends first")

// AddMasterKey puts a new key at the head of the master key file, in a
// transaction of set work that keeps other rotations waiting. Keys of spaces are
// wrapped under it from now on; older keys stay and open what they wrapped.
func (v *Vault) AddMasterKey(ctx context.Context, tx db.Runner) error {
	return v.changeMaster(ctx, tx, func(m *keyset.Manager, _ *keyset.Handle) error {
		key, err := m.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return err
		}
		return m.SetPrimary(key)
	})
}

// RetireMasterKeys takes every key but the newest out of the master key file,
// once nothing is wrapped under them, and says how many. Whoever kept the old
// file opens nothing with it.
func (v *Vault) RetireMasterKeys(ctx context.Context, tx db.Runner) (gone int, err error) {
	err = v.changeMaster(ctx, tx, func(m *keyset.Manager, h *keyset.Handle) error {
		newest := h.KeysetInfo().GetPrimaryKeyId()
		left, err := db.One[int](ctx, tx, `SELECT count(patient_id) FROM space_keys WHERE substring(wrapped FOR 5) <> @newest`,
			pgx.NamedArgs{"newest": prefix(newest)})
		if err != nil {
			return err
		}
		if left > 0 {
			return fmt.Errorf("%w (%d)", ErrInUse, left)
		}
		for _, k := range h.KeysetInfo().GetKeyInfo() {
			if k.GetKeyId() == newest {
				continue
			}
			if err := m.Delete(k.GetKeyId()); err != nil {
				return err
			}
			gone++
		}
		return nil
	})
	return gone, err
}

// changeMaster rewrites the master key file while nobody adds a key of a space:
// one that was wrapped under the file as it was is seen by then, or sees the
// file as it will be (Make).
func (v *Vault) changeMaster(ctx context.Context, tx db.Runner, change func(*keyset.Manager, *keyset.Handle) error) error {
	if _, err := tx.Exec(ctx, `LOCK TABLE space_keys IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return err
	}
	h, err := readKeyset(v.master.path)
	if err != nil {
		return err
	}
	m := keyset.NewManagerFromHandle(h)
	if err := change(m, h); err != nil {
		return err
	}
	if h, err = m.Handle(); err != nil {
		return err
	}
	if err := replaceKeyset(v.master.path, h); err != nil {
		return err
	}
	return v.master.refresh()
}

type wrappedRow struct {
	PatientID id.Patient
	Wrapped   []byte
}

// Rewrap wraps the keys of at most most spaces under the newest master key, with
// a line for each in the same statement, and says how many: none when all are.
// What a key opens stays as it is, and readers never wait.
func (v *Vault) Rewrap(ctx context.Context, tx db.Runner, most int) (int, error) {
	if err := v.master.refresh(); err != nil {
		return 0, err
	}
	newest := v.master.generations()[0].primary
	rows, err := db.Rows[wrappedRow](ctx, tx, `
		SELECT patient_id, wrapped FROM space_keys WHERE substring(wrapped FOR 5) <> @newest
		LIMIT @most FOR NO KEY UPDATE`, pgx.NamedArgs{"newest": prefix(newest), "most": most})
	if err != nil {
		return 0, err
	}
	patients, wrapped := make([]id.Patient, len(rows)), make([][]byte, len(rows))
	for i, r := range rows {
		secret, err := v.master.unwrap(r.Wrapped, r.PatientID[:])
		if err != nil {
			return 0, fmt.Errorf("key of space %s: %w", r.PatientID, err)
		}
		patients[i] = r.PatientID
		if wrapped[i], err = v.master.wrap(secret, r.PatientID[:]); err != nil {
			return 0, err
		}
	}
	_, err = tx.Exec(ctx, `
		WITH lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient, uuid7(@now), @now::timestamptz, @role, @act FROM unnest(@patients::uuid[]) patient
		    RETURNING patient_id, id
		)
		UPDATE space_keys k SET wrapped = n.wrapped, line_id = l.id
		FROM unnest(@patients::uuid[], @wrapped::bytea[]) AS n (patient_id, wrapped), lines l
		WHERE k.patient_id = n.patient_id AND l.patient_id = n.patient_id`,
		pgx.NamedArgs{"patients": patients, "wrapped": wrapped, "now": tx.Now(), "role": access.System, "act": access.RewrapKey})
	return len(rows), err
}

// Destroy destroys the key of a space, under line: nothing that was sealed with
// it opens again, here or in any copy. The row stays, so that none is made
// again for the same space.
func Destroy(ctx context.Context, tx db.Runner, patient id.Patient, line id.Line) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO space_keys (patient_id, wrapped, line_id) VALUES (@patient, NULL, @line)
		ON CONFLICT (patient_id) DO UPDATE SET wrapped = NULL, line_id = @line`, pgx.NamedArgs{"patient": patient, "line": line})
	return err
}
