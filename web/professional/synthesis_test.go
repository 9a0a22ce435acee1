package professional_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// hidden are the fields that a form carries from one page to the next.
func hidden(p page) (fields []string) {
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)"`).FindAllStringSubmatch(p.main(), -1) {
		fields = append(fields, m[1], m[2])
	}
	return fields
}

// ux.md GP-07, L.1111-15, #63: prefilled, part by part, kept as he goes, previewed, deposited; the person reads it, and the
// list of those to make empties.
func TestTheTreatingDoctorWritesTheYearlySynthesis(t *testing.T) {
	h := open(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp, BirthName: "TESTARD"})
	_, err := h.Profiles.Add(t.Context(), p.Actor, p.Patient, profile.Conditions, profile.Draft{Answers: map[string]string{"nom": "Asthme", "depuis": "2018", "etat": "active"}})
	h.must(err)
	v := h.signedIn(gp).opens(p)
	v.get("/pro").is(200).says("Des synthèses annuelles sont à faire")
	v.get("/pro/syntheses").is(200).says("TESTARD LÉA", "Aucune")
	v.get(space(p)).is(200).says("Synthèse annuelle")
	here := space(p) + "/synthese"
	v.get(here).is(200).says("Commencer la synthèse", "Vous n’en avez pas encore déposé")
	v.get(here + "/partie/1").leads(here)
	v.get(here + "/apercu").leads(here)
	v.post(here).leads(here)
	v.post(here).leads(here) // twice is once
	v.get(here).is(200).says("Pathologies en cours", "1 ligne", "à faire", "Vide")
	part := v.get(here + "/partie/1").is(200).says("Asthme, depuis 2018, actuelle")
	other := v.get(here + "/partie/12").is(200) // a second tab
	v.post(here+"/partie/1", append(hidden(part), "texte", "Asthme, depuis 2018, actuelle\nRhinite")...).leads(here + "/partie/2")
	v.post(here+"/partie/1", append(hidden(part), "texte", "Autre chose")...).is(422).says("a changé dans un autre onglet", "Rhinite", "Autre chose")
	v.post(here+"/partie/12", append(hidden(other), "texte", strings.Repeat("a", 4001))...).is(422)
	v.post(here+"/partie/12", append(hidden(other), "texte", "À revoir en mai.", "suite", "liste")...).leads(here)
	for _, no := range []string{"/partie/0", "/partie/13", "/partie/x"} {
		v.get(here + no).is(404)
	}
	preview := v.get(here+"/apercu").is(200).says("Rhinite", "À revoir en mai.", "J’ai informé la personne")
	v.post(here+"/apercu", hidden(preview)...).is(422).says("Cochez la case")
	signed := append(hidden(preview), "informe", "oui")
	to := v.post(here+"/apercu", signed...)
	if !strings.HasPrefix(to.to, space(p)+"/documents/") {
		t.Fatalf("%d to %q\n%s", to.status, to.to, to.main())
	}
	v.get(to.to).is(200).says("La synthèse est déposée", "Synthèse médicale", "Rhinite", "Commentaire du médecin")
	v.post(here+"/apercu", signed...).leads(to.to) // sent twice
	v.post(here+"/partie/12", append(hidden(other), "texte", "Trop tard")...).is(422).says("déjà déposé ou abandonné", "Trop tard")
	v.get("/pro/syntheses").is(200).says("Aucune synthèse à faire")
	v.get("/pro").is(200).silent("synthèses annuelles sont à faire")
	v.get(here).is(200).says("Votre dernière synthèse est du 12 mars 2027", "Commencer")
	l, err := h.Records.List(t.Context(), p.Actor, "", p.Patient, record.Filter{})
	h.must(err)
	if len(l.Documents) != 1 || l.Documents[0].Type != "60591-5" {
		t.Errorf("%+v", l.Documents)
	}
	h.Wait(366 * 24 * time.Hour)
	v = h.signedIn(gp)
	v.get("/pro").is(200).says("Des synthèses annuelles sont à faire")
	v.opens(p)
	v.post(here).leads(here)
	again := v.get(here + "/partie/12").is(200).says("À revoir en mai.")
	v.get(here + "/abandonner").is(200).says("Ce que vous avez écrit est effacé")
	v.post(here+"/abandonner", hidden(again)...).leads(here)
	v.get(here).is(200).says("Le brouillon est effacé", "Commencer")
}

// Whoever is not the médecin traitant is told so, in the words of elsewhere, and nothing is begun.
func TestNobodyElseWritesASynthesis(t *testing.T) {
	h := open(t)
	p := h.Someone(t, sample.Someone{})
	for _, trade := range []string{"10", "60", "21"} {
		other := h.Professional(t, trade, "", sample.FINESS(1))
		h.agreed(p, other)
		v := h.signedIn(other).opens(p)
		v.get(space(p)).is(200).silent("Synthèse annuelle")
		for _, path := range []string{"", "/partie/1", "/apercu", "/abandonner"} {
			v.get(space(p) + "/synthese" + path).is(403)
		}
		v.post(space(p) + "/synthese").is(403)
		v.get("/pro/syntheses").is(200).says("Aucune synthèse à faire")
	}
	gp := h.Professional(t, "10", "SM54", sample.FINESS(2))
	mine := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	v := h.signedIn(gp).opens(mine)
	h.must(h.Consents.Block(t.Context(), mine.Actor, mine.Patient, gp.Account))
	v.get(space(mine) + "/synthese").is(404).says(nobodyWords)
	v.post(space(mine) + "/synthese").leads(space(mine) + "/identite")
}
