// Package support keeps what agents of 3422 and of the caisses have before
// them: calls, visits, and the requests that outlast them. It knows how surely
// somebody is known, and nothing of what a space holds.
package support

import (
	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/vault"
)

// Service opens and ends calls and visits, and keeps requests.
type Service struct {
	pool   *db.Pool
	vault  *vault.Vault
	gate   *gate.Gate
	people *identity.Service
	spaces *enrolment.Service
	hours  Hours

	reference func(id.Invitation, int) string
}

// New returns the service over pool. reference is what the letter of an issue of
// an invitation bears, which a caller may read out.
func New(pool *db.Pool, v *vault.Vault, g *gate.Gate, people *identity.Service, spaces *enrolment.Service, hours Hours,
	reference func(id.Invitation, int) string) *Service {
	return &Service{pool, v, g, people, spaces, hours, reference}
}
