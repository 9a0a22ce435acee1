package app

import (
	"net/http"
	"testing"
	"time"
)

// A forgotten password: the new one signs in, the old one and every session
// begun before do not, and the contact known before is told.
func TestANewPasswordEndsWhatTheOldOneOpened(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	before := h.client().signsIn(me)
	if a := before.get("/accueil"); a.status != http.StatusOK {
		t.Fatal(a.status)
	}
	h.moves(time.Minute)
	c := h.client()
	c.post("/connexion/mot-de-passe", "nir", me.ins, "naissance-jour", "14", "naissance-mois", "7", "naissance-annee", "1977")
	if a := c.post("/connexion/mot-de-passe/code", "code", h.reads(me.email, "code", sixDigits)); a.status != http.StatusSeeOther {
		t.Fatal(a.status, string(a.body))
	}
	if a := c.post("/connexion/mot-de-passe/nouveau", "mot-de-passe", "un tout autre jardin de chats"); a.status != http.StatusSeeOther {
		t.Fatal(a.status, string(a.body))
	}
	h.reads(me.email, "mot de passe", nil)
	if a := before.get("/accueil"); a.status != http.StatusSeeOther || a.path != "/connexion" {
		t.Errorf("a session of before still opens the space: %d %s", a.status, a.path)
	}
	if a := c.post("/connexion", "identifiant", me.email, "mot-de-passe", goodPassword); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the old password signs in: %d", a.status)
	}
	if a := c.post("/connexion", "identifiant", me.email, "mot-de-passe", "un tout autre jardin de chats"); a.status != http.StatusSeeOther {
		t.Errorf("the new password does not: %d", a.status)
	}
}
