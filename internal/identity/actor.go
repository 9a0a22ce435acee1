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

// Sitting is what a session keeps of a sign-in: no right.
type Sitting struct {
	Account   id.Account
	Structure string // FINESS of the place of work chosen
	Device    id.Device
	Began     time.Time
}

// Actor is who an account is at this instant: rights are read afresh for each
// request, never kept in a session. structure is the FINESS of the place of
// work chosen; empty, or one where the professional does not work, it is the
// first of his places.
func (s *Service) Actor(ctx context.Context, a id.Account, structure string) (access.Actor, error) {
	return s.Sits(ctx, Sitting{Account: a, Structure: structure, Began: s.pool.Now()})
}

// Sits is Actor for a session: a new password, « tout déconnecter », the end of
// a device end those that began before it.
func (s *Service) Sits(ctx context.Context, in Sitting) (access.Actor, error) {
	var row actorRow
	err := s.pool.Look(ctx, func(tx db.Runner) (err error) {
		row, err = actor(ctx, tx, in)
		return err
	})
	over := func(at *time.Time) bool { return at != nil && in.Began.Before(*at) }
	if errors.Is(err, pgx.ErrNoRows) || err == nil && (!row.Active || over(row.SignedOutAt) || over(row.EndedAt)) {
		return access.Actor{}, problem.SignIn()
	}
	if err != nil {
		return access.Actor{}, err
	}
	by := access.Actor{Account: row.ID, Role: access.Role(row.Kind), Profession: row.Profession, Specialty: row.Specialty,
		Active: row.Active, Young: row.Young, Structure: row.Structure}
	if row.PatientID != nil {
		by.Patient = *row.PatientID
	}
	return by, nil
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
