package professional_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/web/webtest"
)

// looks at every page a professional meets: axe finds nothing, nothing sticks
// out at 360 pixels. With SHOTS=1 it leaves pictures in build/shots.
func TestPagesOfProfessionalsInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("make test-all: a whole journey in Chromium, at three widths")
	}
	h := open(t)
	s := httptest.NewServer(h.site)
	defer s.Close()
	b := webtest.Start(t)
	file := filepath.Join(t.TempDir(), "bilan.pdf")
	h.must(os.WriteFile(file, cdatest.PDF("Bilan biologique", "Hémoglobine 14,6 g/dl"), 0o600))
	for _, look := range []webtest.Look{{Width: 1280}, {Width: 360}, {Width: 320, Dark: true}} {
		w := &walk{house: h, url: s.URL, name: strconv.Itoa(look.Width) + map[bool]string{true: "-sombre"}[look.Dark]}
		w.journey(t, func() *webtest.Tab { return b.Tab(t, look) }, file)
		h.Wait(time.Hour)
	}
}

type walk struct {
	*house
	tab       *webtest.Tab
	url, name string
}

// sees judges the page of the moment.
func (w *walk) sees(name, words string) {
	w.t.Helper()
	w.tab.See(words)
	w.tab.Axe()
	w.tab.Fits()
	if os.Getenv("SHOTS") != "" {
		w.tab.Shot("pro-" + name + "-" + w.name)
	}
}

func (w *walk) journey(t *testing.T, newTab func() *webtest.Tab, file string) {
	gp, pro := w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Professional(t, "10", "SM05", sample.FINESS(2))
	p := w.Someone(t, sample.Someone{TreatingDoctor: gp, BirthName: "TESTARD", UsedName: "MARTIN"})
	w.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Résultat de prise de sang"})
	w.gave(gp.Actor, p, record.Upload{Type: "78513-9", Masked: true})
	w.gave(pro.Actor, p, record.Upload{File: cdatest.Level3(w.clinical(p)), Name: "doc.xml"})
	hash, err := w.People.HashPassword(t.Context(), password)
	w.must(err)
	for _, who := range []*sample.Professional{gp, pro} {
		w.must(w.People.Furnish(t.Context(), who.Account, hash, secret))
	}
	w.tab = newTab()
	tab := w.tab
	tab.Go(w.url + "/pro/connexion")
	w.sees("connexion", "Numéro RPPS")
	w.enters(gp)
	w.sees("accueil-vide", "Vous n’avez encore ouvert aucun espace santé")
	tab.Go(w.url + "/pro/patients")
	tab.Fill("ins", cdatest.NIR("2850678006999"))
	tab.Press("Trouver cette personne")
	w.sees("personne", nobodyWords)
	tab.Go(w.url + "/pro/patients/sans-numero")
	w.sees("sans-numero", "Il faut les quatre réponses")
	tab.Go(w.url + "/pro/patients")
	tab.Fill("ins", p.Person.INS.Reveal())
	tab.Press("Trouver cette personne")
	w.sees("identite", "Est-ce bien cette personne ?")
	tab.Go(w.url + space(p) + "/ouvrir")
	w.sees("motif-connu", "Vous êtes son médecin traitant.")
	tab.Go(w.url + space(p) + "/identite")
	tab.Press("L’ajouter à ma liste du jour")
	w.sees("jour", "Votre liste du jour")
	tab.Go(w.url + space(p) + "/identite")
	tab.Press("Oui, ouvrir son espace santé")
	w.sees("dossier", "3 documents")
	tab.Press("Résultat de prise de sang")
	w.sees("document", "Date des soins")
	tab.Press("Retour aux documents")
	tab.Press("Déposer un document")
	tab.Press("Déposer ce document")
	w.sees("deposer-erreurs", "réponses sont à revoir")
	tab.Attach("fichier", file)
	tab.Pick("type", biology)
	tab.Fill("date-jour", "10")
	tab.Fill("date-mois", "3")
	tab.Fill("date-annee", "2027")
	tab.Choose("informe", "oui")
	tab.Press("Déposer ce document")
	w.sees("depose", "Le document est déposé")
	tab.Press("C’est une erreur")
	w.sees("retirer", "Personne ne pourra plus l’ouvrir")
	tab.Go(w.url + "/pro")
	w.sees("accueil", "MARTIN LÉA")
	tab.Go(w.url + "/pro/matrice")
	w.sees("matrice", "Sûre")
	tab.Go(w.url + space(p) + "/bloquer")
	tab.Press("Bloquer ce confrère")
	w.sees("bloquer-erreurs", "réponses sont à revoir")
	tab.Fill("rpps", pro.RPPS)
	tab.Choose("demande", "oui")
	tab.Press("Bloquer ce confrère")
	w.sees("bloquer", "Votre confrère n’en sait rien")
	w.must(w.Consents.Unblock(t.Context(), p.Actor, p.Patient, pro.Account))
	tab.Go(w.url + space(p))
	tab.Press("J’ai ouvert par erreur")
	w.sees("par-erreur", "L’espace santé se referme tout de suite")
	tab.Press("Dire que c’était une erreur")
	w.sees("mes-acces", "C’est noté.")

	w.tab = newTab()
	tab = w.tab
	w.enters(pro)
	tab.Go(w.url + space(p) + "/identite")
	tab.Press("Oui, ouvrir son espace santé")
	w.sees("motif", "Elle me montre un code")
	tab.Go(w.url + space(p) + "/ouvrir/equipe")
	w.sees("equipe", "À dire à la personne")
	tab.Go(w.url + space(p) + "/ouvrir/code")
	w.sees("code", "Quel code la personne montre-t-elle ?")
	tab.Go(w.url + space(p) + "/ouvrir/accord")
	tab.Choose("accord", "oral")
	w.sees("accord", "À dire à la personne")
	tab.Press("Enregistrer l’accord et ouvrir")
	tab.Press("Fermer l’espace santé")
	w.sees("referme", "L’espace santé est refermé")
}

// enters signs in by the browser.
func (w *walk) enters(p *sample.Professional) {
	w.t.Helper()
	w.tab.Go(w.url + "/pro/connexion")
	w.tab.Fill("identifiant", p.RPPS)
	w.tab.Fill("mot-de-passe", password)
	w.tab.Press("Continuer")
	code, err := totp.GenerateCode(secret, time.Now())
	w.must(err)
	w.tab.Fill("code", code)
	w.tab.Press("Me connecter")
	w.tab.See("Mes patients")
}

func TestTheFirstAccessInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("make test-all: in Chromium")
	}
	h := open(t)
	s := httptest.NewServer(h.site)
	defer s.Close()
	token, _ := h.imported(t)
	w := &walk{house: h, tab: webtest.Start(t).Tab(t, webtest.Look{Width: 360, Dark: true}), url: s.URL, name: "360-sombre"}
	w.tab.Go(s.URL + "/premier-acces/" + token)
	w.sees("premier-acces", "Votre premier accès")
	w.tab.Press("Recevoir le code")
	w.tab.Fill("code", h.lastCode(t))
	w.sees("premier-code", "Quel est le code reçu ?")
	w.tab.Press("Continuer")
	w.tab.Fill("mot-de-passe", password)
	w.sees("premier-mot-de-passe", "Choisissez un mot de passe")
	w.tab.Press("Continuer")
	w.sees("premiere-application", "Réglez votre application de codes")
	w.tab.Go(s.URL + "/premier-acces/rien")
	w.sees("lien-fini", "Ce lien ne sert plus")
}
