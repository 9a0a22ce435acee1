package app

import (
	"strings"
	"testing"
)

// ux.md §0.1, 5: the band sums up who sees what in the space that is open, at
// once after a change, and never with the words of another space.
func TestTheBandSumsUpTheSpaceThatIsOpen(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	mother := h.client().signsIn(h.mother)
	h.opened(mother, h.mother)
	says := func(where, want string) {
		t.Helper()
		if page := strings.ReplaceAll(string(mother.get(where).body), "\u00a0", " "); !strings.Contains(page, want) {
			t.Errorf("%s does not say « %s »", where, want)
		}
	}
	says("/accueil", "en urgence : oui, sauf masqués")
	mother.post("/acces/urgence", "urgence", "no", "samu", "oui")
	says("/documents", "en urgence : non")
	mother.post(h.in())
	says("/documents", "en urgence : oui, sauf masqués")
	mother.post("/proches/revenir")
	says("/documents", "en urgence : non")
}
