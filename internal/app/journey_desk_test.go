package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/web/webtest"
)

// HLP-01 to HLP-06 in the browser, with scripts and without: the mandate is signed, the person activates under the frame,
// nothing of hers stays, and she reads it all at home.
func TestAMeetingAtADeskInTheBrowser(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			me := h.invited(ruth())
			h.code(me)
			helper := h.staffs("helper")[0]
			v := h.visitor(t, b, look)
			v.goes("/guichet")
			v.Fill("identifiant", helper.email)
			v.Fill("mot-de-passe", workPassword)
			v.presses("Continuer")
			code, err := totp.GenerateCode(helper.secret, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			v.Fill("code", code)
			v.presses("Me connecter")
			v.presses("Aider une personne")
			v.Choose("demarches", "activate")
			v.Choose("demarches", "add")
			v.Choose("demarches", "print")
			v.presses("Continuer")
			v.See("Lisez ceci à la personne")
			v.Choose("lu", "oui")
			v.presses("Continuer")
			v.Choose("protection", "aucune")
			v.presses("Continuer")
			v.presses("Continuer") // today, chosen in advance
			v.See("À vous de saisir")
			v.Choose("preuve", "carte")
			v.Fill("serie", me.vitale)
			v.identity(me)
			v.Choose("piece", "identity")
			v.presses("Continuer")
			v.See("Vérifiez l’accord")
			v.Choose("accord", "signature")
			v.Choose("signe", "oui")
			v.presses("Commencer")
			v.See("Session aidée")
			v.picture("guichet-session")
			v.presses("Activer l’espace santé")
			v.Choose("moyen", "courriel")
			v.Fill("courriel", me.email)
			v.presses("Recevoir un code")
			v.Fill("code", h.reads(me.email, "Votre code", sixDigits))
			v.presses("Continuer")
			v.See("ne tapez pas à sa place")
			v.Fill("mot-de-passe", goodPassword)
			v.presses("Continuer")
			v.Choose("partage", "oui")
			v.Choose("urgence", "yes")
			v.Choose("regles", "oui")
			v.presses("Activer l’espace santé")
			v.See("La personne seule connaît son mot de passe")
			v.presses("Ajouter un document") // HLP-03
			scan := filepath.Join(t.TempDir(), "scan.pdf")
			if err := os.WriteFile(scan, cdatest.PDF("Bilan"), 0o600); err != nil {
				t.Fatal(err)
			}
			v.Attach("fichier", scan)
			v.Pick("type", codes.PatientTypes()[0].Code)
			v.Fill("titre", "Mon papier de mai")
			v.Fill("date-jour", "3")
			v.Fill("date-mois", "5")
			v.Fill("date-annee", "2026")
			v.Choose("visibilite", "masque")
			v.picture("guichet-papier")
			v.presses("Ajouter ce papier")
			v.See("Effacez son fichier de ce poste")
			v.picture("guichet-effacer")
			v.presses("C’est fait, revenir au rendez-vous")
			v.Miss("Mon papier de mai")
			v.presses("Terminer le rendez-vous")
			v.Choose("efface", "oui")
			v.Choose("mandat", "garder")
			v.presses("Terminer et tout effacer de ce poste")
			v.See("Rien de la personne ne reste sur ce poste")
			v.presses("Se déconnecter")

			own := h.visitor(t, b, look)
			own.signsIn(me)
			own.goes("/documents")
			own.presses("Mon papier de mai")
			own.See("Copie déposée avec l’aide")
			own.goes("/acces/aidants")
			own.presses("Terminer ce mandat")
			own.See("dès maintenant")
		})
	}
}
