package app

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"espacesante/web/webtest"
)

// L.1111-15, #63, ux.md GP-07, PHA-06: the médecin traitant finds who waits for a synthesis, writes it part by part and deposits
// it; the person is told and reads it. A record left alone for a minute is blurred, and no title names anybody.
func TestTheYearlySynthesisIsWrittenDepositedAndRead(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			pros := h.hires("10100000016,ROUX,Jeanne,Dr,10,SM26,090000175,Cabinet des Lilas,Foix,roux@exemple.test")
			me := h.invited(treated(pros[0]))
			h.activated(me)
			doctor := h.visitor(t, b, look)
			doctor.worksAs(pros[0])
			doctor.finds(me)
			doctor.presses("Oui, ouvrir son espace santé")
			doctor.goes("/pro")
			doctor.presses("Des synthèses annuelles sont à faire")
			doctor.See("SUIVIE")
			doctor.goes("/pro/patients/" + me.patient.String())
			doctor.presses("Synthèse annuelle")
			doctor.presses("Commencer la synthèse")
			doctor.presses("Pathologies en cours")
			doctor.Fill("texte", "Hypertension artérielle\nMigraines")
			doctor.presses("Enregistrer et continuer")
			doctor.See("Antécédents médicaux")
			doctor.Fill("texte", "Appendicectomie en 1990")
			doctor.presses("Enregistrer et voir la liste")
			doctor.See("2 lignes")
			doctor.picture("synthese")
			doctor.presses("Voir l’aperçu et déposer")
			doctor.See("Migraines")
			doctor.presses("Signer et déposer la synthèse")
			doctor.See("Cochez la case")
			doctor.Choose("informe", "oui")
			doctor.picture("synthese-apercu")
			doctor.presses("Signer et déposer la synthèse")
			doctor.See("La synthèse est déposée")
			if title := doctor.Title(); strings.Contains(strings.ToUpper(title), "SUIVIE") || strings.Contains(title, "CAMILLE") {
				t.Errorf("the title names the person: %s", title)
			}
			if !look.ScriptsOff {
				leftAlone(t, doctor)
			}
			h.reads(me.email, "Un document est arrivé", nil)
			v := h.visitor(t, b, look)
			v.signsIn(me)
			v.goes("/documents")
			v.presses("Synthèse médicale")
			v.See("Appendicectomie en 1990")
			v.goes("/historique")
			v.See("A préparé la synthèse annuelle")
			h.valid()
		})
	}
}

// leftAlone lets a minute pass over an open record, then presses a key.
func leftAlone(t *testing.T, v *visitor) {
	t.Helper()
	var veiled bool
	v.Ask(`(() => { const real = Date.now; Date.now = () => real() + 61000; return true })()`, &veiled)
	v.Do("waits for the veil", chromedp.WaitVisible(".is-veiled .es-veil"))
	v.See("Écran masqué après une minute")
	v.Ask(`getComputedStyle(document.querySelector("main")).filter !== "" && getComputedStyle(document.querySelector("[data-veil]")).filter.includes("blur")`, &veiled)
	if !veiled {
		t.Error("the record is not blurred")
	}
	v.Do("presses a key", chromedp.KeyEvent("a"))
	v.Ask(`document.body.classList.contains("is-veiled")`, &veiled)
	if veiled {
		t.Error("a key does not show it again")
	}
}
