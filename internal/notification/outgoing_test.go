package notification

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"espacesante/internal/db"
	"espacesante/internal/problem"
)

var shape = regexp.MustCompile(`^R-[2-9A-Z]{4}-[2-9A-Z]{4}$`)

// #134: a reference is drawn or derived in the one form that people are asked
// for, and no two are alike.
func TestReferencesHaveOneFormAndAreNeverTheSame(t *testing.T) {
	t.Parallel()
	_, v := ground(t)
	seen := map[string]bool{}
	for range 2_000 {
		r := NewReference()
		if !shape.MatchString(r) || seen[r] {
			t.Fatalf("%q, seen %t", r, seen[r])
		}
		seen[r] = true
	}
	one := ReferenceOf(v, "invitation a/1")
	if !shape.MatchString(one) || one != ReferenceOf(v, "invitation a/1") || one == ReferenceOf(v, "invitation a/2") {
		t.Errorf("derived: %q", one)
	}
	if _, other := ground(t); one == ReferenceOf(other, "invitation a/1") {
		t.Error("whoever has another key guesses it")
	}
}

// #134: only what was registered is confirmed, with how and when it left; the
// same message tried again keeps its first date.
func TestOnlyARegisteredReferenceIsGenuine(t *testing.T) {
	t.Parallel()
	pool, _ := ground(t)
	now := time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)
	pool.Now = func() time.Time { return now }
	register := func(by Channel, references ...string) {
		t.Helper()
		err := pool.InTx(t.Context(), func(tx *db.Tx) error { return Register(t.Context(), tx, by, references...) })
		if err != nil {
			t.Fatal(err)
		}
	}
	register(Email, "R-2345-6789", "R-2345-678A")
	first := now
	now = now.Add(time.Hour)
	register(Letter, "R-2345-6789")
	if got, err := Genuine(t.Context(), pool, "R-2345-6789"); err != nil || got.Kind != Email || !got.SentAt.Equal(first) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, r := range []string{"", "R-2345-6788", "r-2345-6789", "R-2345-6789 ", "%"} {
		if _, err := Genuine(t.Context(), pool, r); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%q is genuine: %v", r, err)
		}
	}
}

// #100: the end of a previous DMP and a sign-in held were one kind of message
// once, and told each other's words. No two kinds are the same.
func TestNoTwoKindsOfMessageAreTheSame(t *testing.T) {
	kind := regexp.MustCompile(`(?m)^\s+(\w+)\s+Kind = "([^"]+)"`)
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range kind.FindAllStringSubmatch(string(src), -1) {
			if other, twice := seen[m[2]]; twice {
				t.Errorf("%s and %s are both %q", other, m[1], m[2])
			}
			seen[m[2]] = m[1]
		}
	}
	if len(seen) < 30 {
		t.Fatalf("only %d kinds found: the scan is broken", len(seen))
	}
}
