// Package vault holds the keys: one service key set for identities and
// look-ups, and one key for each space, wrapped by a master key that is kept
// outside the database. It seals and opens bytes, and knows nothing of what
// they say.
package vault

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrSealed says that a sealed value cannot be opened: it was altered, moved to
// another row, or sealed under a key that is gone.
var ErrSealed = errors.New("vault: sealed value cannot be opened")

// Vault seals under the service key and unwraps the keys of spaces.
type Vault struct {
	master  *master
	service tink.AEAD
	secret  []byte // root of look-up MACs and codes
}

// Keys says where the key files are (MASTER_KEY_FILE, SERVICE_KEY_FILE).
type Keys struct{ Master, Service string }

// Open reads the key files. With create, missing ones are made: in
// demonstration only, a production key is made with care and once.
func Open(k Keys, create bool) (*Vault, error) {
	master, err := openMaster(k.Master, create)
	if err != nil {
		return nil, fmt.Errorf("vault: master key: %w", err)
	}
	s, err := openService(k.Service, create)
	if err != nil {
		return nil, fmt.Errorf("vault: service key: %w", err)
	}
	service, err := s.aead()
	if err != nil {
		return nil, fmt.Errorf("vault: service key: %w", err)
	}
	return &Vault{master: master, service: service, secret: s.Secret}, nil
}

// Seal seals plain under the service key, bound to what it is about: sealed for
// one row it does not open for another.
func (v *Vault) Seal(plain []byte, about string) []byte {
	return must(v.service.Encrypt(plain, []byte(about)))
}

// Unseal opens what Seal sealed for the same row, or answers ErrSealed.
func (v *Vault) Unseal(sealed []byte, about string) ([]byte, error) {
	plain, err := v.service.Decrypt(sealed, []byte(about))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// MAC is the keyed MAC of value by which it is looked up. Values of different
// purposes have unrelated MACs.
func (v *Vault) MAC(purpose, value string) []byte {
	m := hmac.New(sha256.New, v.derive("mac "+purpose))
	m.Write([]byte(value))
	return m.Sum(nil)
}

// Derive draws n bytes from the service key for one purpose and value, the same
// ones each time: codes that no table holds are made so.
func (v *Vault) Derive(purpose, value string, n int) []byte {
	return must(hkdf.Key(sha256.New, v.derive("derive "+purpose), []byte(value), "value", n))
}

func (v *Vault) derive(purpose string) []byte {
	return must(hkdf.Key(sha256.New, v.secret, nil, purpose, 32))
}

func readKeyset(path string) (*keyset.Handle, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(f))
}

// makeKeyset makes a key set, unless another process made it meanwhile.
func makeKeyset(path string) (*keyset.Handle, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	err = writeOnce(path, func(f *os.File) error {
		return insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(f))
	})
	if errors.Is(err, os.ErrExist) { // another process made it meanwhile
		return readKeyset(path)
	}
	return h, err
}

// serviceFile is SERVICE_KEY_FILE: 32 random bytes from which sealing and MAC
// keys are derived, each for its purpose.
type serviceFile struct {
	Secret []byte `json:"secret"`
}

func openService(path string, create bool) (s serviceFile, err error) {
	read := func() error {
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(b, &s); err != nil || len(s.Secret) != 32 {
			return fmt.Errorf("%s is not a service key", path)
		}
		return nil
	}
	err = read()
	if !errors.Is(err, os.ErrNotExist) || !create {
		return s, err
	}
	s.Secret = make([]byte, 32)
	rand.Read(s.Secret)
	err = writeOnce(path, func(f *os.File) error { return json.NewEncoder(f).Encode(s) })
	if errors.Is(err, os.ErrExist) {
		err = read()
	}
	return s, err
}

func (s serviceFile) aead() (tink.AEAD, error) {
	key, err := hkdf.Key(sha256.New, s.Secret, nil, "seal", 32)
	if err != nil {
		return nil, err
	}
	return subtle.NewAESGCM(key)
}

// writeOnce writes a new file whole or not at all, and never over another.
func writeOnce(path string, write func(*os.File) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// must is for the primitives that fail only when the machine has no memory or
// the arguments are constants of ours gone wrong.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
