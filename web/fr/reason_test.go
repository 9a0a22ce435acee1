package fr_test

import (
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/web/fr"
)

func TestEveryReasonHasASentence(t *testing.T) {
	none := fr.Reason("nobody-ever-gave-this-reason")
	for _, r := range access.Reasons() {
		s := fr.Reason(r)
		if s == none || !strings.HasSuffix(s, ".") {
			t.Errorf("%s: no sentence of its own: %q", r, s)
		}
		for sentence := range strings.SplitSeq(s, ". ") {
			if words := len(strings.Fields(sentence)); words > 20 {
				t.Errorf("%s: %d words in one sentence", r, words)
			}
		}
	}
}

// A blocked professional reads the words of a space that does not exist, and a
// masked document those of a page that does not exist (decisions.md §3).
func TestWordsDoNotTellWhatMustStayUnknown(t *testing.T) {
	if fr.Reason(access.Blocked) != fr.Reason(access.NoSpace) {
		t.Error("a block shows")
	}
	for _, r := range []access.Reason{access.Masked, access.NotHabilitated, access.NotAnnounced, access.KeptSecret,
		access.NotCurrent, access.NotYours} {
		if !fr.Hidden(r) {
			t.Errorf("%s can be told from a missing page", r)
		}
	}
	if fr.Hidden(access.NoConsent) {
		t.Error("a consent to ask for must be said")
	}
}
