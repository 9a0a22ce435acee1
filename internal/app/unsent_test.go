package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
)

const asking = "/documents/dossiers"

// types sends a form of one's own with words that nobody else may read.
func (c *client) types(words string) reply { return c.post(asking, "nom", words) }

// WCAG 2.2.5, 3.3.7: a form answered after the session's end, scripts off, is found again by the same person who signs in:
// filled, not sent, in its own page alone; sent, it is gone. What a file came with is kept, the file is not.
func TestAFormSentAfterTheSessionEndsIsNotLost(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.client().signsIn(me)
	h.moves(21 * time.Minute)
	if a := c.types("Zébulon"); a.path != "/connexion" {
		t.Fatal(a.status, a.path)
	}
	page := c.get("/connexion")
	if !strings.Contains(string(page.body), "n’est pas perdu") || strings.Contains(string(page.body), "Zébulon") {
		t.Error("the sign-in says:", mainOf(page.body))
	}
	c.signsIn(me)
	c.says("/accueil", "n’est pas perdu, et n’est pas envoyé")
	c.says(asking, `value="Zébulon"`)
	c.says(asking, "Rien n’est envoyé")
	if a := c.get("/documents/recherche"); strings.Contains(string(a.body), "Zébulon") {
		t.Error("another page shows it")
	}
	if page := string(c.get(asking).body); strings.Contains(page, "/documents/dossiers/") {
		t.Error("it was sent by itself:", page)
	}
	if a := c.types("Zébulon"); a.status != http.StatusSeeOther || a.path == "/connexion" {
		t.Fatal(a.status, a.path)
	}
	for _, path := range []string{asking, "/accueil"} {
		if a := c.get(path); strings.Contains(string(a.body), `value="Zébulon"`) || strings.Contains(string(a.body), "pas perdu") {
			t.Errorf("%s: sent, and it is still there", path)
		}
	}

	h.moves(21 * time.Minute)
	if a := c.get("/documents"); a.path != "/connexion" { // another tab saw the end first
		t.Fatal(a.path)
	}
	a := c.sends("/documents/ajouter", "canari.pdf", cdatest.PDF("CONTENU"), "cle", "k", "type", codes.PatientTypes()[0].Code, "titre", "Pollux", "visibilite", "masque")
	if a.path != "/connexion" {
		t.Fatal(a.status, a.path)
	}
	c.signsIn(me)
	form := string(c.get("/documents/ajouter").body)
	for _, want := range []string{`value="Pollux"`, `value="masque" checked`, `value="` + codes.PatientTypes()[0].Code + `" selected`} {
		if !strings.Contains(form, want) {
			t.Errorf("without %s", want)
		}
	}
	if strings.Contains(form, "canari") {
		t.Error("the file's name is kept")
	}
	c.moves("/connexion/oublier")
	if a := c.get("/documents/ajouter"); strings.Contains(string(a.body), "Pollux") {
		t.Error("forgotten, and it is still there")
	}
	h.valid()
}

// On a shared computer nobody else finds what was typed: not who signs in next, not who signs in after that, not who only
// looks, not even its author once nobody went on with it. At a desk and of a minor nothing is kept at all.
func TestWhatWasTypedIsShownToNobodyElse(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me, other := h.invited(ruth()), h.invited(patTrois())
	h.activated(me)
	h.activated(other)
	gone := func(c *client, when string) {
		t.Helper()
		for _, path := range []string{"/", "/connexion", "/accueil", asking, "/documents", "/historique"} {
			if a := c.get(path); strings.Contains(fmt.Sprint(a.head)+string(a.body), "Zébulon") || strings.Contains(string(a.body), "n’est pas envoyé") {
				t.Errorf("%s: %s shows it", when, path)
			}
		}
	}
	left := func() *client {
		t.Helper()
		c := h.client().signsIn(me)
		h.moves(21 * time.Minute)
		c.types("Zébulon")
		return c
	}
	c := left()
	gone(c, "nobody signed in")
	c.signsIn(other)
	gone(c, "somebody else signed in")
	c.post("/deconnexion")
	c.signsIn(me)
	gone(c, "its author, after somebody else")

	c = left()
	h.moves(21 * time.Minute)
	c.signsIn(me)
	gone(c, "its author, too late")

	c = left().signsIn(me)
	c.says(asking, "Zébulon")
	c.post("/deconnexion")
	gone(c, "signed out")
	c.signsIn(me)
	gone(c, "signed in again")

	c = h.client().signsIn(me)
	stranger := h.client()
	h.moves(21 * time.Minute)
	c.types("Zébulon")
	gone(stranger, "another browser")
	gone(stranger.signsIn(me), "another browser of hers")

	desk := h.helping()
	desk.sits("close", cardProof(me)...)
	h.moves(16 * time.Minute)
	desk.post("/guichet/session/activer", "moyen", "courriel", "courriel", "zebulon@exemple.test")
	if a := desk.get("/guichet/connexion"); strings.Contains(string(a.body), "pas perdu") {
		t.Error("a desk keeps what a person typed")
	}
}

// What a parent typed in a child's space is shown in that space alone.
func TestWhatWasTypedForAChildStaysInItsSpace(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	c := h.client().signsIn(h.mother)
	h.opened(c, h.mother)
	c.moves(h.in())
	h.house.moves(21 * time.Minute)
	c.types("Zébulon")
	c.signsIn(h.mother)
	if a := c.get(asking); a.status != http.StatusOK || strings.Contains(string(a.body), "Zébulon") {
		t.Error("shown in the parent's own space:", a.status)
	}
	c.says("/accueil", "pour un autre espace santé")
	c.moves(h.in())
	c.says(asking, "Zébulon")
}
