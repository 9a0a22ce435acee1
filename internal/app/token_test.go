package app

import (
	"bytes"
	"net/http"
	"net/url"
	"testing"
	"time"

	"espacesante/internal/limit"
)

// ticket is what the browser of c holds of its session.
func (c *client) ticket() string {
	u, err := url.Parse(c.h.url)
	if err != nil {
		c.h.t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(u) {
		if cookie.Name == "session" {
			return cookie.Value
		}
	}
	return ""
}

// ASVS 7.2.4: a journey's token changes whenever a proof is accepted: the code
// with the number, the password, the second factor, the password typed again,
// the code of a reset, the code before closing. One that is wrong changes
// nothing.
func TestEveryProofAcceptedBringsANewToken(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	c := h.client()
	renewed := func(what string, status int, path string, fields ...string) {
		t.Helper()
		before := c.ticket()
		if a := c.post(path, fields...); a.status != status {
			t.Fatalf("%s: %d to %s: %s", what, a.status, a.path, a.body)
		}
		if fresh := c.ticket() != before; fresh != (status == moves) || c.ticket() == "" {
			t.Errorf("%s: a new token: %t", what, fresh)
		}
	}
	c.post("/activation/code", "code", h.code(me))
	renewed("code and number", moves, "/activation/identite", proof(me)...)
	c.post("/activation/contact", "moyen", "courriel", "courriel", me.email)
	c.post("/activation/verification", "code", h.reads(me.email, "code", sixDigits))
	c.post("/activation/mot-de-passe", "mot-de-passe", goodPassword)
	c.post("/activation/partage", "partage", "oui", "urgence", "yes")
	renewed("activation", moves, "/activation/recapitulatif", "regles", "oui")

	c = h.client()
	c.get("/connexion")
	renewed("a password", moves, "/connexion", "identifiant", me.email, "mot-de-passe", goodPassword)
	code := h.reads(me.email, "code", sixDigits)
	renewed("a wrong code", wrong, "/connexion/code", "code", "12345")
	renewed("a second factor", moves, "/connexion/code", "code", code)
	c.get("/securite/codes")
	renewed("a wrong password", wrong, "/securite/mot-de-passe", "mot-de-passe", "un autre mot de passe")
	renewed("the password again", moves, "/securite/mot-de-passe", "mot-de-passe", goodPassword)
	c.post("/parametres/fermer")
	renewed("the code before closing", moves, "/parametres/fermer/verification", "code", h.reads(me.email, "code", sixDigits))

	c = h.client()
	c.post("/connexion/mot-de-passe", proof(me)...)
	renewed("the code of a reset", moves, "/connexion/mot-de-passe/code", "code", h.reads(me.email, "code", sixDigits))
}

// PAT-03: after ten tries an identifier waits, and the page says until when and
// which other doors are open. A device that has signed in before does not wait.
func TestAPauseSaysTheHourAndTheOtherDoors(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	own := h.client().signsIn(me)
	own.post("/deconnexion")
	stranger := h.client()
	for range limit.GuessesAtOnce {
		if a := stranger.post("/connexion", "identifiant", me.email, "mot-de-passe", "pas le bon"); a.status != wrong {
			t.Fatal(a.status)
		}
	}
	a := stranger.post("/connexion", "identifiant", me.email, "mot-de-passe", goodPassword)
	if a.status != http.StatusTooManyRequests || a.head.Get("Retry-After") == "" {
		t.Fatal(a.status, a.head)
	}
	for _, says := range []string{"attend jusqu’au", "numéro d’espace santé", "/connexion/mot-de-passe", "/guichets"} {
		if !bytes.Contains(a.body, []byte(says)) {
			t.Errorf("the page does not say « %s »", says)
		}
	}
	if a := own.post("/connexion", "identifiant", me.email, "mot-de-passe", goodPassword); a.status != moves {
		t.Errorf("a device of one's own waits too: %d", a.status)
	}
	h.valid()
}

// ASVS 2.4.1: receipts are guessed from one network thirty times a minute, not
// from everywhere together: nobody stops others from checking theirs.
func TestReceiptsAreNotGuessed(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	c := h.client()
	h.moves(time.Minute - time.Duration(h.pool.Now().Second())*time.Second) // the beginning of a minute
	for range 30 {
		if a := c.post("/recu", "numero", "2222-3333-4444"); a.status != wrong {
			t.Fatal(a.status)
		}
	}
	if a := c.post("/recu", "numero", "2222-3333-4444"); a.status != http.StatusTooManyRequests {
		t.Error("goes on:", a.status)
	}
	h.moves(time.Minute)
	if a := c.post("/recu", "numero", "2222-3333-4444"); a.status != wrong {
		t.Error("a minute later:", a.status)
	}
}
