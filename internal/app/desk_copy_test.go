package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
)

// HLP-03: a paper scanned at the desk is the person's own document, through the deposit of her own: she chooses type and who
// sees it, the helper reads neither title nor type afterwards, the copy says who helped, everywhere she looks. Sent twice it is one.
func TestAPaperIsScannedAtADesk(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.helping()
	at := "/guichet/session/ajouter"
	form := func(key string) []string {
		return []string{"cle", key, "type", codes.PatientTypes()[0].Code, "titre", "Zébulon", "visibilite", "masque", "date-jour", "3", "date-mois", "5", "date-annee", "2026"}
	}
	c.sits("show print", cardProof(me)...)
	if a := c.sends(at, "bilan.pdf", cdatest.PDF("CONTENU"), form("k")...); a.status != http.StatusForbidden {
		t.Error("adding was not ticked:", a.status)
	}
	c.moves("/guichet/fin", "mandat", "terminer")
	c.sits("add show print", cardProof(me)...)
	c.says(at, "qui peut le voir")
	if a := c.get(at + "/effacer"); a.path != "/guichet/session" {
		t.Error("there is nothing to wipe yet:", a.path)
	}
	for name, file := range map[string][]byte{"with a script": cdatest.PDF("/JavaScript"), "no file we know": []byte("MZ\x90\x00")} {
		if a := c.sends(at, "bilan.pdf", file, form("h"+name)...); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), "Zébulon") {
			t.Errorf("%s: %d\n%s", name, a.status, mainOf(a.body))
		}
	}
	if a := c.sends(at, "bilan.pdf", cdatest.PDF("CONTENU"), append([]string{"cle", "d", "type", "EXPPAT_3"}, form("d")[4:]...)...); a.status != http.StatusUnprocessableEntity {
		t.Error("advance directives:", a.status)
	}
	for range 2 {
		if a := c.sends(at, "canari-bilan.pdf", cdatest.PDF("CONTENU"), form("k")...); a.status != http.StatusSeeOther || a.path != at+"/effacer" {
			t.Fatal(a.status, a.path, mainOf(a.body))
		}
	}
	c.says(at+"/effacer", "Effacez son fichier de ce poste")
	c.says("/guichet/session", "Copie d’un papier ajoutée")
	for _, path := range []string{at + "/effacer", "/guichet/session", "/guichet/session/documents", "/guichet/fin", "/guichet/fin/resume.pdf", "/guichet/journal", "/guichet"} {
		for _, canary := range []string{"Zébulon", "canari", "CONTENU", codes.PatientTypes()[0].Label} {
			if a := c.get(path); strings.Contains(string(a.body), canary) {
				t.Errorf("%s says « %s »", path, canary)
			}
		}
	}
	if docs := regexp.MustCompile(`value="[a-z2-7]{26}"`).FindAllString(string(c.get("/guichet/session/documents").body), -1); len(docs) != 1 {
		t.Errorf("%d documents", len(docs))
	}
	if a := c.post("/guichet/fin", "mandat", "terminer"); a.status != http.StatusUnprocessableEntity {
		t.Error("ended with the file on the station:", a.status)
	}
	c.moves("/guichet/fin", "mandat", "terminer", "efface", "oui")
	said := h.reads(me.email, "Une copie a été ajoutée", regexp.MustCompile(`(?s).*`))
	if strings.Contains(said, "Zébulon") || strings.Contains(said, codes.PatientTypes()[0].Label) {
		t.Error("the message says what it is:", said)
	}
	if did := h.reads(me.email, "Résumé de votre rendez-vous", regexp.MustCompile(`ajouter un document`)); did == "" {
		t.Error("the summary does not say what was done")
	}
	own := h.client().signsIn(me)
	doc := regexp.MustCompile(`/documents/[a-z2-7]{26}`).FindString(string(own.get("/documents").body))
	own.says(doc, "Zébulon")
	own.says(doc, "Copie déposée avec l’aide d’Ana CASTEL, France services Foix")
	own.says(doc, "Masqué")
	own.says("/historique", "A ajouté, avec vous, la copie d’un papier : Zébulon")
	own.moves(doc + "/supprimer") // it is hers: she may throw it away
	h.valid()
}

// HLP-05: who runs a structure reads how much was done, and no name; a colleague has no such page, and no figure counts a refusal.
func TestAStructureIsToldNumbersAndNoName(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me, other := h.invited(ruth()), h.invited(patTrois())
	h.activated(other)
	two := h.staffs("helper", "helper")
	runs, works := h.client(), h.client()
	runs.comesIn("/guichet", two[0])
	works.comesIn("/guichet", two[1])
	runs.says("/guichet/structure", "Rien à compter encore")
	h.code(me)
	works.sits("oppose", proof(me, "preuve", "code", "code", h.freshCode(me), "piece", "passport")...)
	if a := works.post("/guichet/session/fermer", "lu-1", "oui", "lu-2", "oui", "lu-3", "oui"); a.status != http.StatusForbidden {
		t.Error(a.status)
	}
	works.moves("/guichet/session/opposer", "demande", "oui")
	works.moves("/guichet/fin", "mandat", "garder")
	runs.sits("print", cardProof(other)...)
	runs.moves("/guichet/fin", "mandat", "garder")
	runs.says("/guichet", "Voir ma structure en chiffres")
	page := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(runs.get("/guichet/structure").body), " ")), " ")
	for _, want := range []string{"Mandats donnés 2", "Oppositions 1"} {
		if !strings.Contains(page, want) {
			t.Errorf("without « %s »: %s", want, page)
		}
	}
	for _, never := range []string{"Fermetures", "Ruth", "RUTH", "Castel", "CASTEL"} {
		if strings.Contains(page, never) {
			t.Errorf("« %s » is said: %s", never, page)
		}
	}
	if a := works.get("/guichet/structure"); a.status != http.StatusNotFound {
		t.Error("a colleague:", a.status)
	}
	if a := works.get("/guichet"); strings.Contains(string(a.body), "/guichet/structure") {
		t.Error("a colleague is led there")
	}
}
