package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

var receiptNumber = regexp.MustCompile(`\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b`)

// PAT-17, #17, #97, R.1111-36: closing and erasing from the settings, the
// message of the day, the erasing 30 days later, its proof, and nobody there.
func TestClosingAndErasingToTheEnd(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.client().signsIn(me)
	page := string(c.get("/parametres/fermer").body)
	if n := strings.Count(page, `class="govuk-button"`); n != 2 || strings.Contains(page, "ause") {
		t.Errorf("%d choices: want two and no third", n)
	}
	steps := [][]string{{"/parametres/fermer/effacer"}, {"/parametres/fermer/verification", "code", ""}, {"/parametres/fermer/confirmer"}}
	for _, step := range steps {
		if len(step) > 1 {
			step[2] = h.reads(me.email, "code", sixDigits)
		}
		if a := c.post(step[0], step[1:]...); a.status != http.StatusSeeOther {
			t.Fatal(step[0], a.status, string(a.body))
		}
	}
	closed := string(c.get("/espace-ferme").body)
	if !strings.Contains(closed, "Effacement annulable") || !strings.Contains(closed, "Effacé au plus tard le") {
		t.Error("the receipt does not say until when")
	}
	if a := c.get("/espace-ferme/recu.pdf"); a.status != http.StatusOK {
		t.Errorf("the receipt: %d", a.status)
	}
	if asked := h.reads(me.email, "fermé", nil); !strings.Contains(asked, "tout effacer") || !strings.Contains(asked, "annuler") {
		t.Errorf("M15 says: %s", asked)
	}
	if a := h.client().post("/connexion", "identifiant", me.email, "mot-de-passe", goodPassword); a.status == http.StatusSeeOther {
		t.Error("somebody signed in to a closed space")
	}
	h.moves(31 * 24 * time.Hour)
	if done, err := h.sweep(t.Context(), func(int) {}); err != nil || done.Erased > 1 {
		t.Fatal(done, err) // 0 when the periodic job was quicker
	}
	proof := h.reads(me.email, "effacées", receiptNumber)
	if a := h.client().post("/recu", "numero", proof); a.status != http.StatusOK || !strings.Contains(string(a.body), "Effacement définitif") {
		t.Errorf("the proof %s: %d", proof, a.status)
	}
	if done, err := h.replay(t.Context(), func(int) {}); err != nil || done != 0 {
		t.Errorf("nothing was restored: %d, %v", done, err)
	}
}
