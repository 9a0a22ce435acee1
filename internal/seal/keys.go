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

// Keys are those of the sealed log: one signs, another verifies.
type Keys struct {
	Sign   note.Signer // nil for who only verifies
	Check  note.Verifiers
	Public string // the verifying key of today as it is written, for everybody
}

// OpenKeys reads the keys that verify (VERIFY_KEY_FILE), one a line, that of
// today before those that signed once; and the one that signs
// (SIGNING_KEY_FILE) unless its name is empty: it must be of the first's pair.
func OpenKeys(signing, verify string) (k Keys, err error) {
	all, err := readKey(verify)
	if err != nil {
		return k, err
	}
	var known []note.Verifier
	for line := range strings.Lines(all) {
		one, err := note.NewVerifier(strings.TrimSpace(line))
		if err != nil {
			return k, fmt.Errorf("seal: %s is no verifying key", verify)
		}
		known = append(known, one)
	}
	if len(known) == 0 {
		return k, fmt.Errorf("seal: %s is empty", verify)
	}
	k.Check = note.VerifierList(known...)
	k.Public, _, _ = strings.Cut(all, "\n")
	if signing == "" {
		return k, nil
	}
	secret, err := readKey(signing)
	if err != nil {
		return k, err
	}
	if k.Sign, err = note.NewSigner(secret); err != nil {
		return k, fmt.Errorf("seal: %s is no signing key", signing) // the library's error could show it
	}
	probe, err := note.Sign(&note.Note{Text: "probe\n"}, k.Sign)
	if err == nil {
		_, err = note.Open(probe, note.VerifierList(known[0]))
	}
	if err != nil {
		return k, fmt.Errorf("seal: %s does not verify what %s signs", verify, signing)
	}
	return k, nil
}

func readKey(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}
