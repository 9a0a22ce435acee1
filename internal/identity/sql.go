package identity

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

func person(ctx context.Context, tx db.Runner, patient id.Patient) (SealedPerson, error) {
	return db.Row[SealedPerson](ctx, tx, `
		SELECT ins_oid, ins, traits, born, contact, has_dmp, died_on, vitale_mac
		FROM persons WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
}

// patientByINS finds whose number it is; the zero patient when nobody's, or when
// all that is left of an erased space is that keyed MAC.
func patientByINS(ctx context.Context, tx db.Runner, mac []byte) (id.Patient, error) {
	p, err := db.One[id.Patient](ctx, tx, `
		SELECT n.patient_id FROM person_numbers n JOIN spaces s ON s.patient_id = n.patient_id
		WHERE n.ins_mac = @mac AND s.state <> 'DELETED'`, pgx.NamedArgs{"mac": mac})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Patient{}, nil
	}
	return p, err
}

func patientsByTraits(ctx context.Context, tx db.Runner, mac []byte) ([]id.Patient, error) {
	rows, err := tx.Query(ctx, `SELECT patient_id FROM person_traits WHERE traits_mac = @mac LIMIT 3`, pgx.NamedArgs{"mac": mac})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Patient])
}

type accountRow struct {
	ID        id.Account
	Kind      string
	PatientID *id.Patient
	Password  string
	TOTP      []byte
	TOTPStep  int64
	Contact   []byte
	Active    bool
}

const accountColumns = `a.id, a.kind, a.patient_id, a.password, a.totp, a.totp_step, a.contact, a.active`

func accountsByIdentifier(ctx context.Context, tx db.Runner, macs [][]byte) ([]accountRow, error) {
	return db.Rows[accountRow](ctx, tx, `
		SELECT DISTINCT `+accountColumns+`
		FROM account_identifiers i JOIN accounts a ON a.id = i.account_id
		WHERE i.mac = ANY(@macs) AND a.active LIMIT 3`, pgx.NamedArgs{"macs": macs})
}

func account(ctx context.Context, tx db.Runner, a id.Account) (accountRow, error) {
	return db.Row[accountRow](ctx, tx, `SELECT `+accountColumns+` FROM accounts a WHERE a.id = @id AND a.active`, pgx.NamedArgs{"id": a})
}

// accountOf is the account of a person, before the person has proved anything.
func accountOf(ctx context.Context, tx db.Runner, patient id.Patient) (accountRow, error) {
	return db.Row[accountRow](ctx, tx, `SELECT `+accountColumns+` FROM accounts a WHERE a.patient_id = @patient AND a.active`,
		pgx.NamedArgs{"patient": patient})
}

// insertAccount opens the account of somebody who has just proved who they are.
// An account that the same person had before closing comes back with the new
// password.
func insertAccount(ctx context.Context, tx db.Runner, a id.Account, patient id.Patient, password string) (id.Account, error) {
	return db.One[id.Account](ctx, tx, `
		INSERT INTO accounts (id, kind, patient_id, password, created_at)
		VALUES (@id, 'patient', @patient, @password, @now)
		ON CONFLICT (patient_id) DO UPDATE SET password = @password, active = true, totp = NULL, young = false
		RETURNING id`,
		pgx.NamedArgs{"id": a, "patient": patient, "password": password, "now": tx.Now()})
}

func insertIdentifiers(ctx context.Context, tx db.Runner, a id.Account, macs [][]byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account_identifiers (mac, account_id)
		SELECT mac, @account FROM unnest(@macs::bytea[]) mac ON CONFLICT DO NOTHING`,
		pgx.NamedArgs{"account": a, "macs": macs})
	return err
}

func deleteIdentifiers(ctx context.Context, tx db.Runner, a id.Account) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_identifiers WHERE account_id = @account`, pgx.NamedArgs{"account": a})
	return err
}

func setPassword(ctx context.Context, tx db.Runner, a id.Account, password string) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET password = @password, signed_out_at = @now WHERE id = @id`,
		pgx.NamedArgs{"id": a, "password": password, "now": tx.Now()})
	return err
}

func setTOTP(ctx context.Context, tx db.Runner, a id.Account, sealed []byte) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET totp = @totp, totp_step = 0 WHERE id = @id`, pgx.NamedArgs{"id": a, "totp": sealed})
	return err
}

// useStep marks a step of the authenticator as used; false when it was already.
func useStep(ctx context.Context, tx db.Runner, a id.Account, step int64) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE accounts SET totp_step = @step WHERE id = @id AND totp_step < @step`,
		pgx.NamedArgs{"id": a, "step": step})
	return tag.RowsAffected() == 1, err
}

func disableAccountOf(ctx context.Context, tx db.Runner, patient id.Patient) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET active = false WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
	return err
}

func upsertContact(ctx context.Context, tx db.Runner, patient id.Patient, sealed []byte, line id.Line) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO contacts (patient_id, sealed, line_id) VALUES (@patient, @sealed, @line)
		ON CONFLICT (patient_id) DO UPDATE SET sealed = @sealed, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "sealed": sealed, "line": line})
	return err
}

func contact(ctx context.Context, tx db.Runner, patient id.Patient) ([]byte, error) {
	b, err := db.One[[]byte](ctx, tx, `SELECT sealed FROM contacts WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return b, err
}
