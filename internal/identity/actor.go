package identity

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// actorRow is what an account is allowed to be, as it stands now.
type actorRow struct {
	ID         id.Account
	Kind       string
	PatientID  *id.Patient
	Active     bool
	Profession string
	Specialty  string
	Structure  string
	// Sessions begun before are over.
	SignedOutAt *time.Time
}

// Actor is who an account is at this instant: rights are read afresh for each
// request, never kept in a session. structure is the FINESS of the place of
// work chosen; empty, or one where the professional does not work, it is the
// first of his places.
func (s *Service) Actor(ctx context.Context, a id.Account, structure string) (access.Actor, error) {
	return s.ActorSince(ctx, a, structure, s.pool.Now())
}

// ActorSince is Actor for a session that began at an instant: a new password,
// or « tout déconnecter », ends those that began before it.
func (s *Service) ActorSince(ctx context.Context, a id.Account, structure string, began time.Time) (access.Actor, error) {
	var row actorRow
	err := s.pool.Look(ctx, func(tx db.Runner) (err error) {
		row, err = actor(ctx, tx, a, structure)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) || err == nil && (!row.Active || row.SignedOutAt != nil && began.Before(*row.SignedOutAt)) {
		return access.Actor{}, problem.SignIn()
	}
	if err != nil {
		return access.Actor{}, err
	}
	by := access.Actor{Account: row.ID, Role: access.Role(row.Kind), Profession: row.Profession, Specialty: row.Specialty,
		Active: row.Active, Structure: row.Structure}
	if row.PatientID != nil {
		by.Patient = *row.PatientID
	}
	return by, nil
}

func actor(ctx context.Context, tx db.Runner, a id.Account, structure string) (actorRow, error) {
	return db.Row[actorRow](ctx, tx, `
		SELECT a.id, a.kind, a.patient_id, a.active, a.signed_out_at, coalesce(p.profession, '') AS profession,
		       coalesce(p.specialty, '') AS specialty,
		       coalesce((SELECT ps.finess FROM professional_structures ps WHERE ps.account_id = a.id
		                 ORDER BY ps.finess <> @structure, ps.finess LIMIT 1), '') AS structure
		FROM accounts a LEFT JOIN professionals p ON p.account_id = a.id
		WHERE a.id = @id`, pgx.NamedArgs{"id": a, "structure": structure})
}

// Known is a professional as the directory names one, for pages.
type Known struct {
	Account       id.Account
	RPPS          string
	Name          string
	GivenName     string
	Title         string
	Profession    string
	Specialty     string
	Structure     string
	StructureCity string
}

// Professional reads the directory's entry of an account.
func (s *Service) Professional(ctx context.Context, a id.Account) (Known, error) {
	var k Known
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		k, err = directoryEntry(ctx, tx, a)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return k, problem.Missing("professional")
	}
	return k, err
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
