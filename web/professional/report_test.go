package professional_test

import (
	"regexp"
	"testing"

	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// ux.md GP-05: « Signaler une erreur » on a colleague's document; its author answers, and the answer is found.
func TestAnErrorIsReportedFromThePageOfADocument(t *testing.T) {
	h := open(t)
	gp, other := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "10", "SM04", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp, BirthName: "TESTARD"})
	h.gave(other.Actor, p, record.Upload{Type: biology, Title: "Bilan de mars"})
	v := h.signedIn(gp).opens(p)
	doc := regexp.MustCompile(space(p) + `/documents/[a-z2-7]{26}`).FindString(v.get(space(p)).body)
	v.get(doc).is(200).says("Signaler une erreur")
	ask := v.get(doc+"/signaler").is(200).says("Votre message va à l’auteur", "Bilan de mars")
	v.post(doc+"/signaler", hidden(ask)...).is(422)
	v.post(doc+"/signaler", append(hidden(ask), "demande", "Ce n’est pas son bilan.")...).leads(doc)
	v.get(doc).is(200).says("L’auteur est prévenu")
	v.post(doc+"/signaler", "cle", "rien", "demande", "Encore").is(422)
	a := h.signedIn(other)
	list := a.get("/pro/demandes").is(200).says("Erreur signalée par un confrère")
	one := regexp.MustCompile(`/pro/demandes/[a-z2-7]{26}`).FindString(list.body)
	a.get(one).is(200).says("Signalée par", "Ce n’est pas son bilan.", "Votre confrère lit votre raison.")
	a.post(one, "decision", "non", "reponse", "C’est le sien.").leads("/pro/demandes")
	v.get("/pro/demandes").is(200).says("Erreur que vous avez signalée", "Terminée le")
	v.get(one).is(200).says("Une erreur que vous avez signalée", "Il ne corrige pas. C’est le sien.").silent("Envoyer la réponse")
	v.post(one, "decision", "oui").is(404)
	h.opens404(a, doc)
}

// opens404 wants who has no opening sent back to the card.
func (h *house) opens404(v *visitor, doc string) {
	h.t.Helper()
	if p := v.get(doc + "/signaler"); p.status != 303 {
		h.t.Errorf("without an opening: %d", p.status)
	}
}
