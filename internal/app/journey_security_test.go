package app

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/limit"
	"espacesante/web/webtest"
)

// PAT-18, ASVS 6.3.3: a passkey made in the browser ends a sign-in there; paper
// codes and a code received do the same with scripts off; devices are seen and
// ended, and each change is told.
func TestSigningInByAPasskeyByPaperAndWithoutScripts(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.url = strings.Replace(h.url, "127.0.0.1", "localhost", 1)
	h.people.At(h.url, h.cfg.ServiceName)
	b, s := webtest.Start(t), h.invited(ruth())
	v := h.visitor(t, b, webtest.Look{})
	v.Pocket()
	v.activates(s, h.code(s))

	v.goes("/securite")
	v.See("1 connecté")
	v.picture("securite")
	v.goes("/securite/connexion")
	v.picture("securite-connexion")
	v.presses("Ajouter une clé d’accès")
	v.Fill("mot-de-passe", goodPassword)
	v.presses("Continuer")
	v.Fill("nom", "mon téléphone")
	v.picture("securite-cle")
	v.presses("Ajouter cette clé d’accès")
	v.See("Votre clé d’accès est ajoutée.")
	v.picture("securite-connexion-cle")
	h.reads(s.email, "Une façon de vous connecter", nil)
	v.goes("/securite/codes")
	v.presses("Faire mes codes")
	v.picture("securite-codes")
	codes := paperCodes.FindAllString(v.Words(), -1)
	if len(codes) != limit.PaperCodes {
		t.Fatalf("%d codes are shown", len(codes))
	}
	v.goes("/securite/codes/imprimer")
	if shown := paperCodes.FindAllString(v.Words(), -1); len(shown) > 1 {
		t.Error("the codes are shown twice")
	}
	v.presses("Se déconnecter")

	v.goes("/connexion")
	v.Fill("identifiant", s.email)
	v.Fill("mot-de-passe", goodPassword)
	v.presses("Continuer")
	v.picture("connexion-cle")
	v.presses("Utiliser ma clé d’accès")
	v.See("votre espace santé")

	bare := h.visitor(t, b, webtest.Look{Width: 360, ScriptsOff: true})
	half := func() {
		bare.goes("/connexion")
		bare.Fill("identifiant", s.email)
		bare.Fill("mot-de-passe", goodPassword)
		bare.presses("Continuer")
	}
	half()
	bare.See("Ici, choisissez une autre façon.")
	bare.picture("connexion-cle")
	bare.presses("Utiliser un code imprimé")
	bare.Fill("code", codes[3])
	bare.presses("Me connecter")
	bare.See("votre espace santé")
	h.reads(s.email, "Nouvel appareil", nil)
	for _, page := range []string{"/securite", "/securite/connexion", "/securite/appareils", "/parametres/contact"} {
		bare.goes(page)
		bare.picture("bare" + strings.ReplaceAll(page, "/", "-"))
	}
	bare.presses("Continuer") // nothing typed
	bare.See("Il manque une réponse.")
	bare.goes("/securite/appareils")
	bare.presses("Déconnecter : ")
	bare.See("Cet appareil est déconnecté.")
	v.goes("/accueil")
	v.See("Se connecter")

	bare.goes("/securite/appareils")
	bare.presses("Tout déconnecter")
	bare.See("Tous vos appareils sont déconnectés, celui-ci aussi.")
	half()
	bare.presses("Recevoir un code")
	bare.Fill("code", h.reads(s.email, "Votre code", sixDigits))
	bare.presses("Me connecter")
	bare.See("votre espace santé")
	h.valid()
}

// M11, T24: a contact changes a day later, told to the old one, who stops it
// without signing in; not stopped, it is then the one that codes go to.
func TestAContactChangesOverADay(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	b, s := webtest.Start(t), h.invited(ruth())
	v := h.visitor(t, b, webtest.Look{Width: 360, ScriptsOff: true})
	v.activates(s, h.code(s))
	asks := func() {
		v.goes("/parametres")
		v.presses("Changer mon contact")
		if strings.Contains(v.URL(), "/securite/mot-de-passe") {
			v.Fill("mot-de-passe", goodPassword)
			v.presses("Continuer")
		}
		v.Choose("moyen", "courriel")
		v.Fill("courriel", "neuve@exemple.test")
		v.presses("Recevoir un code")
		v.Fill("code", h.reads("neuve@exemple.test", "Votre code", sixDigits))
		v.presses("Changer mon contact")
		v.See("L’ancien contact est prévenu.")
	}
	asks()
	v.picture("contact-en-chemin")
	said := h.reads(s.email, "Votre adresse va changer", nil)
	if strings.Contains(said, "neuve") || regexp.MustCompile(`https?://`).MatchString(said) {
		t.Errorf("the message tells the new address, or holds a link:\n%s", said)
	}
	stranger := h.visitor(t, b, webtest.Look{})
	stranger.goes("/arreter-un-changement")
	stranger.Fill("identifiant", s.email)
	stranger.Fill("code", h.reads(s.email, "Votre adresse va changer", paperCodes))
	stranger.presses("Arrêter le changement")
	stranger.See("Le changement est arrêté")
	h.moves(25 * time.Hour)
	if err := h.people.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	v.signsIn(s) // by the old address, and the code goes there
	asks()
	h.moves(25 * time.Hour)
	if err := h.people.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.email = "neuve@exemple.test"
	v.signsIn(s)
	h.valid()
}
