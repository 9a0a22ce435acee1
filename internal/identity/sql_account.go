package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

// actorRow is what an account is allowed to be, as it stands now.
type actorRow struct {
	ID         id.Account
	Kind       string
	PatientID  *id.Patient
	Active     bool
	Young      bool
	Profession string
	Specialty  string
	Structure  string
	// Sessions begun before are over: all of them, those of the device.
	SignedOutAt *time.Time
	EndedAt     *time.Time
}

func actor(ctx context.Context, tx db.Runner, in Sitting) (actorRow, error) {
	return db.Row[actorRow](ctx, tx, `
		SELECT a.id, a.kind, a.patient_id, a.active, a.young, a.signed_out_at, e.ended_at, coalesce(p.profession, '') AS profession,
		       coalesce(p.specialty, '') AS specialty,
		       coalesce((SELECT ps.finess FROM professional_structures ps WHERE ps.account_id = a.id
		                 ORDER BY ps.finess <> @structure, ps.finess LIMIT 1), '') AS structure
		FROM accounts a LEFT JOIN professionals p ON p.account_id = a.id
		LEFT JOIN ended_sessions e ON e.device_id = @device
		WHERE a.id = @id`, pgx.NamedArgs{"id": in.Account, "structure": in.Structure, "device": in.Device})
}

func directoryEntry(ctx context.Context, tx db.Runner, a id.Account) (Known, error) {
	return db.Row[Known](ctx, tx, `
		SELECT p.account_id AS account, p.rpps, p.name, p.given_name, p.title, p.profession, p.specialty,
		       coalesce(st.name, '') AS structure, coalesce(st.city, '') AS structure_city
		FROM professionals p
		LEFT JOIN LATERAL (SELECT s.name, s.city FROM professional_structures ps JOIN structures s ON s.finess = ps.finess
		                   WHERE ps.account_id = p.account_id ORDER BY ps.finess LIMIT 1) st ON true
		WHERE p.account_id = @id`, pgx.NamedArgs{"id": a})
}

func operators(ctx context.Context, tx db.Runner) ([]accountRow, error) {
	return db.Rows[accountRow](ctx, tx, `SELECT `+accountColumns+` FROM accounts a WHERE a.kind = 'operator' AND a.active`, pgx.NamedArgs{})
}

func insertStaffAccount(ctx context.Context, tx db.Runner, a id.Account, kind string, contact []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO accounts (id, kind, contact, created_at) VALUES (@id, @kind, @contact, @now)`,
		pgx.NamedArgs{"id": a, "kind": kind, "contact": contact, "now": tx.Now()})
	return err
}

func upsertStaff(ctx context.Context, tx db.Runner, a id.Account, row StaffRow) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO staff (account_id, name, given_name, structure, structure_city, manager)
		VALUES (@account, @name, @given, @structure, @city, @manager)
		ON CONFLICT (account_id) DO UPDATE SET name = @name, given_name = @given, structure = @structure, structure_city = @city, manager = @manager`,
		pgx.NamedArgs{"account": a, "name": row.Name, "given": row.GivenName, "structure": row.Structure, "city": row.StructureCity, "manager": row.Manager})
	return err
}

func spacesByINS(ctx context.Context, tx db.Runner, macs [][]byte) ([]spaceState, error) {
	return db.Rows[spaceState](ctx, tx, `
		SELECT n.ins_mac, s.state, s.since, s.deadline
		FROM person_numbers n JOIN spaces s ON s.patient_id = n.patient_id
		WHERE n.ins_mac = ANY(@macs)`, pgx.NamedArgs{"macs": macs})
}

// accountContact is the sealed address of an active account that was imported.
func accountContact(ctx context.Context, tx db.Runner, a id.Account) ([]byte, error) {
	return db.One[[]byte](ctx, tx, `SELECT contact FROM accounts WHERE id = @id AND active`, pgx.NamedArgs{"id": a})
}
