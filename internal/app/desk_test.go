package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/identity"
	"espacesante/internal/mail"
)

// proves types what a person with her card types at a desk.
func cardProof(s somebody) []string {
	return proof(s, "preuve", "carte", "serie", s.vitale, "piece", "identity")
}

// sits leads a helper through the mandate, signed on paper, into the session.
func (c *client) sits(tasks string, identity ...string) *client {
	c.h.t.Helper()
	c.moves("/guichet/aide")
	c.ticks(tasks)
	for _, step := range []struct {
		path   string
		fields []string
	}{{"/guichet/aide/mentions", []string{"lu", "oui"}},
		{"/guichet/aide/protection", []string{"protection", "aucune"}}, {"/guichet/aide/duree", []string{"duree", "day"}},
		{"/guichet/aide/identite", identity}} {
		c.moves(step.path, step.fields...)
	}
	if a := c.get("/guichet/aide/accord"); a.status != http.StatusOK {
		c.h.t.Fatal(a.status)
	}
	c.moves("/guichet/aide/accord", "accord", "signature", "signe", "oui")
	return c
}

// ticks sends several boxes of one question.
func (c *client) ticks(tasks string) {
	c.h.t.Helper()
	body := url.Values{"demarches": strings.Fields(tasks)}.Encode()
	r, err := http.NewRequestWithContext(c.h.t.Context(), "POST", c.h.url+"/guichet/aide/demarches", strings.NewReader(body))
	if err != nil {
		c.h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if a := c.do(r); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, mainOf(a.body))
	}
}

// moves posts what must lead on.
func (c *client) moves(path string, fields ...string) string {
	c.h.t.Helper()
	a := c.post(path, fields...)
	if a.status != http.StatusSeeOther {
		c.h.t.Fatalf("%s: %d\n%s", path, a.status, mainOf(a.body))
	}
	return a.path
}

func (c *client) says(path, wanted string) {
	c.h.t.Helper()
	a := c.get(path)
	if a.status != http.StatusOK || !strings.Contains(strings.ReplaceAll(string(a.body), "\u00a0", " "), wanted) {
		c.h.t.Errorf("%s: %d to %s, without « %s »", path, a.status, a.path, wanted)
	}
}

func (h *house) helping() *client {
	c := h.client()
	c.comesIn("/guichet", h.staffs("helper")[0])
	return c
}

// #10 #89 #93 #116 #128: somebody without a computer activates at a France services desk; she types contact, code and password
// herself, is told everywhere, and signs in at home afterwards; nothing of her stays on the station.
func TestAPersonActivatesAtADesk(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.code(me)
	c := h.helping()
	c.sits("activate print", cardProof(me)...)
	c.says("/guichet/session", "La personne est invitée à choisir")
	c.moves("/guichet/session/activer", "moyen", "courriel", "courriel", "chez-ruth@exemple.test")
	if a := c.get("/guichet/session/activer/mot-de-passe"); a.path != "/guichet/session/activer" {
		t.Error("a password is asked before the contact was read:", a.status, a.path)
	}
	c.moves("/guichet/session/activer/code", "code", h.reads("chez-ruth@exemple.test", "code", sixDigits))
	c.moves("/guichet/session/activer/mot-de-passe", "mot-de-passe", goodPassword)
	c.moves("/guichet/session/activer/partage", "partage", "oui", "urgence", "yes", "regles", "oui")
	c.says("/guichet/session", "L’espace santé est activé")
	c.says("/guichet/session", "Espace santé activé")
	for _, told := range []string{"chez-ruth@exemple.test", me.email} { // what she chose, what the caisse knows
		h.reads(told, "Votre espace santé est activé", nil)
	}
	h.reads(me.email, "Vous avez donné un mandat", nil)
	c.moves("/guichet/fin", "mandat", "terminer")
	if said := h.reads("chez-ruth@exemple.test", "Résumé de votre rendez-vous", regexp.MustCompile(`activer[^\n]*`)); said == "" {
		t.Error("M13 does not say what was done")
	}
	for _, path := range []string{"/guichet/session", "/guichet/session/documents", "/guichet/fin", "/guichet/session/imprimer/fiche.pdf"} {
		if a := c.get(path); a.path != "/guichet" {
			t.Errorf("%s after the end: %d %s", path, a.status, a.path)
		}
	}
	c.says("/guichet/mandats", "Vous avez terminé ce mandat")
	c.says("/guichet/journal", "A activé l’espace santé")
	me.email = "chez-ruth@exemple.test"
	own := h.client().signsIn(me)
	own.says("/historique", "A activé l’espace santé")
	h.valid()
}

// HLP, the curtain: no title, type, author, file name or content of a document is in any byte of any page of the session, head
// or body, before the person shows it with the code that she received; then that one, and no other, until the session ends.
func TestNothingCrossesTheCurtain(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	own := h.client().signsIn(me)
	canaries := []string{"Zébulon", "zebulon", "Compte rendu", "canari-un", "canari-deux", "CONTENU-CACHE", "Jeanne", "ROUX", "11488-4", "Ordonnance"}
	doctor := h.client().worksAs(h.hires(drSmith)[0])
	base := "/pro/patients/" + me.patient.String()
	doctor.moves("/pro/patients", "ins", me.ins)
	doctor.get(base + "/identite")
	doctor.moves(base+"/ouvrir/accord", "accord", "oral", "informe", "oui")
	for i, title := range []string{"Zébulon premier", "Zébulon second"} {
		a := doctor.sends(base+"/deposer", fmt.Sprintf("canari-%s.pdf", []string{"un", "deux"}[i]), cdatest.PDF("CONTENU-CACHE"), "cle", title, "type", "11488-4",
			"informe", "oui", "titre", title, "date-jour", fmt.Sprint(3+i), "date-mois", "5", "date-annee", "2026")
		if a.status != http.StatusSeeOther {
			t.Fatal(a.status, string(a.body))
		}
	}
	c := h.helping()
	c.sits("show print recover close", cardProof(me)...)
	docs := regexp.MustCompile(`value="([a-z2-7]{26})"`).FindAllStringSubmatch(string(c.get("/guichet/session/documents").body), -1)
	if len(docs) != 2 {
		t.Fatalf("%d curtains: %s", len(docs), mainOf(c.get("/guichet/session/documents").body))
	}
	one, two := docs[0][1], docs[1][1]
	pages := []string{"/guichet", "/guichet/session", "/guichet/session/documents", "/guichet/session/imprimer", "/guichet/session/fermer", "/guichet/session/acces",
		"/guichet/fin", "/guichet/fin/resume.pdf", "/guichet/journal", "/guichet/mandats", "/guichet/session/documents/" + one, "/guichet/session/documents/" + two,
		"/guichet/session/documents/" + two + "/image/1", "/guichet/session/documents/" + two + "/telecharger", "/documents", "/documents/" + one, "/documents/" + one + "/telecharger",
		base, "/historique", "/acces"}
	silent := func(when string, paths []string) {
		t.Helper()
		for _, path := range paths {
			a := c.get(path)
			all := fmt.Sprint(a.head) + string(a.body)
			for _, canary := range canaries {
				if strings.Contains(all, canary) {
					t.Errorf("%s: %s says « %s »", when, path, canary)
				}
			}
		}
	}
	silent("veiled", pages)
	c.moves("/guichet/session/documents", "document", one)
	if a := c.post("/guichet/session/documents/code", "code", "000000"); a.status != http.StatusUnprocessableEntity {
		t.Error("a wrong code:", a.status)
	}
	silent("with a wrong code", pages)
	c.moves("/guichet/session/documents/code", "code", h.reads(me.email, "guichet", sixDigits))
	c.says("/guichet/session/documents/"+one, "Zébulon second") // the newest comes first
	if a := c.get("/guichet/session/documents/" + two); a.status != http.StatusNotFound {
		t.Error("the other one is open too:", a.status)
	}
	canaries = append(canaries[2:], "premier")
	silent("the other one", []string{"/guichet/session", "/guichet/session/documents", "/guichet/session/documents/" + two, "/guichet/fin"})
	c.moves("/guichet/session/documents/refermer", "document", one)
	if a := c.get("/guichet/session/documents/" + one); a.status != http.StatusNotFound {
		t.Error("the curtain is drawn, and it is read:", a.status)
	}
	own.says("/historique", "Avez montré un document à un aidant")
	own.says("/historique", "A lu un document que vous lui montriez")
}

// HLP-06: ended by the person from her own space, the helper's open session is over at the next press, and says by whom.
func TestThePersonEndsTheSessionFromHerSpace(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.helping()
	c.sits("show close", cardProof(me)...)
	own := h.client().signsIn(me)
	page := string(own.get("/acces/aidants").body)
	way := regexp.MustCompile(`/acces/aidants/[a-z2-7]{26}/terminer`).FindString(page)
	if way == "" || !strings.Contains(page, "Ana CASTEL") && !strings.Contains(page, "Ana Castel") {
		t.Fatalf("no way to end: %s", page)
	}
	own.moves(way)
	if a := c.post("/guichet/session/fermer", "lu-1", "oui", "lu-2", "oui", "lu-3", "oui"); a.path != "/guichet" {
		t.Errorf("the session goes on: %d %s", a.status, a.path)
	}
	c.says("/guichet", "Mandat terminé par la personne")
	c.says("/guichet/mandats", "Mandat terminé par la personne")
	own.says("/acces/aidants", "Terminé par vous")
}

// decisions.md §5: a desk session ends after 15 minutes without action, and all of it; the token is another at each turn.
func TestADeskSessionIsForgottenWhenLeftAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.code(me)
	c := h.helping()
	before := cookieOf(c)
	c.sits("print", cardProof(me)...)
	inside := cookieOf(c)
	if before == inside {
		t.Error("the token of before the session serves in it")
	}
	h.moves(16 * time.Minute)
	if a := c.get("/guichet/session"); a.path != "/guichet/connexion" {
		t.Error("idle for 16 minutes:", a.status, a.path)
	}
	c.says("/guichet/connexion", "Votre session est terminée")
	if a := c.get("/guichet/aide/accord"); a.path != "/guichet/connexion" {
		t.Error("what was typed is still there:", a.status, a.path)
	}
}

// mainOf is what a page says, without what surrounds it.
func mainOf(page []byte) string {
	_, rest, _ := strings.Cut(string(page), "<main")
	return rest[:min(len(rest), 1600)]
}

// cookieOf is the token of the session of c.
func cookieOf(c *client) string {
	r, _ := http.NewRequest("GET", c.h.url, nil)
	for _, k := range c.Jar.Cookies(r.URL) {
		if k.Name == "session" {
			return k.Value
		}
	}
	return ""
}

// #13 #90 #92: opposing and closing with a helper, each consequence read again, a receipt that anybody can check.
func TestOpposingAndClosingAtADesk(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me, other := h.invited(ruth()), h.invited(patTrois())
	h.code(me)
	h.activated(other)
	c := h.helping()
	c.sits("oppose", proof(me, "preuve", "code", "code", h.freshCode(me), "piece", "passport")...)
	if a := c.post("/guichet/session/fermer", "lu-1", "oui", "lu-2", "oui", "lu-3", "oui"); a.status != http.StatusForbidden {
		t.Error("closing was not ticked:", a.status)
	}
	if a := c.post("/guichet/session/opposer"); a.status != http.StatusUnprocessableEntity {
		t.Error("without the person's word:", a.status)
	}
	c.moves("/guichet/session/opposer", "demande", "oui")
	h.checks(c)
	h.reads(me.email, "opposition", nil)
	c.moves("/guichet/fin", "mandat", "terminer")

	c.sits("close", cardProof(other)...)
	if a := c.post("/guichet/session/fermer", "lu-1", "oui", "lu-3", "oui"); a.status != http.StatusUnprocessableEntity {
		t.Error("two of three consequences:", a.status)
	}
	c.moves("/guichet/session/fermer", "lu-1", "oui", "lu-2", "oui", "lu-3", "oui")
	h.checks(c)
	h.reads(other.email, "fermé", nil)
}

// checks follows the receipt of the session to the public page that confirms it.
func (h *house) checks(c *client) {
	h.t.Helper()
	number := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`).FindString(string(c.get("/guichet/session/recu").body))
	if a := c.get("/guichet/session/recu/recu.pdf"); a.status != http.StatusOK || !strings.HasPrefix(string(a.body), "%PDF") {
		h.t.Error("the receipt:", a.status)
	}
	if a := h.client().post("/recu", "numero", number); a.status != http.StatusOK {
		h.t.Errorf("the receipt %s: %d", number, a.status)
	}
}

// freshCode is the newest activation code of somebody.
func (h *house) freshCode(s somebody) string {
	h.t.Helper()
	all, err := mail.ReadOutbox(strings.TrimPrefix(h.cfg.MailURL, "file://"))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, m := range all {
		if code := activationCode.FindString(m.Text); m.To == s.email && code != "" {
			return code
		}
	}
	h.t.Fatal("no code came for", s.email)
	return ""
}

// What a helper must never do: act for whoever is not proven, for a child, twice without leaving, or with a colleague's mandate.
func TestADeskRefusesWhoIsNotProven(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me, child := h.invited(ruth()), somebody{ins: "2160363220047" + identity.NIRKey("2160363220047"), family: "PETIT", given: "LEO", birth: "2016-03-01", vitale: "77777777", email: "leo@exemple.test"}
	child = h.invited(child)
	c := h.helping()
	var said []string
	for name, typed := range map[string][]string{"a wrong serial number": proof(me, "preuve", "carte", "serie", "999", "piece", "identity"),
		"a child": cardProof(child), "nobody": proof(somebody{ins: "265036322004755", birth: "1965-03-01"}, "preuve", "carte", "serie", "1", "piece", "identity")} {
		c.moves("/guichet/aide")
		c.moves("/guichet/aide/demarches", "demarches", "print")
		c.moves("/guichet/aide/mentions", "lu", "oui")
		c.moves("/guichet/aide/protection", "protection", "curatelle")
		c.moves("/guichet/aide/duree", "duree", "month")
		a := c.post("/guichet/aide/identite", typed...)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
		said = append(said, steady(a.body))
		if a := c.get("/guichet/aide/accord"); a.path != "/guichet/aide/identite" {
			t.Errorf("%s leads on: %d %s", name, a.status, a.path)
		}
	}
	if said[0] != said[1] || said[1] != said[2] {
		t.Error("the answers can be told apart")
	}
	if to := c.moves("/guichet/aide/protection", "protection", "tutelle"); to != "/guichet/aide/tutelle" {
		t.Error("a tutelle leads to", to)
	}
	if a := c.get("/guichet/aide/duree"); a.path != "/guichet/aide/protection" {
		t.Error("a tutelle goes on:", a.path)
	}
	c.sits("print", cardProof(me)...)
	held := regexp.MustCompile(`/guichet/mandats/[a-z2-7]{26}`).FindString(string(c.get("/guichet/mandats").body))
	if to := c.moves("/guichet/aide"); to != "/guichet/session" {
		t.Error("a second person while one is there:", to)
	}
	colleague := h.client()
	colleague.comesIn("/guichet", h.staffs("operator", "helper")[1])
	for _, way := range []string{"/reprendre", "/terminer"} {
		if a := colleague.post(held + way); a.status != http.StatusNotFound {
			t.Errorf("a colleague: %s %d", way, a.status)
		}
	}
	c.moves("/guichet/fin", "mandat", "garder")
	if to := c.moves(held + "/reprendre"); to != "/guichet/session" {
		t.Error("resumed:", to)
	}
}
