// Package profile keeps what a person and those who care for her say of her
// health, line by line: the medical profile, vaccinations, measures. Who wrote
// a line is always shown; who reads and who changes it is the policy's.
package profile

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/vault"
)

// Service keeps the lines of every space.
type Service struct {
	gate  *gate.Gate
	vault *vault.Vault
	// Wishes says, in the act of reading the essentials, whether advance
	// directives and a trusted person stand, for who may know of them.
	Wishes func(context.Context, *gate.Tx) (directives, trusted bool, err error)
	// Waiting says, in the act of reading the first page, which notices are not
	// read: one act gives the whole of it.
	Waiting func(context.Context, *gate.Tx, id.Patient) ([]notification.Waiting, error)
}

// New returns the service behind g.
func New(g *gate.Gate, v *vault.Vault) *Service { return &Service{gate: g, vault: v} }

// Kind is which of the three books a line stands in. Its value is written:
// never rename.
type Kind string

// The books.
const (
	Facts        Kind = "profile"
	Vaccinations Kind = "vaccination"
	Measures     Kind = "measure"
	certificates Kind = "certificate"
)

// book is how the policy sees a book: the acts on it, and the type of document
// whose habilitations its lines have (#33, #62): « Profil médical », « Historique
// des vaccinations », « Mesures de signes vitaux » (JDV_J66).
type book struct {
	read, write access.Act
	like        string
}

var books = map[Kind]book{
	Facts:        {access.ReadProfile, access.WriteProfile, "DOCPAT08"},
	Vaccinations: {access.ReadVaccinations, access.WriteVaccination, "11369-6"},
	Measures:     {access.ReadMeasures, access.WriteMeasure, "29274-8"},
	certificates: {access.ReadVaccinations, access.WriteVaccination, "96874-3"},
}
