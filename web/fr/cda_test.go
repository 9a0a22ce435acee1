package fr_test

import (
	"strings"
	"testing"

	"espacesante/internal/cda"
	"espacesante/web/fr"
)

func TestEveryRefusalOfADocumentHasASentence(t *testing.T) {
	unknown := fr.CDA("something-new")
	seen := map[string]string{}
	for _, code := range cda.Codes() {
		s := fr.CDA(code)
		if s == unknown || strings.ContainsAny(s, "'!") {
			t.Errorf("%s: %q", code, s)
		}
		if other, twice := seen[s]; twice {
			t.Errorf("%s and %s say the same", code, other)
		}
		seen[s] = code
	}
}

func TestTraitsThatDifferAreSaidInWords(t *testing.T) {
	if got := fr.Traits([]string{cda.TraitBirthName, cda.TraitSex}); got != "le nom de naissance et le sexe" {
		t.Error(got)
	}
	for _, trait := range []string{cda.TraitINS, cda.TraitGivenName, cda.TraitBirthDate, "other"} {
		if strings.Contains(fr.Traits([]string{trait}), trait) || fr.Traits([]string{trait}) == "" {
			t.Errorf("%s has no words", trait)
		}
	}
}
