package seal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espacesante/internal/seal"
)

func TestACheckpointIsReadOnlyAsItWasSigned(t *testing.T) {
	l := open(t)
	l.writes(3)
	l.seals()
	signed, err := os.ReadFile(filepath.Join(l.dir, "latest"))
	l.must(err)
	if c, err := seal.ReadCheckpoint(signed, l.key); err != nil || c.Size != 3 || c.Root.String() != strings.Split(string(signed), "\n")[2] {
		t.Fatalf("%+v, %v", c, err)
	}
	for i := range signed[:len(signed)-4] { // the last letters of base64 have bits that say nothing
		spoilt := append([]byte{}, signed...)
		spoilt[i] ^= 1
		if c, err := seal.ReadCheckpoint(spoilt, l.key); err == nil {
			t.Errorf("byte %d was changed: %+v", i, c)
		}
	}
	for _, s := range []string{"", "\n\n", string(signed[:40]), string(signed) + string(signed)} {
		if _, err := seal.ReadCheckpoint([]byte(s), l.key); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}

func TestKeysThatSignedAreNeverReplacedAndMustBeAPair(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	for _, pair := range []string{"a", "b"} {
		if err := seal.MakeKeys(file(pair+".key"), file(pair+".pub")); err != nil {
			t.Fatal(err)
		}
		if err := seal.MakeKeys(file(pair+".key"), file(pair+".pub")); err == nil {
			t.Error("made over others")
		}
	}
	if st, err := os.Stat(file("a.key")); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
	if _, err := seal.OpenKeys(file("a.key"), file("b.pub")); err == nil {
		t.Error("two halves of two pairs")
	}
	_, err := seal.OpenKeys(file("a.pub"), file("a.pub"))
	if err == nil || strings.Contains(err.Error(), "PRIVATE") {
		t.Errorf("got %v", err)
	}
	a, _ := os.ReadFile(file("a.pub"))
	b, _ := os.ReadFile(file("b.pub"))
	if err := os.WriteFile(file("both.pub"), append(b, a...), 0o600); err != nil {
		t.Fatal(err)
	}
	if k, err := seal.OpenKeys(file("b.key"), file("both.pub")); err != nil || k.Public != strings.TrimSpace(string(b)) {
		t.Errorf("a second pair: %v", err)
	}
	if _, err := seal.OpenKeys(file("a.key"), file("both.pub")); err == nil {
		t.Error("signed by the key of before")
	}
	if k, err := seal.OpenKeys("", file("a.pub")); err != nil || k.Sign != nil {
		t.Errorf("who only verifies: %v", err)
	}
}

// A key that is changed leaves a log that verifies, by both keys.
func TestAnotherKeyGoesOnWithTheSameLog(t *testing.T) {
	l := open(t)
	l.writes(3)
	l.seals()
	dir := t.TempDir()
	private, public := filepath.Join(dir, "new.key"), filepath.Join(dir, "new.pub")
	l.must(seal.MakeKeys(private, public))
	now, err := os.ReadFile(public)
	l.must(err)
	l.must(os.WriteFile(public, append(now, l.sealer.Keys.Public+"\n"...), 0o600))
	l.sealer.Keys, err = seal.OpenKeys(private, public)
	l.must(err)
	l.writes(3)
	l.seals()
	if r := l.verifies(); len(r.Differences) == 0 {
		t.Error("the old key alone verifies what the new one signed")
	}
	l.key = l.sealer.Keys.Check
	l.whole(6, 0)
}
