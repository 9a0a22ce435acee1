package app

import (
	"net/url"
	"strings"
)

// plantAccess adds what one signs in with: printed codes, a passkey by name, a
// device, a new contact and the code that stops it.
func (h *house) plantAccess(me somebody, own *client, c canaries) {
	h.t.Helper()
	c["a passkey's name"], c["a new contact"] = "canari de poche", "canari.neuf@exemple.test"
	own.get("/securite/codes")
	h.post(own, moves, "/securite/mot-de-passe", "mot-de-passe", c["the password"])
	h.post(own, moves, "/securite/codes")
	c["a printed code"] = paperCodes.FindString(visible(own.get("/securite/codes/imprimer").body))
	pocket := h.key()
	h.post(own, moves, "/securite/cles", "nom", c["a passkey's name"], "reponse", pocket.answers(h.t, own.get("/securite/cles").body))
	h.post(own, moves, "/parametres/contact", "moyen", "courriel", "courriel", c["a new contact"])
	h.post(own, moves, "/parametres/contact/code", "code", h.reads(c["a new contact"], "code", sixDigits))
	c["a code that stops"] = h.reads(me.email, "va changer", paperCodes)
	for _, what := range []string{"a printed code", "a code that stops"} {
		c[what+", bare"] = strings.ReplaceAll(c[what], "-", "")
		if len(c[what]) != 9 {
			h.t.Fatalf("%s is %q", what, c[what])
		}
	}
	h.post(own, moves, "/parametres/contact/arreter")
	at, err := url.Parse(h.url)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, cookie := range own.Jar.Cookies(at) {
		if cookie.Name == "device" {
			c["a device"] = cookie.Value
		}
	}
	if c["a device"] == "" {
		h.t.Fatal("the browser keeps nothing to be known by")
	}
}
