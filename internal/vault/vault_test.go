package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"espacesante/internal/id"
)

func open(t *testing.T) *Vault {
	t.Helper()
	dir := t.TempDir()
	v, err := Open(Keys{filepath.Join(dir, "master.json"), filepath.Join(dir, "service.json")}, true)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func space(t *testing.T, v *Vault, patient id.Patient) *Space {
	t.Helper()
	secret := make([]byte, 32)
	rand.Read(secret)
	w, err := v.master.wrap(secret, patient[:])
	if err != nil {
		t.Fatal(err)
	}
	s, err := v.Space(patient, w)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeysAreReadBackAsTheyWereMade(t *testing.T) {
	dir := t.TempDir()
	k := Keys{filepath.Join(dir, "k/master.json"), filepath.Join(dir, "k/service.json")}
	if _, err := Open(k, false); err == nil {
		t.Fatal("missing keys were made in production")
	}
	v, err := Open(k, true)
	if err != nil {
		t.Fatal(err)
	}
	sealed, mac := v.Seal([]byte("Léa"), "row"), v.MAC("ins", "1")
	again, err := Open(k, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Unseal(sealed, "row"); err != nil || string(got) != "Léa" || !bytes.Equal(again.MAC("ins", "1"), mac) {
		t.Errorf("got %q, %v", got, err)
	}
	if st, _ := os.Stat(k.Master); st.Mode().Perm() != 0o600 {
		t.Errorf("master key is %v", st.Mode())
	}
}

// Invariant 32: what is swapped, altered or cut is refused.
func TestSealedValuesOpenNowhereElse(t *testing.T) {
	v := open(t)
	me, other := id.New[id.Patient](), id.New[id.Patient]()
	mine, theirs := space(t, v, me), space(t, v, other)
	sealed := mine.Seal([]byte("titre"), "document 1")
	file, err := mine.SealFile(bytes.Repeat([]byte("x"), 200_000), "document 1")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := mine.Open(sealed, "document 1"); err != nil || string(got) != "titre" {
		t.Fatal(got, err)
	}
	for name, try := range map[string]func() ([]byte, error){
		"another row":        func() ([]byte, error) { return mine.Open(sealed, "document 2") },
		"another space":      func() ([]byte, error) { return theirs.Open(sealed, "document 1") },
		"altered":            func() ([]byte, error) { return mine.Open(flip(sealed), "document 1") },
		"file, another row":  func() ([]byte, error) { return mine.OpenFile(file, "document 2") },
		"file, other space":  func() ([]byte, error) { return theirs.OpenFile(file, "document 1") },
		"file, altered":      func() ([]byte, error) { return mine.OpenFile(flip(file), "document 1") },
		"file, cut":          func() ([]byte, error) { return mine.OpenFile(file[:len(file)-100], "document 1") },
		"file, cut at start": func() ([]byte, error) { return mine.OpenFile(file[:10], "document 1") },
	} {
		if got, err := try(); !errors.Is(err, ErrSealed) || got != nil {
			t.Errorf("%s: opened as %q, %v", name, got, err)
		}
	}
}

func TestAFileOpensAsItWasSealedWhateverItsSize(t *testing.T) {
	v := open(t)
	mine := space(t, v, id.New[id.Patient]())
	for _, size := range []int{0, 1, 100, segment - 100, segment, 3*segment + 7} {
		plain := make([]byte, size)
		rand.Read(plain)
		sealed, err := mine.SealFile(plain, "document 1")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := mine.OpenFile(sealed, "document 1"); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %d, %v", size, len(got), err)
		}
	}
}

func flip(b []byte) []byte {
	c := bytes.Clone(b)
	c[len(c)/2] ^= 1
	return c
}

func TestAnotherMasterKeyOpensNothing(t *testing.T) {
	a, b := open(t), open(t)
	me := id.New[id.Patient]()
	w, _ := a.master.wrap(make([]byte, 32), me[:])
	if _, err := b.Space(me, w); !errors.Is(err, ErrSealed) {
		t.Errorf("got %v", err)
	}
	if _, err := a.Space(id.New[id.Patient](), w); !errors.Is(err, ErrSealed) {
		t.Errorf("a wrapped key opened for another space: %v", err)
	}
}

func TestPurposesAreUnrelated(t *testing.T) {
	v := open(t)
	if bytes.Equal(v.MAC("ins", "x"), v.MAC("email", "x")) || bytes.Equal(v.Derive("code", "x", 16), v.Derive("code", "y", 16)) {
		t.Error("two purposes or values share a MAC")
	}
	if !bytes.Equal(v.Derive("code", "x", 16), v.Derive("code", "x", 16)) {
		t.Error("a derived value changed")
	}
}
