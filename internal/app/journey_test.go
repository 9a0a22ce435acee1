package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/web/webtest"
)

// looks are how each journey is made: with scripts, then without.
var looks = map[string]webtest.Look{"scripts": {Width: 1280}, "no scripts": {Width: 360, ScriptsOff: true}}

const goodPassword = "trois petits chats dans le jardin"

// visitor is somebody in front of the house, who looks at each page as axe
// does when scripts are on, and counts pages.
type visitor struct {
	*webtest.Tab
	h       *house
	scripts bool
	pages   int
}

func (h *house) visitor(t *testing.T, b *webtest.Browser, look webtest.Look) *visitor {
	return &visitor{Tab: b.Tab(t, look), h: h, scripts: !look.ScriptsOff}
}

func (v *visitor) look() {
	v.h.t.Helper()
	v.pages++
	v.Fits()
	if v.scripts {
		v.Axe()
	}
}

// picture keeps a picture of the page in build/shots, for people who review.
func (v *visitor) picture(name string) {
	width := "360"
	if v.scripts {
		width = "1280"
	}
	v.Shot(name + "-" + width)
}

func (v *visitor) goes(path string) { v.Go(v.h.url + path); v.look() }
func (v *visitor) presses(text string) {
	v.Press(text)
	v.look()
}

func (v *visitor) identity(s somebody) {
	v.Fill("nir", s.ins)
	birth, _ := time.Parse(time.DateOnly, s.birth)
	v.Fill("naissance-jour", birth.Format("2"))
	v.Fill("naissance-mois", birth.Format("1"))
	v.Fill("naissance-annee", birth.Format("2006"))
}

// activates goes from the home page to an activated space (PAT-01).
func (v *visitor) activates(s somebody, code string) {
	v.goes("/")
	v.picture("accueil-public")
	v.pages = 0
	v.presses("Activer mon espace santé")
	v.presses("Continuer avec mon code")
	v.Fill("code", code)
	v.presses("Continuer")
	v.identity(s)
	v.presses("Continuer")
	v.joins(s)
	v.picture("accueil")
}

// joins says how to be reached and who may come in, to the space that is then
// one's own.
func (v *visitor) joins(s somebody) {
	v.Choose("moyen", "courriel")
	v.Fill("courriel", s.email)
	v.presses("Recevoir un code")
	v.Fill("code", v.h.reads(s.email, "code", sixDigits))
	v.presses("Continuer")
	v.Fill("mot-de-passe", goodPassword)
	v.presses("Continuer")
	v.Choose("partage", "oui")
	v.Choose("urgence", "yes")
	v.presses("Continuer")
	v.picture("relecture")
	v.Choose("regles", "oui")
	v.presses("Activer mon espace santé")
	v.See("Votre espace santé est activé")
}

func (v *visitor) signsIn(s somebody) {
	v.goes("/connexion")
	v.Fill("identifiant", s.email)
	v.Fill("mot-de-passe", goodPassword)
	v.presses("Continuer")
	v.Fill("code", v.h.reads(s.email, "code", sixDigits))
	v.presses("Me connecter")
	v.See("votre espace santé")
}

// #7, #9, #52, #55, #94, #126, #133: the letter's code, the number and the birth date activate, once; the person adds, masks, shows, decides, reads who
// came, and closes from the settings.
func TestALifeOfASpaceFromInvitationToClosing(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			me := h.invited(ruth())
			v := h.visitor(t, b, look)
			v.activates(me, h.code(me))
			if v.pages > 9 { // the eight of PAT-01, and the home that follows
				t.Errorf("activating took %d pages, 8 at most (PAT-01)", v.pages-1)
			}
			v.h.reads(me.email, "activé", nil) // M5

			v.presses("Se déconnecter")
			v.signsIn(me)

			v.presses("Ajouter un document")
			pdf := filepath.Join(t.TempDir(), "bilan.pdf")
			if err := os.WriteFile(pdf, cdatest.PDF("Bilan"), 0o600); err != nil {
				t.Fatal(err)
			}
			v.Attach("fichier", pdf)
			v.Pick("type", codes.PatientTypes()[0].Code)
			v.Fill("titre", "Mon bilan de mai")
			v.Fill("date-jour", "3")
			v.Fill("date-mois", "5")
			v.Fill("date-annee", "2026")
			v.Choose("visibilite", "visible")
			v.presses("Ajouter ce document")
			v.See("Le document est ajouté")
			v.See("Mon bilan de mai")
			v.picture("document")

			v.presses("Masquer ce document")
			v.See("Après, qui pourra le lire")
			v.Miss("médecin traitant") // none is declared: none is named
			v.presses("Masquer ce document")
			v.See("Le document est masqué. Aucun professionnel")
			v.See("1 document masqué · en urgence") // the band counts at once
			v.presses("Montrer ce document")
			v.See("de nouveau visible")

			one := v.URL()[strings.LastIndex(v.URL(), "/")+1:]
			v.goes("/documents") // ticked on the list (PAT-05)
			v.Choose("document", one)
			v.presses("Masquer : les documents cochés")
			v.See("Après, qui pourra les lire")
			v.presses("Masquer : 1 document")
			v.See("1 document masqué. Aucun professionnel")
			v.presses("Annuler")
			v.See("1 document montré de nouveau")

			v.goes("/acces")
			v.See("Aujourd’hui")
			v.picture("acces")
			v.presses("Changer l’accès en urgence")
			v.Choose("urgence", "no")
			v.Choose("samu", "oui")
			v.presses("Enregistrer mon choix")
			v.See("En cas d’urgence, votre espace santé ne peut pas être ouvert.") // the effect, in words
			v.See("en urgence : non")
			v.goes("/acces/code")
			v.presses("Faire un code")
			v.See("Valable jusqu’à")

			v.goes("/historique")
			v.See("autres actions") // of the same hand, a press away
			for _, deed := range []string{"Avez ajouté un document", "Avez masqué un document", "Avez activé l’espace santé"} {
				if !strings.Contains(v.HTML(), deed) {
					t.Errorf("the history does not say %q", deed)
				}
			}
			v.picture("historique")

			v.goes("/parametres")
			v.presses("Fermer mon espace santé")
			v.presses("Recevoir un code pour fermer")
			v.Fill("code", h.reads(me.email, "code", sixDigits))
			v.presses("Continuer")
			v.presses("Fermer l’espace santé")
			v.See("Votre espace santé est fermé")
			h.reads(me.email, "fermé", nil) // M15
			v.goes("/connexion")
			v.Fill("identifiant", me.email)
			v.Fill("mot-de-passe", goodPassword)
			v.presses("Continuer")
			v.See("ne vont pas ensemble") // closed: as if there were nobody
			h.valid()
		})
	}
}

// R.1111-28, #11, #53, #91: opposing takes no more than activating, and leaves
// a receipt that anybody can check.
func TestOpposingWithTheCode(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			me := h.invited(ruth())
			code := h.code(me)
			v := h.visitor(t, b, look)
			v.goes("/")
			v.pages = 0
			v.presses("Je m’oppose à la création de mon espace santé")
			v.presses("Continuer avec mon code")
			v.Fill("code", code)
			v.identity(me)
			v.presses("Continuer")
			v.See("Dernier jour pour vous opposer")
			v.picture("opposition")
			v.presses("Je m’oppose à la création de mon espace santé")
			v.See("Votre opposition est enregistrée")
			if v.pages > 4 {
				t.Errorf("opposing took %d pages, 4 at most (PAT-02)", v.pages)
			}
			number := regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}`).FindString(v.Words())
			h.reads(me.email, "opposition", nil) // M6
			v.goes("/recu")
			v.Fill("numero", number)
			v.presses("Vérifier le reçu")
			v.See("Ce reçu est vrai")
			v.Miss("NESSI")

			v.goes("/activation")
			v.presses("Continuer avec mon code")
			v.Fill("code", code)
			v.presses("Continuer")
			v.identity(me)
			v.presses("Continuer")
			v.See("ne correspondent pas") // used: one public answer
			h.moves(60 * 24 * time.Hour)
			if done, err := h.sweep(t.Context(), func(int) {}); err != nil || done.Opened != 0 {
				t.Errorf("a space was opened against an opposition: %v %v", done, err)
			}
			h.valid()
		})
	}
}

// R.1111-28, #54, #92, #109: with no answer the space opens at the end of day
// 42, the person is told, and may still activate with a new code.
func TestNoAnswerOpensTheSpaceAtTheEndOfDay42(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			me := h.invited(ruth())
			old := h.code(me)
			h.moves(42 * 24 * time.Hour)
			if done, err := h.sweep(t.Context(), func(int) {}); err != nil || done.Opened != 0 {
				t.Fatalf("opened before the 42nd day was over: %v %v", done, err)
			}
			h.moves(24 * time.Hour)
			if done, err := h.sweep(t.Context(), func(int) {}); err != nil || done.Opened > 1 {
				t.Fatalf("got %v, %v, want one space opened", done, err)
			}
			h.reads(me.email, "existe", nil) // M3
			v := h.visitor(t, b, look)
			v.goes("/opposition/identite")
			v.Fill("code", old)
			v.identity(me)
			v.presses("Continuer")
			v.See("ne correspondent pas") // the code died with its last day
			v.presses("Recevoir un nouveau code")
			v.identity(me)
			v.Fill("serie", me.vitale)
			v.presses("Recevoir un nouveau code")
			v.See("Votre demande est reçue")
			v.activates(me, h.reads(me.email, "code", activationCode))
			h.valid()
		})
	}
}
