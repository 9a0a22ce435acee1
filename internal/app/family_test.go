package app

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/clock"
	"espacesante/internal/family"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/mail"
)

// home is a family: two parents whose own spaces are activated, a child and a
// grandmother.
type home struct {
	*house
	mother, father, grandmother, kid somebody
}

// leo is eight.
func leo() somebody {
	return somebody{ins: nir("1190509122305"), family: "MARTIN", given: "LEO", birth: "2019-05-11", vitale: "44440000"}
}

func nir(thirteen string) string { return thirteen + identity.NIRKey(thirteen) }

func openHome(t testing.TB, kid somebody) home {
	t.Helper()
	return settle(openHouse(t), kid)
}

// settle has the family live in a house.
func settle(in *house, kid somebody) home {
	h := home{house: in}
	adult := func(ins, given, email string) somebody {
		s := h.invited(somebody{ins: nir(ins), family: "MARTIN", given: given, birth: "19" + ins[1:3] + "-" + ins[3:5] + "-10", vitale: "9" + ins[5:12], email: email})
		h.activated(s)
		return s
	}
	h.mother = adult("2850978006301", "ANNE", "anne@exemple.test")
	h.father = adult("1830578006302", "PAUL", "paul@exemple.test")
	h.grandmother = adult("2550378006303", "ROSE", "rose@exemple.test")
	h.kid = h.born(kid, h.mother, h.father)
	return h
}

// born imports a child with those who represent it, and invites.
func (h home) born(s somebody, by ...somebody) somebody {
	h.t.Helper()
	var numbers []string
	for _, p := range by {
		numbers = append(numbers, p.ins)
	}
	csv := "ins,ins_oid,birth_name,birth_given_names,sex,birth_date,birth_place,vitale_serial,address,postcode,city,representatives\n" +
		fmt.Sprintf("%s,%s,%s,%s,%s,%s,63220,%s,1 rue des Lilas,09000,Foix,%s\n", s.ins, identity.OIDNIR, s.family, s.given,
			map[byte]string{'1': "M", '2': "F"}[s.ins[0]], s.birth, s.vitale, strings.Join(numbers, " "))
	if _, err := identity.ImportPersons(h.t.Context(), h.pool, h.vault, strings.NewReader(csv), strict); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.enrolment.OpenCampaign(h.t.Context(), "birth "+s.ins, 0, nil); err != nil {
		h.t.Fatal(err)
	}
	n, err := identity.ParseNIR(s.ins)
	if err == nil {
		s.patient, err = h.people.PatientOf(h.t.Context(), n)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// childCode is the code that came to a parent for the child, once it has left.
func (h home) childCode(parent somebody) string {
	h.t.Helper()
	code := h.reads(parent.email, "Pour votre enfant", activationCode)
	s := h.kid
	s.email = parent.email
	h.left(s.patient)
	return code
}

// left waits until the 42 days of a space run.
func (h home) left(patient id.Patient) {
	h.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); ; {
		sit, err := h.enrolment.LastDay(h.t.Context(), patient)
		if err != nil {
			h.t.Fatal(err)
		}
		if !sit.Deadline.IsZero() {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			h.t.Fatal("the invitation never left")
		}
	}
}

// decides does for the child what a parent does on the pages.
func (h home) decides(c *client, path, code string, more ...string) reply {
	h.t.Helper()
	h.post(c, http.StatusSeeOther, path, append(born(h.kid), "code", code)...)
	return c.post(path+"/choix", append([]string{"autorite", "oui", "partage", "oui", "urgence", "yes"}, more...)...)
}

func (h home) opened(c *client, parent somebody) {
	h.t.Helper()
	if a := h.decides(c, "/proches/activer", h.childCode(parent)); a.path != "/proches/activer/fait" {
		h.t.Fatal(a.status, a.path, string(a.body))
	}
}

func (h home) stateOf(s somebody) access.State {
	h.t.Helper()
	sit, err := h.enrolment.LastDay(h.t.Context(), s.patient)
	if err != nil {
		h.t.Fatal(err)
	}
	return sit.State
}

func (h home) in() string { return "/proches/" + h.kid.patient.String() + "/entrer" }

// inside are the pages of the space that a parent is in.
var inside = []string{"/accueil", "/documents", "/documents/ajouter", "/documents/corbeille", "/acces", "/acces/professionnels", "/acces/partage",
	"/acces/urgence", "/acces/code", "/historique", "/parametres", "/parametres/fermer"}

// #46, #67, #69: a parent activates, comes in under a new token, and all pages
// are of the child's space and say so; then goes back to their own.
func TestAParentIsInTheSpaceOfAChild(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	mother := h.client().signsIn(h.mother)
	if a := mother.post(h.in()); a.path != "/proches" {
		t.Errorf("comes in before activating: %d %s", a.status, a.path)
	}
	h.opened(mother, h.mother)
	before := h.session(mother)
	if a := mother.post(h.in()); a.path != "/accueil" {
		t.Fatal(a.status, a.path)
	}
	if h.session(mother) == before {
		t.Error("the token stays")
	}
	for _, path := range inside {
		a := mother.get(path)
		if a.status != http.StatusOK || !bytes.Contains(a.body, []byte("es-record--child")) || !bytes.Contains(a.body, []byte("l’espace santé de Leo Martin")) {
			t.Errorf("%s: %d, or does not say whose it is", path, a.status)
		}
	}
	for _, path := range []string{"/securite/appareils", "/parametres/contact"} {
		if a := mother.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s in a child's space: %d", path, a.status)
		}
	}
	if a := mother.sends("/documents/ajouter", "carnet.pdf", cdatest.PDF("Carnet"), "cle", "k", "type", "DOCPAT03", "titre", "Carnet", "visibilite", "visible",
		"date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != http.StatusSeeOther {
		t.Fatal(a.status, string(a.body))
	}
	h.post(mother, http.StatusSeeOther, "/proches/revenir")
	if page := string(mother.get("/documents").body); strings.Contains(page, "Carnet") || strings.Contains(page, "es-record--child") {
		t.Error("what was added for the child is in the mother's own space")
	}
	father := h.client().signsIn(h.father)
	if a := father.post(h.in()); a.path != "/accueil" {
		t.Fatal("the other parent stays out", a.status, a.path)
	}
	page := string(father.get("/historique").body)
	for _, want := range []string{"Anne Martin", "représentant légal", "A activé", "Carnet"} {
		if !strings.Contains(page, want) {
			t.Errorf("the history does not say %q: %s", want, page[strings.Index(page, "<table"):])
		}
	}
	for _, path := range append(inside, insideToo...) {
		a := father.get(path)
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
		for _, said := range ofOneself(a.body) {
			t.Errorf("%s says « %s » to a parent in a child's space", path, said)
		}
	}
}

// A page that was open on one's own space before coming into a child's changes
// nothing there: tabs never disagree in silence (ux.md §0.1, 4).
func TestATabOfAnotherSpaceChangesNothing(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	mother := h.client().signsIn(h.mother)
	h.opened(mother, h.mother)
	space := regexp.MustCompile(`name="espace" value="([^"]*)"`)
	of := func(path string) string {
		found := space.FindStringSubmatch(string(mother.get(path).body))
		if found == nil {
			t.Fatalf("%s does not say of which space it is", path)
		}
		return found[1]
	}
	own := of("/acces/partage")
	h.post(mother, http.StatusSeeOther, h.in())
	if a := mother.post("/acces/partage", "partage", "non", "espace", own); a.status != http.StatusConflict {
		t.Errorf("the form of her own space: %d", a.status)
	}
	if a := mother.sends("/documents/ajouter", "a.pdf", cdatest.PDF("A"), "espace", own, "cle", "k", "type", "DOCPAT03", "titre", "A", "visibilite", "visible",
		"date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != http.StatusConflict {
		t.Errorf("a document of her own: %d", a.status)
	}
	theirs := of("/acces/partage")
	h.post(mother, http.StatusSeeOther, "/acces/partage", "partage", "non", "espace", theirs)
	h.post(mother, http.StatusSeeOther, "/proches/revenir")
	if a := mother.post("/acces/partage", "partage", "non", "espace", theirs); a.status != http.StatusConflict {
		t.Errorf("the form of the child's space, back home: %d", a.status)
	}
}

// #67, #69, #72: who is no representative of today does nothing for a child, and
// learns nothing: neither a grandmother with the letter, nor the child, nor a
// professional, nor somebody not signed in.
func TestNobodyElseActsForAChild(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	code := h.childCode(h.mother)
	doctor := h.client().worksAs(h.hires(drSmith)[0])
	grandmother := h.client().signsIn(h.grandmother)
	if a := grandmother.post("/proches/activer", append(born(h.kid), "code", code)...); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the grandmother: %d %s", a.status, a.path)
	}
	if a := grandmother.post("/proches/opposer", append(born(h.kid), "code", "2222-3333-4444")...); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the grandmother, no code: %d %s", a.status, a.path)
	}
	if bytes.Contains(grandmother.get("/proches").body, []byte("Leo")) {
		t.Error("the grandmother's list names the child")
	}
	for _, path := range []string{h.in(), "/proches/" + h.kid.patient.String() + "/code", "/proches/" + h.kid.patient.String() + "/rouvrir"} {
		if a := grandmother.post(path); a.status != http.StatusNotFound {
			t.Errorf("%s by the grandmother: %d", path, a.status)
		}
		if a := h.client().post(path); a.path != "/connexion" {
			t.Errorf("%s by nobody: %d %s", path, a.status, a.path)
		}
		if a := doctor.post(path); a.status != http.StatusNotFound {
			t.Errorf("%s by a doctor: %d", path, a.status)
		}
	}
	c := h.client() // a minor alone: the number, the code, the date (#69)
	for _, way := range []struct{ start, last, child string }{
		{"/activation/code", "/activation/identite", "/proches/activer"}, {"", "/opposition/identite", "/proches/opposer"},
	} {
		if way.start != "" {
			h.post(c, http.StatusSeeOther, way.start, "code", code)
		}
		if to := h.post(c, http.StatusSeeOther, way.last, proof(h.kid, "code", code)...); to != "/code-non-reconnu" {
			t.Errorf("%s leads to %s", way.last, to)
		}
		if page := string(c.get("/code-non-reconnu").body); !strings.Contains(page, way.child) {
			t.Errorf("after %s nothing says where the code of a child is typed", way.last)
		}
	}
	if h.stateOf(h.kid) != access.Invited {
		t.Errorf("%s", h.stateOf(h.kid))
	}
}

// Decisions §4: a suspension ends the visit at the next request, whatever it
// asks, and says one sentence; nobody is told. The sign-in goes on.
func TestASuspensionEndsTheVisitAtOnce(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	father := h.client().signsIn(h.father)
	h.opened(father, h.father)
	h.post(father, http.StatusSeeOther, h.in())
	h.quiet() // what was told before has left
	sent := h.outbox(h.father.email)
	caisse := access.Actor{Role: access.Caisse, Account: id.New[id.Account](), Active: true}
	if err := h.family.SuspendRepresentation(t.Context(), caisse, h.kid.patient, h.father.patient, family.Violence); err != nil {
		t.Fatal(err)
	}
	for _, ask := range []func(string, ...string) reply{func(p string, _ ...string) reply { return father.get(p) }, father.post} {
		if a := ask("/parametres"); a.status != http.StatusSeeOther && a.status != http.StatusOK && a.status != http.StatusMethodNotAllowed {
			t.Errorf("%d %s", a.status, a.path)
		}
	}
	page := string(father.get("/proches/plus-partage").body)
	if !strings.Contains(page, "Cet espace n’est plus partagé avec vous") || strings.Contains(page, "Leo") {
		t.Error("the words are not those")
	}
	if page := string(father.get("/accueil").body); !strings.Contains(page, "votre espace santé, Paul Martin") {
		t.Error("he is not back in his own space")
	}
	if page := string(father.get("/proches").body); !strings.Contains(page, "Cet espace n’est plus partagé avec vous.") || strings.Contains(page, h.in()) {
		t.Error("his list still opens it")
	}
	if a := father.post(h.in()); a.status != http.StatusNotFound {
		t.Errorf("he comes in again: %d", a.status)
	}
	if now := h.outbox(h.father.email); now != sent {
		t.Errorf("%d messages since", now-sent)
	}
}

// outbox counts the messages sent to an address.
func (h home) outbox(to string) (n int) {
	h.t.Helper()
	all, err := mail.ReadOutbox(strings.TrimPrefix(h.cfg.MailURL, "file://"))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, m := range all {
		if strings.Contains(m.To, to) {
			n++
		}
	}
	return n
}

// Scenario 35: at 18, 00:00 in Paris, a session that is in the space is out of
// it, before any sweep; then the young adult is invited, once.
func TestMajorityEndsTheVisitAtMidnight(t *testing.T) {
	t.Parallel()
	teen := leo()
	at := clock.Day(opening).AddDate(-18, 0, 1) // 18 tomorrow
	teen.birth, teen.email = at.Format(time.DateOnly), ""
	teen.ins = nir("1" + at.Format("0601") + "78006305")
	h := openHome(t, teen)
	mother := h.client().signsIn(h.mother)
	h.opened(mother, h.mother)
	h.post(mother, http.StatusSeeOther, h.in())
	midnight := clock.Majority(at)
	h.moves(midnight.Add(-time.Minute).Sub(h.pool.Now()))
	mother = h.client().signsIn(h.mother) // the session of before is too old
	h.post(mother, http.StatusSeeOther, h.in())
	if a := mother.get("/documents"); a.status != http.StatusOK {
		t.Fatalf("out before midnight: %d %s", a.status, a.path)
	}
	h.moves(2 * time.Minute)
	if a := mother.get("/parametres"); a.path != "/proches/plus-partage" {
		t.Errorf("in after midnight: %d %s", a.status, a.path)
	}
	for range 2 {
		if _, err := h.sweep(t.Context(), func(int) {}); err != nil {
			t.Fatal(err)
		}
	}
	if h.stateOf(h.kid) != access.AutoCreated {
		t.Errorf("%s", h.stateOf(h.kid))
	}
	dir := t.TempDir()
	if done, err := h.printLetters(t.Context(), dir, 100, func(int) {}); err != nil || done.Letters < 1 {
		t.Errorf("no letter to the young adult: %+v, %v", done, err)
	}
}

// Decisions §4: a child's messages go to each representative, not to one whose
// access is suspended, and on paper to those without an address.
func TestMessagesAboutAChildGoToEachRepresentative(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	mother := h.client().signsIn(h.mother)
	h.opened(mother, h.mother)
	for _, p := range []somebody{h.mother, h.father} {
		h.reads(p.email, "L’espace santé de votre enfant est activé", nil)
	}
	if text := h.reads(h.mother.email, "L’espace santé de votre enfant est activé", regexp.MustCompile(`Leo|LEO`)); text == "" {
		t.Error("it does not say of which child")
	}
	caisse := access.Actor{Role: access.Caisse, Account: id.New[id.Account](), Active: true}
	if err := h.family.SuspendRepresentation(t.Context(), caisse, h.kid.patient, h.father.patient, family.Judgment); err != nil {
		t.Fatal(err)
	}
	sent := h.outbox(h.father.email)
	by := access.Actor{Role: access.Representative, Account: id.New[id.Account](), Patient: h.mother.patient, Active: true}
	if _, err := h.enrolment.CloseFor(t.Context(), by, h.kid.patient, false); err != nil {
		t.Fatal(err)
	}
	h.reads(h.mother.email, "fermé", nil)
	if now := h.outbox(h.father.email); now != sent {
		t.Errorf("%d messages to who is suspended", now-sent)
	}
}
