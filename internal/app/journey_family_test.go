package app

import (
	"testing"
	"time"

	"espacesante/web/webtest"
)

// types fills in the code of a child and the child's birth date.
func (v *visitor) types(kid somebody, code string) {
	v.Fill("code", code)
	birth, _ := time.Parse(time.DateOnly, kid.birth)
	v.Fill("naissance-jour", birth.Format("2"))
	v.Fill("naissance-mois", birth.Format("1"))
	v.Fill("naissance-annee", birth.Format("2006"))
	v.presses("Continuer")
}

// #46, #67, #69, decisions §4, PAR-01, PAR-02: in the browser, scripts on and
// off, a mother activates and is in her child's space, which says so; the father
// refuses, and the space waits.
func TestParentsInTheBrowser(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHome(t, leo())
			v := h.visitor(t, b, look)
			v.signsIn(h.mother)
			v.presses("Mes proches")
			v.See("À activer, ou à refuser")
			v.presses("Activer l’espace santé d’un enfant")
			v.types(h.kid, h.childCode(h.mother))
			v.Choose("partage", "oui")
			v.Choose("urgence", "yes")
			v.Choose("autorite", "oui")
			v.presses("Activer l’espace santé")
			v.See("est activé")
			v.presses("Ouvrir cet espace santé")
			v.See("L’espace santé de Leo Martin")
			v.picture("enfant")
			v.presses("Historique")
			v.See("activé l’espace santé")
			v.presses("Revenir à mon espace santé")
			v.See("Activé par vous")
			v.picture("proches")
			v.presses("Se déconnecter")

			v.signsIn(h.father)
			v.presses("Mes proches")
			v.See("Activé par un autre représentant")
			v.presses("M’opposer à l’espace santé d’un enfant")
			v.types(h.kid, h.childCode(h.father))
			v.See("Votre refus sera examiné")
			v.Choose("autorite", "oui")
			v.presses("M’opposer à cet espace santé")
			v.See("attend une décision")
			h.valid()
		})
	}
}
