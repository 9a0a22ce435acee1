package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"espacesante/internal/dbtest"
)

// warning walks the pages about scams, in their states.
func (in *inspection) warning(own *client) {
	staff := in.staffs("operator")[0]
	c := in.client()
	c.comesIn("/exploitation", staff)
	in.sees(c, "/exploitation/signalements") // nothing yet
	anybody := in.client()
	in.answers(anybody, wrong, "/arnaques/signaler")
	for range 2 {
		in.answers(anybody, moves, "/arnaques/signaler", "canal", "sms", "texte", "Votre carte est prête, payez ici.", "adresse", "https://carte-vitale.exemple.test/payer")
	}
	in.answers(anybody, moves, "/arnaques/signaler", "canal", "phone", "numero", "09 99 99 99 99")
	in.sees(c, "/exploitation/signalements")
	in.sees(own, "/securite/mot-repere")
	in.answers(own, wrong, "/securite/mot-repere", "mot", "1234")
	in.answers(own, moves, "/securite/mot-repere", "mot", "mirabelle")
	in.sees(own, "/securite/mot-repere")
}

// #74, #75, #78, #103, #104, #134: anybody tells of a fake message without
// saying who they are; operators alone read it, sealed everywhere else.
func TestAScamIsReportedByAnybodyAndReadByOperatorsAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	c := h.client()
	if a := c.post("/arnaques/signaler", "canal", "email"); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), "Écrivez le message") {
		t.Errorf("nothing told: %d", a.status)
	}
	a := c.post("/arnaques/signaler", "canal", "email", "texte", "Donnez vos identifiants FranceConnect, numéro 2 85 05 78 006 084 91.", "adresse", "faux-espace.exemple.test")
	if a.status != http.StatusSeeOther || a.path != "/arnaques/signalement-recu" {
		t.Fatal(a.status, a.path)
	}
	agents := h.staffs("operator", "support")
	operator, support := h.client(), h.client()
	operator.comesIn("/exploitation", agents[0])
	support.comesIn("/assistance", agents[1])
	page := string(operator.get("/exploitation/signalements").body)
	for _, want := range []string{"identifiants FranceConnect", "faux-espace.exemple.test", "[numéro retiré]", "Un courriel"} {
		if !strings.Contains(page, want) {
			t.Errorf("the operator does not read %q", want)
		}
	}
	if strings.Contains(page, "084 91") || strings.Contains(page, `href="faux-espace`) || strings.Contains(page, `href="https://faux-espace`) {
		t.Error("the number of a person, or a link to the trap")
	}
	for who, other := range map[string]*client{"support": support, "nobody": h.client()} {
		if a := other.get("/exploitation/signalements"); strings.Contains(string(a.body), "faux-espace") {
			t.Errorf("%s reads it: %d", who, a.status)
		}
	}
	var clear int
	err := dbtest.AsSuperuser(t, h.pool).QueryRow(t.Context(), `SELECT count(*) FROM scam_reports WHERE sealed::text LIKE '%'||encode('FranceConnect', 'hex')||'%'`).Scan(&clear)
	if err != nil || clear != 0 {
		t.Errorf("%d reports in clear, %v", clear, err)
	}
}

// One network that sends hundreds waits; nobody else does.
func TestReportsAreSlowedByNetwork(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	c := h.client()
	for i := range scamsOfANetwork + 1 {
		a := c.post("/arnaques/signaler", "canal", "phone", "numero", "0999999999")
		if want := map[bool]int{true: http.StatusSeeOther, false: http.StatusTooManyRequests}[i < scamsOfANetwork]; a.status != want {
			t.Fatalf("report %d: %d", i, a.status)
		}
	}
}

// #74–#78, PAT-18: the word that a person chose is in every message to them from
// then on, and in nobody else's; it opens nothing.
func TestTheMarkStandsInGenuineMessages(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	own := h.client().signsIn(me)
	for word, says := range map[string]string{"1234": "que des lettres", "ok": "3 à 20 lettres", "Nessi": "votre nom", "maladie": "santé", "azerty": "deviner", "": "Il manque"} {
		if a := own.post("/securite/mot-repere", "mot", word); a.status != http.StatusUnprocessableEntity || !strings.Contains(strings.ReplaceAll(string(a.body), "\u00a0", " "), says) {
			t.Errorf("%q: %d, want %q", word, a.status, says)
		}
	}
	if a := own.post("/securite/mot-repere", "mot", " Mirabelle "); a.status != http.StatusSeeOther {
		t.Fatal(a.status, string(a.body))
	}
	if page := string(own.get("/securite/mot-repere").body); !strings.Contains(page, "mirabelle") || !strings.Contains(page, "pas un mot de passe") {
		t.Error("the page does not show it, or what it is not")
	}
	c := h.client()
	h.post(c, http.StatusSeeOther, "/connexion", "identifiant", me.email, "mot-de-passe", goodPassword)
	h.reads(me.email, "code", regexp.MustCompile(`mot repère\x{a0}: mirabelle`))
	if a := own.post("/securite/mot-repere/retirer"); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	if page := string(own.get("/securite/mot-repere").body); strings.Contains(page, "mirabelle") {
		t.Error("given up, it is still there")
	}
}

// #74–#78, #103, #104, #134: each trap that the articles tell of is on the page,
// and what is never asked stands where a password is typed.
func TestEachTrapIsNamedAndWhatIsNeverAskedIsSaid(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	said := func(path string) string {
		return strings.ReplaceAll(string(h.client().get(path).body), "\u00a0", " ")
	}
	page := said("/arnaques")
	for rule, want := range map[string]string{"#74 calls and messages": "de faux messages et appellent", "#75 false advisers": "Je suis de l’Assurance maladie",
		"#76 #103 FranceConnect": "Ce service n’utilise pas FranceConnect", "#77 other services": "ceux des impôts", "#78 #104 never asked": "Votre carte bancaire",
		"#78 hang up": "Raccrochez", "#134 the official site": "Tapez l’adresse vous-même"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s: « %s » is missing", rule, want)
		}
	}
	for path, want := range map[string]string{"/connexion": "Nous ne demandons jamais d’argent, de mot de passe ni de carte bancaire", "/securite": "Votre mot de passe.",
		"/verifier-un-message": "Signaler une arnaque", "/plan-du-site": "/arnaques/signaler"} {
		if !strings.Contains(said(path), want) {
			t.Errorf("%s does not say « %s »", path, want)
		}
	}
}

// #74–#78, #134: what is never asked is said at every door where a password is
// typed, the professionals' and the agents' too.
func TestEverySignInPageSaysWhatIsNeverAsked(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	c := h.client()
	for _, door := range []string{"/connexion", "/pro/connexion", "/guichet/connexion", "/assistance/connexion", "/caisse/connexion", "/exploitation/connexion"} {
		if a := c.get(door); a.status != 200 || !strings.Contains(string(a.body), "Nous ne demandons jamais d’argent, de mot de passe ni de carte bancaire") {
			t.Errorf("%s: %d, not said", door, a.status)
		}
	}
}
