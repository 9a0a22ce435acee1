package seal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// keyName is the name that checkpoints are signed under.
const keyName = "espacesante"

// MakeKeys writes a new pair of Ed25519 keys, unless either file is there: a
// key that signed is never replaced.
func MakeKeys(signing, verify string) error {
	for _, file := range []string{signing, verify} {
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(err, fmt.Errorf("seal: %s is there already", file))
		}
	}
	secret, public, err := note.GenerateKey(rand.Reader, keyName)
	if err != nil {
		return err
	}
	// The public half first: a signing key that exists can be checked.
	if err := writeKey(verify, public, 0o644); err != nil {
		return err
	}
	return writeKey(signing, secret, 0o600)
}

func writeKey(file, key string, mode fs.FileMode) (err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Sync(), f.Close()) }()
	_, err = f.WriteString(key + "\n")
	return err
}

// OpenSigner reads the key that signs (SIGNING_KEY_FILE).
func OpenSigner(file string) (note.Signer, error) {
	key, err := readKey(file)
	if err != nil {
		return nil, err
	}
	s, err := note.NewSigner(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %s is no signing key", file) // the library's error could show it
	}
	return s, nil
}

// OpenVerifier reads the key that verifies (VERIFY_KEY_FILE), and the key as it
// is written.
func OpenVerifier(file string) (note.Verifier, string, error) {
	key, err := readKey(file)
	if err != nil {
		return nil, "", err
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, "", fmt.Errorf("seal: %s is no verifying key", file)
	}
	return v, key, nil
}

func readKey(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}
