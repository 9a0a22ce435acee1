package app

import (
	"testing"

	"espacesante/internal/access"
	"espacesante/web/webtest"
)

// shows types who somebody without a code is.
func (v *visitor) shows(s somebody, button string) {
	v.identity(s)
	v.Fill("serie", s.vitale)
	v.presses(button)
	v.See("Votre demande est reçue")
}

// brings types the code of a new message.
func (v *visitor) brings(s somebody, code string) {
	v.Fill("code", code)
	v.identity(s)
	v.presses("Continuer")
}

// #14, #129, #130, #143, R.1111-36: opposing without a code comes too late; the
// space is closed and erased without having been activated, kept after all, then reopened.
func TestClosingWithoutActivatingAndChangingOnesMind(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			me := h.invited(ruth())
			h.code(me)
			h.later(43)
			v := h.visitor(t, b, look)
			v.goes("/opposition")
			v.presses("Je n’ai pas de code")
			v.shows(me, "Recevoir un code pour m’opposer")
			v.presses("J’ai reçu mon code")
			v.brings(me, h.newCode(me))
			v.See("Il n’est plus possible de s’opposer")
			v.picture("fermer-sans-activer")
			v.presses("Fermer et effacer")
			v.picture("fermer-effacer")
			v.presses("Fermer et tout effacer")
			v.See("Votre espace santé est fermé")
			v.presses("Changer d’avis")
			v.picture("rouvrir")
			v.presses("Recevoir un code")
			v.shows(me, "Recevoir un nouveau code")
			v.goes("/reouvrir/identite")
			v.brings(me, h.newCode(me))
			v.See("va être effacé")
			v.picture("rouvrir-choix")
			v.presses("Annuler l’effacement")
			v.See("L’effacement est annulé")
			if got := h.standsAt(me); got != access.ClosedArchived {
				t.Error(got)
			}
			v.goes("/reouvrir") // R.1111-36: it comes back, with a code
			v.presses("Recevoir un code")
			v.shows(me, "Recevoir un nouveau code")
			v.goes("/reouvrir/identite")
			v.brings(me, h.newCode(me))
			v.presses("Rouvrir mon espace santé")
			v.joins(me)
			if got := h.standsAt(me); got != access.Activated {
				t.Error(got)
			}
			h.valid()
		})
	}
}
