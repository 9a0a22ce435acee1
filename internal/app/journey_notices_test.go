package app

import (
	"strings"
	"testing"
	"time"

	"espacesante/web/webtest"
)

// PAT-04, PAT-13, #31, issue 7 points 1 and 12: what waits is said on the first
// page and leads where it matters; notices are read, all at once too; what may
// wait comes in one message a day; what cannot be switched off is not.
func TestAPersonReadsWhatSheIsToldAndChoosesHow(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			me := h.invited(ruth())
			v := h.visitor(t, b, look)
			v.activates(me, h.code(me))
			doctor := h.client().worksAs(h.hires(drSmith)[0])
			base := (home{house: h}).found(doctor, me)
			h.quiet()

			v.goes("/accueil")
			v.See("Ce qui vous attend")
			v.See("Dire si vous avez des allergies")
			v.See("accord à vérifier")
			v.picture("accueil-attend")
			before := v.unread()
			v.presses("1 accord à vérifier")
			if now := v.unread(); before == 0 || now != before-1 { // at once, on the page it leads to
				t.Errorf("the bell says %d, %d before one was read", now, before)
			}
			if !strings.HasSuffix(v.URL(), "/acces/professionnels") {
				t.Error("an agreement leads to", v.URL())
			}
			v.goes("/notifications")
			v.See("non lue")
			v.picture("notifications")
			v.presses("Tout marquer comme lu")
			v.See("Tout est lu")
			if v.unread() != 0 {
				t.Error("all is read, and the bell says otherwise")
			}
			v.Miss("Nouveau")

			v.presses("Choisir comment être prévenu")
			v.picture("notifications-choix")
			if held := strings.Count(v.HTML(), "disabled"); held < 20 {
				t.Errorf("%d boxes are held", held)
			}
			v.presses("Enregistrer mes choix")
			v.See("Vos choix sont enregistrés")
			v.Choose("rythme", "jour")
			v.presses("Enregistrer mes choix")
			h.quiet()
			mine := home{house: h}
			sent := mine.outbox(me.email)
			h.post(doctor, 303, base+"/profil/1/ajouter", "nom", "Asthme, sans précision", "depuis", "2010")
			h.quiet()
			if now := mine.outbox(me.email); now != sent {
				t.Errorf("%d messages left at once", now-sent)
			}
			v.goes("/accueil")
			v.See("1 notification non lue")
			h.moves(25 * time.Hour)
			if _, err := h.sweep(t.Context(), func(int) {}); err != nil {
				t.Fatal(err)
			}
			text := h.reads(me.email, "Du nouveau", nil)
			if !strings.Contains(text, "chose nouvelle") || strings.Contains(text, "Asthme") || strings.Contains(text, "profil") {
				t.Error(text)
			}
		})
	}
}

// unread is the number beside the bell.
func (v *visitor) unread() (n int) {
	v.Ask(`Number(document.querySelector('header a[href="/notifications"] span')?.firstChild.textContent.trim() || 0)`, &n)
	return n
}
