package app

import (
	"fmt"
	"strings"
	"testing"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
)

// #66: what is in the bin can be taken back for 30 days, so all of it must be
// found: the bin has pages.
func TestABinOfMoreThanAPageShowsAllOfIt(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.client().signsIn(me)
	kind := codes.PatientTypes()[0].Code
	for i := range 51 {
		a := c.sends("/documents/ajouter", "note.pdf", cdatest.PDF(fmt.Sprint("Note ", i)), "cle", fmt.Sprint("k", i), "type", kind,
			"visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026")
		c.moves(a.path + "/supprimer")
	}
	c.get("/documents") // which offers to undo the last one
	first, second := string(c.get("/documents/corbeille").body), string(c.get("/documents/corbeille?page=2").body)
	if !strings.Contains(first, "51\u00a0documents dans la corbeille") || !strings.Contains(first, `href="/documents/corbeille?page=2"`) {
		t.Error("the first page does not say how many there are, or does not lead on")
	}
	if n, m := strings.Count(first, "/restaurer"), strings.Count(second, "/restaurer"); n != 50 || m != 1 {
		t.Errorf("%d and %d documents can be taken back, want 50 and 1", n, m)
	}
}
