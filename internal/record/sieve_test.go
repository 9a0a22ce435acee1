package record

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Sift is sift, for tests that fill a space.
func Sift(words []byte) []byte { return sift(words) }

// A sieve never keeps back a document that holds the words: what is found is
// what the words alone would find.
func TestASieveKeepsBackNothingThatIsThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.StringMatching(`[A-Z0-9éאあ]{1,12}`), 1, 60).Draw(t, "words")
		words := folded(strings.Join(text, " "))
		s := sift([]byte(words))
		asked := terms(rapid.SampledFrom(text).Draw(t, "word"))
		for i, one := range asked {
			letters := []rune(one)
			asked[i] = string(letters[:rapid.IntRange(1, len(letters)).Draw(t, "letters")])
		}
		if !s.passes(asked) {
			t.Fatalf("%q does not pass %q", asked, words)
		}
	})
}

// …and lets little pass that is not: it is there for that.
func TestASieveLetsLittlePass(t *testing.T) {
	var b strings.Builder
	for i := range 250 {
		fmt.Fprintf(&b, " MOT%dDU%d", i, i*7919)
	}
	s := sift([]byte(b.String()))
	passed := 0
	for i := range 1000 {
		if s.passes([]string{fmt.Sprintf("X%dYZ%d", i, i*31)}) {
			passed++
		}
	}
	if passed > 50 || len(s) == 0 || len(s) > b.Len()/3 {
		t.Errorf("%d of 1,000 pass, %d bytes for %d", passed, len(s), b.Len())
	}
	if sift(nil) != nil || sift([]byte("  ")) != nil {
		t.Error("no words have a sieve")
	}
	var long strings.Builder
	for i := range 4 * sieveMost {
		fmt.Fprintf(&long, " A%dB", i*104729)
	}
	if sift([]byte(long.String())) != nil {
		t.Error("a long text has one that is long too")
	}
}
