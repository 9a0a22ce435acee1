package identity

import (
	"github.com/go-webauthn/webauthn/webauthn"

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
	keys      *webauthn.WebAuthn // none before At: no passkey is then offered
}

// New returns the service over pool.
func New(pool *db.Pool, v *vault.Vault, g *gate.Gate) *Service {
	return &Service{pool: pool, vault: v, gate: g, passwords: newPasswords()}
}
