package app

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/identity"
	"espacesante/web/webtest"
)

// Scenario 19, #30, #32, R.1111-48: an emergency doctor opens with two
// attestations and a reason; the person and the médecin traitant are told; the
// person does not recognise it, which blocks and opens a case; another doctor
// reviews it and never learns whose space it is.
func TestAnEmergencyIsOpenedToldReportedAndReviewed(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			pros := h.hires("10100000016,ROUX,Jeanne,Dr,10,SM26,090000175,Cabinet des Lilas,Foix,roux@exemple.test",
				"10100000024,DIALLO,Marc,Dr,10,SM04,090000183,Urgences du Lac,Foix,diallo@exemple.test")
			me := somebody{ins: "279035121518989", family: "PAT-TROIS", given: "DOMINIQUE MARIE-LOUISE", birth: "1979-03-28", vitale: "55501234",
				email: "dominique@exemple.test", oid: identity.OIDTest, doctor: pros[0].rpps}
			me = h.invited(me)
			h.activated(me)
			reviewers := h.staffs("reviewer", "reviewer")

			urgentist := h.visitor(t, b, look)
			urgentist.worksAs(pros[1])
			urgentist.presses("Urgence")
			urgentist.Fill("ins", me.ins)
			urgentist.presses("Trouver cette personne")
			urgentist.presses("Oui, et c’est une urgence")
			urgentist.presses("Ouvrir pour 60")
			urgentist.See("Cochez cette case si c’est vrai")
			urgentist.See("Expliquez en 20 caractères au moins")
			urgentist.Choose("exprimer", "oui")
			urgentist.Choose("danger", "oui")
			urgentist.Fill("raison", "Malaise sur la voie publique, sans connaissance.")
			urgentist.presses("Ouvrir pour 60")
			urgentist.See("ouverture en urgence")
			urgentist.See("puis il se referme")
			urgentist.picture("urgence")
			h.reads(me.email, "a été ouvert en urgence", nil)
			h.reads("roux@exemple.test", "a été ouvert en urgence", nil)
			urgentist.presses("Mes accès")
			urgentist.See("avez ouvert l’espace santé")

			doctor := h.visitor(t, b, look)
			doctor.worksAs(pros[0])
			doctor.See("ont été ouverts en urgence")
			doctor.See("Dr Marc DIALLO, Urgences du Lac, Foix")

			person := h.visitor(t, b, look)
			person.signsIn(me)
			person.goes("/historique")
			person.presses("Je ne reconnais pas cet accès")
			person.Fill("message", "J’étais chez moi ce jour-là.")
			person.presses("Bloquer et signaler")
			person.See("Ce professionnel est bloqué")
			urgentist.goes("/pro/patients/" + me.patient.String())
			urgentist.See("Aucun espace santé")

			staff := h.visitor(t, b, look)
			staff.goes("/exploitation/connexion")
			staff.Fill("identifiant", reviewers[0].email)
			staff.Fill("mot-de-passe", workPassword)
			staff.presses("Continuer")
			code, err := totp.GenerateCode(reviewers[0].secret, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			staff.Fill("code", code)
			staff.presses("Me connecter")
			staff.See("Accès à relire")
			staff.presses("Ouverture en urgence du")
			staff.See("Malaise sur la voie publique")
			h.tellsNobody(reviewers[1], me)
			staff.picture("relecture")
			staff.presses("Enregistrer mon avis")
			staff.See("Choisissez une réponse")
			staff.Choose("avis", "unjustified")
			staff.presses("Enregistrer mon avis")
			staff.See("Votre avis est enregistré")
			staff.presses("Accès signalé par la personne du")
			staff.See("J’étais chez moi ce jour-là")
			staff.Choose("avis", "unclear")
			staff.presses("Enregistrer mon avis")
			h.reads(me.email, "Réponse à votre signalement", nil)
			h.reads(me.email, "n’était pas justifiée", regexp.MustCompile("non justifiée"))
			h.valid()
		})
	}
}

// tellsNobody reads every page of the queue as a reviewer: whose space it is
// stands on none.
func (h *house) tellsNobody(reviewer worker, me somebody) {
	h.t.Helper()
	c := h.client()
	c.comesIn("/exploitation", reviewer)
	queue := string(c.get("/revue").body)
	cases := regexp.MustCompile(`/revue/[a-z2-7]{26}/[a-z2-7]{26}`).FindAllString(queue, -1)
	if len(cases) != 2 {
		h.t.Errorf("%d cases wait", len(cases))
	}
	for _, page := range append(cases, "/revue") {
		body := strings.ToUpper(string(c.get(page).body))
		for _, secret := range []string{me.family, "DOMINIQUE", me.ins, me.email} {
			if strings.Contains(body, strings.ToUpper(secret)) {
				h.t.Errorf("%s tells %s", page, secret)
			}
		}
	}
}
