package app

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"espacesante/internal/access"
)

var printedCode = regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}`)

// 6.3, ASVS 6.6: who works here, a professional and an operator alike, adds a passkey and printed codes after the
// password typed again, and comes in with either; a wrong, replayed or foreign answer lets nobody in.
func TestWhoWorksHereComesInWithAPasskey(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	doctor, operator := h.hires(drSmith)[0], h.staffs("operator")[0]
	pro, staff := h.client().worksAs(doctor), h.client()
	staff.comesIn("/exploitation", operator)
	for _, c := range []struct {
		in                     *client
		door, home, identifier string
	}{{pro, "/pro/connexion", "/pro", doctor.rpps}, {staff, "/exploitation/connexion", "/exploitation", operator.email}} {
		for _, path := range []string{"/mes-cles/ajouter"} { // not before the password
			if a := c.in.get(path); a.path != "/mes-cles/mot-de-passe" {
				t.Fatalf("%s: %d to %s", path, a.status, a.path)
			}
		}
		if a := c.in.post("/mes-cles/codes"); a.path != "/mes-cles/mot-de-passe" {
			t.Fatalf("codes without the password: %d to %s", a.status, a.path)
		}
		c.in.moves("/mes-cles/mot-de-passe", "mot-de-passe", workPassword)
		pocket := h.key()
		c.in.moves("/mes-cles/ajouter", "nom", "poste", "reponse", pocket.answers(t, c.in.get("/mes-cles/ajouter").body))
		c.in.moves("/mes-cles/codes")
		printed := printedCode.FindAllString(html.UnescapeString(string(c.in.get("/mes-cles/codes").body)), -1)
		if len(printed) != 10 {
			t.Fatalf("%d codes", len(printed))
		}
		if a := c.in.get("/mes-cles/codes"); a.path != "/mes-cles" {
			t.Error("the codes are shown twice")
		}
		half := func() *client {
			fresh := h.client()
			fresh.moves(c.door, "identifiant", c.identifier, "mot-de-passe", workPassword)
			return fresh
		}
		first := half()
		answer := pocket.answers(t, first.get(c.door+"/code").body)
		if to := first.moves(c.door+"/cle", "reponse", answer); to != c.home {
			t.Errorf("a passkey leads to %s", to)
		}
		again := half()
		again.get(c.door + "/code")
		if a := again.post(c.door+"/cle", "reponse", answer); a.status != http.StatusUnprocessableEntity {
			t.Errorf("an answer twice: %d", a.status)
		}
		if a := again.get(c.home); a.path != c.door {
			t.Errorf("in after a wrong answer: %d to %s", a.status, a.path)
		}
		if a := half().post(c.door+"/cle", "reponse", pocket.answers(t, half().get(c.door+"/code").body)); a.status != http.StatusUnprocessableEntity {
			t.Errorf("the answer to another question: %d", a.status)
		}
		if to := half().moves(c.door+"/code-imprime", "code", printed[3]); to != c.home {
			t.Errorf("a printed code leads to %s", to)
		}
		if a := half().post(c.door+"/code-imprime", "code", printed[3]); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a printed code twice: %d", a.status)
		}
		if a := h.client().get(c.door + "/code-imprime"); a.path != c.door {
			t.Errorf("a printed code before the password: %d to %s", a.status, a.path)
		}
	}
	if strings.Contains(string(h.client().get("/mes-cles").body), "Ma connexion") {
		t.Error("a stranger sees the page")
	}
}

// #25, #26, #86, scenario 24: employers, insurers, mutuelles, the médecine du travail, agents of the Assurance Maladie
// have no door, no account and no act that reads.
func TestEmployersInsurersAndMutuellesHaveNoWayIn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, path := range []string{"/employeur", "/assureur", "/mutuelle", "/medecine-du-travail", "/pro/employeur", "/assurance"} {
		for _, door := range []string{path, path + "/connexion"} {
			if a := h.client().get(door); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", door, a.status)
			}
		}
	}
	for _, act := range access.Acts() {
		if access.Admits(access.Insurer, act) {
			t.Errorf("an insurer may %s", act)
		}
	}
}
