package app

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/clock"
	"espacesante/internal/codes"
	"espacesante/internal/dbtest"
)

// atOffice moves the house's clock to the next Tuesday at ten: 3422 answers.
func (h *house) atOffice() {
	at := h.shift.now().In(clock.Paris)
	to := time.Date(at.Year(), at.Month(), at.Day(), 10, 0, 0, 0, clock.Paris)
	for to.Weekday() != time.Tuesday || !to.After(at) {
		to = to.AddDate(0, 0, 1)
	}
	h.moves(to.Sub(at))
}

// agentsHouse is a house at an hour when 3422 answers, with an agent of 3422 and
// one of a caisse signed in.
func agentsHouse(t testing.TB) (h *house, support, caisse *client) {
	t.Helper()
	h = openHouse(t)
	h.atOffice()
	staff := h.staffs("support", "caisse")
	support, caisse = h.client(), h.client()
	support.comesIn("/assistance", staff[0])
	caisse.comesIn("/caisse", staff[1])
	return h, support, caisse
}

var keyOf = regexp.MustCompile(`name="cle" value="([a-z2-7]{26})"`)

// presses opens a page of an agent and sends its form; it gives where that leads.
func (c *client) fills(page string, fields ...string) string {
	c.h.t.Helper()
	a := c.get(page)
	if key := keyOf.FindSubmatch(a.body); key != nil {
		fields = append(fields, "cle", string(key[1]))
	}
	sent := c.post(page, fields...)
	if sent.status != http.StatusSeeOther {
		c.h.t.Fatal(page, sent.status, string(sent.body))
	}
	return sent.path
}

// takes opens a call with somebody known at level 1, and gives its address.
func (c *client) takes(s somebody) string {
	c.h.t.Helper()
	at := c.post("/assistance/appels", "motif", "code").path
	if a := c.post(at+"/identite", proof(s, "commune", "63220")...); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	return at
}

// rises brings a call to level 2.
func (c *client) rises(at string, s somebody) {
	c.h.t.Helper()
	if a := c.post(at + "/code"); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	if a := c.post(at+"/code-lu", "code", c.h.reads(s.email, "l’appel", sixDigits)); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
}

// receives opens a visit, and gives its address.
func (c *client) receives(s somebody) string {
	c.h.t.Helper()
	a := c.post("/caisse/visites", proof(s, "piece", "passport", "photo", "oui")...)
	if a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	return a.path
}

// SUP-04, CPAM-09: no page of the two areas shows a title, a type, an author, a
// professional's name or an address in the clear, whatever is pressed.
func TestAgentsReadNothingOfASpace(t *testing.T) {
	t.Parallel()
	h, support, caisse := agentsHouse(t)
	doctor := h.hires(drSmith)[0]
	me := h.invited(patTrois())
	h.activated(me)
	own := h.client().signsIn(me)
	if a := own.sends("/documents/ajouter", "canari.pdf", cdatest.PDF("Zanzibar"), "cle", "k", "type", codes.PatientTypes()[0].Code, "titre",
		"Titrecanari", "visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != http.StatusSeeOther {
		t.Fatal(a.status, string(a.body))
	}
	pro := h.client().worksAs(doctor)
	base := "/pro/patients/" + me.patient.String()
	pro.post("/pro/patients", "ins", me.ins)
	pro.post(base+"/ouvrir/accord", "accord", "oral", "informe", "oui")
	if a := pro.sends(base+"/deposer", "rendu.pdf", cdatest.PDF("Lettre"), "cle", "d", "type", "11488-4", "informe", "oui", "titre", "Compterenducanari",
		"date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != http.StatusSeeOther {
		t.Fatal(a.status, string(a.body))
	}
	canaries := []string{"Titrecanari", "Compterenducanari", "Zanzibar", "canari", "SMITH", "Smith", doctor.rpps, me.email, "exemple.test", codes.PatientTypes()[0].Label}
	look := func(c *client, path string) []byte {
		t.Helper()
		a := c.get(path)
		for _, word := range canaries {
			if bytes.Contains(a.body, []byte(word)) || strings.Contains(strings.Join(a.head["Content-Disposition"], ""), word) {
				t.Errorf("%s shows %q", path, word)
			}
		}
		return a.body
	}
	links := regexp.MustCompile(`href="(/(?:assistance|caisse)[^"#]*)"`)
	walk := func(c *client, from string) (seen int) {
		met, todo := map[string]bool{}, []string{from}
		for len(todo) > 0 {
			path := todo[0]
			todo = todo[1:]
			if met[path] {
				continue
			}
			met[path] = true
			for _, m := range links.FindAllSubmatch(look(c, path), -1) {
				todo = append(todo, string(m[1]))
			}
		}
		return len(met)
	}
	call := support.takes(me)
	support.rises(call, me)
	support.fills(call+"/demande", "sujet", "appointment")
	if n := walk(support, call); n < 10 {
		t.Errorf("only %d pages of /assistance were read", n)
	}
	visit := caisse.receives(me)
	caisse.fills(visit+"/faire/deconnecter", "lu", "oui")
	if n := walk(caisse, visit); n < 10 {
		t.Errorf("only %d pages of /caisse were read", n)
	}
}

// Every act of a call and of a visit, once, however often its button is pressed.
func TestAnActOfAnAgentIsDoneOnce(t *testing.T) {
	t.Parallel()
	h, support, caisse := agentsHouse(t)
	me := h.invited(patTrois())
	h.activated(me)
	count := func(act access.Act) (n int) {
		t.Helper()
		err := dbtest.AsSuperuser(t, h.pool).QueryRow(t.Context(), `SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = $2 AND reason = '' AND role IN ('support', 'caisse')`,
			me.patient, act).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	call := support.takes(me)
	support.rises(call, me)
	visit := caisse.receives(me)
	for _, c := range []struct {
		by   *client
		page string
		act  access.Act
	}{
		{support, call + "/faire/deconnecter", access.EndSessions}, {caisse, visit + "/faire/suspendre-connexion", access.SuspendSignIn},
		{support, call + "/faire/retablir-connexion", access.RestoreSignIn}, {support, call + "/faire/fermer", access.CloseSpace},
		{caisse, visit + "/faire/rouvrir", access.ReopenSpace}, {support, call + "/faire/effacer", access.EraseSpace},
		{caisse, visit + "/faire/annuler-effacement", access.KeepSpace}, {support, call + "/demande", access.OpenTicket},
	} {
		key := string(keyOf.FindSubmatch(c.by.get(c.page).body)[1])
		before := count(c.act)
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				if a := c.by.post(c.page, "lu", "oui", "sujet", "other", "cle", key); a.status != http.StatusSeeOther {
					t.Errorf("%s: %d", c.page, a.status)
				}
			})
		}
		wait.Wait()
		if n := count(c.act) - before; n != 1 {
			t.Errorf("%s was done %d times", c.page, n)
		}
	}
}

// The wrong actor, in every area, and an agent whose account is switched off in
// the middle of a call.
func TestAgentsStayInTheirArea(t *testing.T) {
	t.Parallel()
	h, support, caisse := agentsHouse(t)
	me := h.invited(patTrois())
	h.activated(me)
	own := h.client().signsIn(me)
	others := h.staffs("helper", "operator", "support", "caisse")
	helper, colleague, teller := h.client(), h.client(), h.client()
	helper.comesIn("/guichet", others[0])
	colleague.comesIn("/assistance", others[2])
	teller.comesIn("/caisse", others[3])
	call, visit := support.takes(me), caisse.receives(me)
	for name, c := range map[string]struct {
		by   *client
		path string
	}{
		"a patient on /assistance": {own, "/assistance"}, "a patient on /caisse": {own, "/caisse"}, "a patient in a call": {own, call},
		"a helper on /caisse": {helper, "/caisse"}, "a helper on /assistance": {helper, "/assistance"}, "3422 on /caisse": {support, "/caisse"},
		"the caisse on /assistance": {caisse, "/assistance"}, "another agent's call": {colleague, call}, "another agent's visit": {teller, visit},
		"another agent's act": {colleague, call + "/faire/deconnecter"}, "the deadlines": {support, "/caisse/file"}, "nobody": {h.client(), "/caisse"},
		"a call as a visit": {caisse, strings.Replace(call, "/assistance/appels", "/caisse/visites", 1)},
	} {
		if a := c.by.get(c.path); a.status == http.StatusOK {
			t.Errorf("%s: opened", name)
		}
	}
	if a := colleague.post(call+"/faire/deconnecter", "lu", "oui", "cle", "k"); a.status != http.StatusNotFound {
		t.Errorf("another agent acts in the call: %d", a.status)
	}
	if a := support.get(call + "/faire/fermer"); a.status != http.StatusForbidden {
		t.Errorf("closing at level 1: %d", a.status)
	}
	if a := support.post(call+"/faire/fermer", "lu", "oui", "cle", "k"); a.status != http.StatusForbidden {
		t.Errorf("closing at level 1, sent: %d", a.status)
	}
	if a := support.post(call + "/terminer"); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	if a := support.post(call+"/faire/deconnecter", "lu", "oui", "cle", "k"); a.status != http.StatusConflict {
		t.Errorf("in an ended call: %d", a.status)
	}
	if a := support.get(call); a.status != http.StatusOK || bytes.Contains(a.body, []byte("Où en est l’espace santé")) {
		t.Errorf("an ended call still shows the person: %d", a.status)
	}
	if _, err := dbtest.AsSuperuser(t, h.pool).Exec(t.Context(), `UPDATE accounts SET active = false WHERE kind = 'caisse'`); err != nil {
		t.Fatal(err)
	}
	if a := caisse.post(visit+"/faire/deconnecter", "lu", "oui", "cle", "k"); a.status != http.StatusSeeOther || a.path != "/caisse/connexion" {
		t.Errorf("an agent whose account is off: %d %s", a.status, a.path)
	}
}

// #13, #131, #132: opposition by phone with code, number and serial number; the
// receipt can be checked, the person is told; at night it is refused.
func TestAnOppositionByPhoneHasAReceipt(t *testing.T) {
	t.Parallel()
	h, support, _ := agentsHouse(t)
	me := h.invited(ruth())
	code := h.code(me)
	at := support.post("/assistance/appels", "motif", "oppose").path + "/opposition"
	wrong := support.post(at, "code", code, "nir", me.ins, "vitale", "999", "lu", "oui", "cle", "un")
	if wrong.status != http.StatusUnprocessableEntity || !bytes.Contains(wrong.body, []byte("ne vont pas ensemble")) || !bytes.Contains(wrong.body, []byte(me.ins)) {
		t.Errorf("a wrong serial number: %d", wrong.status)
	}
	to := support.fills(at, "code", code, "nir", me.ins, "vitale", me.vitale, "lu", "oui")
	number := regexp.MustCompile(`\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b`).FindString(string(support.get(to).body))
	if a := h.client().post("/recu", "numero", number); a.status != http.StatusOK {
		t.Errorf("the receipt %q is unknown: %d", number, a.status)
	}
	if a := support.get(strings.Replace(to, "/fait", "/recu.pdf", 1)); a.head.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(a.body, []byte("%PDF-")) {
		t.Errorf("no paper: %d", a.status)
	}
	h.reads(me.email, "opposition", nil)
	h.moves(9 * time.Hour)
	night := h.client()
	night.comesIn("/assistance", h.staffs("helper", "operator", "support")[2])
	at = night.post("/assistance/appels", "motif", "oppose").path + "/opposition"
	if a := night.post(at, "code", code, "nir", me.ins, "vitale", me.vitale, "lu", "oui", "cle", "k"); a.status != http.StatusUnprocessableEntity || !bytes.Contains(a.body, []byte("Hors des heures")) {
		t.Errorf("at seven in the evening: %d", a.status)
	}
}

// CPAM-02: a slip is printed before the person, its code serves once and is on
// no page.
func TestASlipOpensASpace(t *testing.T) {
	t.Parallel()
	h, _, caisse := agentsHouse(t)
	me := h.invited(ruth())
	visit := caisse.receives(me)
	to := caisse.fills(visit+"/faire/fiche", "lu", "oui")
	page := caisse.get(to)
	if activationCode.Match(page.body) {
		t.Error("the agent reads the code on the screen")
	}
	paper := caisse.get(strings.Replace(to, "/fait", "/fiche.pdf", 1))
	if paper.status != http.StatusOK || !bytes.HasPrefix(paper.body, []byte("%PDF-")) {
		t.Fatalf("no slip: %d", paper.status)
	}
	if a := caisse.post(visit + "/terminer"); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	if a := caisse.get(strings.Replace(to, "/fait", "/fiche.pdf", 1)); a.status != http.StatusNotFound {
		t.Errorf("the slip is printed again after the visit: %d", a.status)
	}
}
