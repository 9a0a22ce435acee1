package identity

import (
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/vault"
)

// Service does what may be done with people and their accounts.
type Service struct {
	pool      *db.Pool
	vault     *vault.Vault
	gate      *gate.Gate
	passwords *passwords
}

// New returns the service over pool.
func New(pool *db.Pool, v *vault.Vault, g *gate.Gate) *Service {
	return &Service{pool: pool, vault: v, gate: g, passwords: newPasswords()}
}
