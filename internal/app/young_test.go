package app

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda/cdatest"
)

// zoe is thirteen or fourteen for as long as these tests live.
func zoe() somebody {
	return somebody{ins: nir("2130509122307"), family: "MARTIN", given: "ZOE", birth: "2013-05-11", vitale: "44440001"}
}

// offers has the mother activate the child's space and offer a sign-in, and gives
// the code that came to the child.
func (h home) offers(mother *client) string {
	h.t.Helper()
	code := h.reads(h.mother.email, "Pour votre enfant", activationCode)
	h.left(h.kid.patient)
	h.post(mother, moves, "/proches/activer", append(born(h.kid), "code", code)...)
	h.post(mother, moves, "/proches/activer/choix", "autorite", "oui", "partage", "oui", "urgence", "yes")
	h.post(mother, moves, "/proches/"+h.kid.patient.String()+"/acces", "contact", "courriel", "courriel", "zoe@exemple.test", "seul", "oui")
	return h.reads("zoe@exemple.test", "Votre code", activationCode)
}

// youths walks the pages of a minor's own sign-in.
func (in *inspection) youths(h home) {
	mother := in.client().signsIn(h.mother)
	at := "/proches/" + h.kid.patient.String() + "/acces"
	code := h.offers(mother)
	in.sees(mother, at, "/proches")
	in.answers(mother, wrong, at)
	in.answers(mother, wrong, at, "contact", "courriel", "courriel", h.mother.email, "seul", "oui")
	teen := in.client()
	in.answers(teen, wrong, "/jeunes/ouvrir", "code", "A")
	in.answers(teen, wrong, "/jeunes/ouvrir", append(born(h.mother), "code", code)...)
	in.answers(teen, moves, "/jeunes/ouvrir", append(born(h.kid), "code", code)...)
	in.sees(teen, "/jeunes/mot-de-passe")
	in.answers(teen, wrong, "/jeunes/mot-de-passe", "mot-de-passe", "court")
	in.answers(teen, moves, "/jeunes/mot-de-passe", "mot-de-passe", goodPassword, "regles", "oui")
	in.sees(teen, "/accueil", "/documents", "/acces", "/historique", "/parametres", "/parametres/acces-jeune", "/parametres/notifications")
	in.answers(teen, wrong, "/parametres/notifications", "courriel", "documents")
	in.answers(teen, moves, "/parametres/notifications", "courriel", "documents", "rythme", "tout-de-suite")
	in.sees(mother, at)
}

// TEEN-02, TEEN-03, #69, #72: the minor reads with a session of ten minutes, is
// refused what the representatives decide, and what they read is on no page of a
// parent; ended by the parent, the session is over at once.
func TestAMinorSignsInAndTheParentsSeeNothingOfIt(t *testing.T) {
	t.Parallel()
	h := openHome(t, zoe())
	mother, teen := h.client().signsIn(h.mother), h.client()
	code := h.offers(mother)
	h.post(mother, moves, h.in())
	before := string(mother.get("/historique").body)
	h.post(teen, moves, "/jeunes/ouvrir", append(born(h.kid), "code", code)...)
	if to := h.post(teen, moves, "/jeunes/mot-de-passe", "mot-de-passe", goodPassword, "regles", "oui"); to != "/accueil" {
		t.Fatalf("the minor is led to %s", to)
	}
	for path, want := range map[string]int{"/accueil": 200, "/documents": 200, "/historique": 200, "/acces": 200, "/parametres/acces-jeune": 200,
		"/acces/partage": 403, "/acces/urgence": 403, "/parametres/fermer": 403, "/acces/assistance": 403, "/acces/professionnels": 200} {
		if a := teen.get(path); a.status != want {
			t.Errorf("the minor, %s: %d", path, a.status)
		}
	}
	if page := string(teen.get("/nulle-part").body); !strings.Contains(page, "Se déconnecter") || strings.Contains(page, "Se connecter") {
		t.Error("an address that is none signs nobody out")
	}
	if a := teen.post("/acces/partage", "partage", "non"); a.status != 403 {
		t.Errorf("the minor changes the sharing: %d", a.status)
	}
	lines := regexp.MustCompile(`/historique/[a-z2-7]{26}/preuve`)
	seen, now := lines.FindAllString(before, -1), lines.FindAllString(string(mother.get("/historique").body), -1)
	if len(now) > len(seen)+4 || strings.Contains(string(mother.get("/historique").body), "zoe@") { // the code tried, the access opened; the mother's own
		t.Errorf("a parent reads %d lines, %d before", len(now), len(seen))
	}
	h.moves(11 * time.Minute)
	if a := teen.get("/accueil"); a.path == "" || a.status == 200 {
		t.Errorf("eleven minutes later: %d", a.status)
	}
	again := h.client()
	if a := again.post("/connexion", "identifiant", "zoe@exemple.test", "mot-de-passe", goodPassword); a.path != "/connexion/code" {
		t.Fatalf("signing in again: %d %s", a.status, a.path)
	}
	h.post(again, moves, "/connexion/code", "code", h.reads("zoe@exemple.test", "code", sixDigits))
	if a := again.get("/accueil"); a.status != 200 {
		t.Fatalf("signed in again: %d", a.status)
	}
	mother = h.client().signsIn(h.mother)
	h.post(mother, moves, "/proches/"+h.kid.patient.String()+"/acces/terminer")
	if a := again.get("/accueil"); a.status == 200 {
		t.Error("the access was ended, and the minor is still in")
	}
}

// TEEN-05, TEEN-06, R.1111-50, decisions §4: a minor hears on their own contact
// of what they ticked, and of nothing before; the parents hear as before, and
// what is secret is told to nobody.
func TestAMinorChoosesWhatReachesTheirOwnContact(t *testing.T) {
	t.Parallel()
	h := openHome(t, zoe())
	mother, teen := h.client().signsIn(h.mother), h.client()
	code := h.offers(mother)
	h.post(teen, moves, "/jeunes/ouvrir", append(born(h.kid), "code", code)...)
	h.post(teen, moves, "/jeunes/mot-de-passe", "mot-de-passe", goodPassword, "regles", "oui")
	doctor := h.client().worksAs(h.hires(drSmith)[0])
	base := h.found(doctor, h.kid)
	deposits := func(key, secret string) (hers, zoes int) {
		t.Helper()
		h.quiet()
		hers, zoes = h.outbox(h.mother.email), h.outbox("zoe@exemple.test")
		if a := doctor.sends(base+"/deposer", "lettre.pdf", cdatest.PDF("Lettre"), "cle", key, "type", "11488-4", "informe", "oui", "titre", "Lettre "+key,
			"secret", secret, "date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.path != base+"/depose" {
			t.Fatal(a.status, a.path)
		}
		h.quiet()
		return h.outbox(h.mother.email) - hers, h.outbox("zoe@exemple.test") - zoes
	}
	if hers, zoes := deposits("une", "non"); hers != 1 || zoes != 0 {
		t.Errorf("before any choice: %d to the mother, %d to the minor", hers, zoes)
	}
	h.post(teen, moves, "/parametres/notifications", "courriel", "documents", "courrier", "documents", "rythme", "semaine")
	if hers, zoes := deposits("deux", "non"); hers != 1 || zoes != 1 {
		t.Errorf("once ticked: %d to the mother, %d to the minor", hers, zoes)
	}
	if hers, zoes := deposits("trois", "cacher"); hers != 0 || zoes != 0 {
		t.Errorf("of a secret: %d to the mother, %d to the minor", hers, zoes)
	}
	if page := string(teen.get("/parametres/notifications").body); strings.Contains(page, h.mother.email) || strings.Contains(page, "Courrier") {
		t.Error("the minor's page knows the household's contacts")
	}
	h.post(mother, moves, h.in())
	for _, path := range []string{"/historique", "/notifications"} {
		if page := string(mother.get(path).body); strings.Contains(page, "choisi comment être prévenu") {
			t.Errorf("%s tells the mother what the minor chose", path)
		}
	}
}
