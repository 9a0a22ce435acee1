package app

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/web/webtest"
)

func (v *visitor) comesIn(area string, w worker) {
	v.h.t.Helper()
	v.goes(area + "/connexion")
	v.Fill("identifiant", w.email)
	v.Fill("mot-de-passe", workPassword)
	v.presses("Continuer")
	code, err := totp.GenerateCode(w.secret, time.Now())
	if err != nil {
		v.h.t.Fatal(err)
	}
	v.Fill("code", code)
	v.presses("Me connecter")
}

// SUP-01 to SUP-07: a call from the tile to its end, the caller known by three
// answers then by a code read back; the space is closed, and undone by the
// caisse (CPAM-01, CPAM-03), all of it in the person's history with names.
func TestACallThenAVisit(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			h.atOffice()
			staff := h.staffs("support", "caisse")
			me := h.invited(patTrois())
			h.activated(me)
			agent := h.visitor(t, b, look)
			agent.comesIn("/assistance", staff[0])
			agent.See("Nous ne vous demanderons jamais")
			agent.picture("assistance-accueil")
			agent.Choose("motif", "oppose")
			agent.presses("Commencer l’appel")
			agent.picture("assistance-appel")
			agent.identity(me)
			agent.Fill("commune", "toulouse")
			agent.presses("Vérifier les réponses")
			agent.See("Les réponses ne vont pas ensemble")
			agent.Fill("commune", "63220")
			agent.presses("Vérifier les réponses")
			agent.See("niveau 1")
			agent.presses("Envoyer un code de l’appel")
			agent.Fill("code", h.reads(me.email, "l’appel", sixDigits))
			agent.presses("Vérifier le code")
			agent.See("niveau 2")
			agent.picture("assistance-niveau-2")
			agent.presses("Fermer")
			agent.picture("assistance-fermer")
			agent.presses("Fermer l’espace santé")
			agent.See("Cochez la case")
			agent.Choose("lu", "oui")
			agent.presses("Fermer l’espace santé")
			agent.See("L’espace santé est fermé")
			agent.picture("assistance-fait")
			agent.presses("Continuer")
			agent.See("Fermé, en archive")
			agent.presses("Terminer l’appel")
			agent.See("Vous n’agissez plus pour personne")
			h.reads(me.email, "fermé", nil)
			v := h.visitor(t, b, look)
			v.visits(me, staff[1])
			mine := h.visitor(t, b, look)
			mine.signsIn(me)
			mine.goes("/historique")
			mine.See("Ana CASTEL")
			mine.See("France services Foix")
			mine.goes("/securite/actes")
			mine.See("Une fermeture")
			mine.picture("actes-faits-pour-moi")
		})
	}
}

// visits has the caisse undo a closing of the day.
func (v *visitor) visits(me somebody, w worker) {
	v.comesIn("/caisse", w)
	v.picture("caisse-accueil")
	v.identity(me)
	v.Choose("piece", "passport")
	v.Choose("photo", "oui")
	v.presses("Commencer la visite")
	v.See("identité vérifiée")
	v.picture("caisse-visite")
	v.presses("Annuler")
	v.See("Tout est comme avant cet acte")
	v.picture("caisse-annule")
	v.presses("Terminer la visite")
	v.goes("/caisse/file")
	v.picture("caisse-echeances")
}
