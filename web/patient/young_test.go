package patient

import (
	"strings"
	"testing"

	"espacesante/web/ui"
)

// TEEN-03, #69: a minor is led to no page that a minor is refused, and is told
// what the parents see; an adult keeps every card.
func TestAMinorIsLedNowhereThatIsRefused(t *testing.T) {
	card := func(to string) ui.Sight { return ui.Sight{Title: to, Way: ui.Link{Href: to}} }
	all := []ui.Sight{card("/acces/professionnels"), card("/acces/urgence"), card("/acces/partage"), card("/acces/autres"), card("/acces/assistance"), card("/historique")}
	if n := len(sightsFor(false, all...)); n != len(all) {
		t.Errorf("an adult has %d cards", n)
	}
	parents := false
	for _, s := range sightsFor(true, all...) {
		switch s.Way.Href {
		case "/acces/urgence", "/acces/partage", "/acces/assistance":
			t.Error("a minor is led to", s.Way.Href)
		}
		parents = parents || strings.Contains(s.Way.Href, anyRepresentative)
	}
	if !parents {
		t.Error("what the parents see is nowhere")
	}
	for _, tab := range menu("/accueil", true) {
		if tab.Href == "/directives" || tab.Href == "/proches" {
			t.Error("a tab of a minor leads to", tab.Href)
		}
	}
}
