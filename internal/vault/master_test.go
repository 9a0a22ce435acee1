package vault

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"espacesante/internal/id"
)

// What was read a moment ago under a master key that has left the file since
// still opens, for a while; what is new is under the new one.
func TestAKeyReadBeforeItsMasterKeyIsRetiredStillOpens(t *testing.T) {
	dir, patient := t.TempDir(), id.New[id.Patient]()
	v, err := Open(Keys{filepath.Join(dir, "master.json"), filepath.Join(dir, "service.json")}, true)
	if err != nil {
		t.Fatal(err)
	}
	before, err := v.master.wrap(make([]byte, 32), patient[:])
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := v.master.holds(before); !kept || err != nil {
		t.Fatalf("the file does not hold the key that has just wrapped: %v", err)
	}
	if err := os.Chmod(v.master.path, 0o640); err != nil {
		t.Fatal(err)
	}
	next, err := makeKeyset(filepath.Join(dir, "next.json"))
	if err == nil {
		err = replaceKeyset(v.master.path, next)
	}
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(v.master.path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("who may read the key file has changed: %v, %v", info.Mode(), err)
	}
	if kept, err := v.master.holds(before); kept || err != nil {
		t.Errorf("a key made under a master key that is gone would be kept: %v", err)
	}
	if _, err := v.Space(patient, before); err != nil {
		t.Errorf("read before: %v", err)
	}
	after, err := v.master.wrap(make([]byte, 32), patient[:])
	if err != nil {
		t.Fatal(err)
	}
	v.master.forget() // the while is over
	if _, err := v.Space(patient, before); !errors.Is(err, ErrSealed) {
		t.Errorf("a retired master key opens for ever: %v", err)
	}
	if _, err := v.Space(patient, after); err != nil {
		t.Error(err)
	}
}

// A server whose key file cannot be read for a moment reads on with what it has.
func TestAKeyFileThatIsGoneStopsNoReading(t *testing.T) {
	v, patient := open(t), id.New[id.Patient]()
	w, err := v.master.wrap(make([]byte, 32), patient[:])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(v.master.path); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Space(patient, w); err != nil {
		t.Error(err)
	}
	if _, err := v.master.wrap(make([]byte, 32), patient[:]); err == nil {
		t.Error("a key was made that the file may not open")
	}
}
