package professional_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/consent"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// ux.md §1.12: from the record and from « mes accès », who opened says that it was a mistake: told what follows, once, and
// the space is shut in this session too; another's line is nowhere.
func TestWhoOpenedByMistakeSaysSo(t *testing.T) {
	h := open(t)
	nurse, other := h.Professional(t, "60", "", sample.FINESS(1)), h.Professional(t, "60", "", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{BirthName: "TESTARD"})
	h.must(h.Consents.DeclareConsent(t.Context(), nurse.Actor, p.Patient, consent.Oral))
	v := h.signedIn(nurse).opens(p)
	here := link(t, v.get(space(p)).is(200).says("J’ai ouvert par erreur"), space(p)+"/par-erreur/")
	v.get(here).is(200).says("TESTARD", "Votre accès s’arrête tout de suite", "La personne est prévenue").silent("relecteur", "médecin traitant")
	v.get(space(p) + "/par-erreur/x").is(404)
	v.post(here, "message", strings.Repeat("a", 501)).is(422).says("aaaa")
	late := h.signedIn(other)
	late.get(here).is(404)
	late.post(here).is(404)
	v.post(here, "message", "Un homonyme.").leads("/pro/mes-acces")
	v.get("/pro/mes-acces").is(200).says("C’est noté.", "avez dit avoir ouvert l’espace santé par erreur")
	v.get(space(p)).leads(space(p) + "/identite")
	v.post(here).leads("/pro/mes-acces") // pressed twice
	if again := link(t, v.get("/pro/mes-acces"), space(p)+"/par-erreur/"); again != here {
		t.Errorf("« mes accès » leads to %s", again)
	}
	v.get(here).is(200).says("Vous l’avez déjà dit").silent("Dire que")
	past, err := h.Records.History(t.Context(), p.Actor, "", p.Patient, accesslog.Query{Quiet: true, Most: 50})
	h.must(err)
	said := 0
	for _, e := range past.Events {
		if e.Act == access.ReportMistake && e.Reason == "" {
			said++
		}
	}
	if said != 2 {
		t.Errorf("%d lines, want one for each time he said it", said)
	}
}

// ux.md GP-08: the médecin traitant alone has the page; what is wrong is named and kept; a colleague that the person
// blocked herself gives the same page.
func TestTheTreatingDoctorBlocksForThePerson(t *testing.T) {
	h := open(t)
	gp, nurse, hidden := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "60", "", sample.FINESS(2)), h.Professional(t, "60", "", sample.FINESS(3))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	h.must(h.Consents.AddToTeam(t.Context(), p.Actor, p.Patient, nurse.Account))
	h.must(h.Consents.Block(t.Context(), p.Actor, p.Patient, hidden.Account))
	v := h.signedIn(gp)
	here := space(p) + "/bloquer"
	v.get(here).leads(space(p) + "/identite")
	v.opens(p).get(space(p)).is(200).says("Bloquer un confrère, à sa demande")
	v.get(here).is(200).says("À dire à la personne").silent("Bloqués par vous")
	v.post(here, "rpps", "10000000000", "demande", "oui").is(422).says("Relisez les 11 chiffres")
	v.post(here, "rpps", nurse.RPPS).is(422).says("Erreur")
	v.post(here, "rpps", gp.RPPS, "demande", "oui").is(422).says("C’est votre propre numéro")
	for _, who := range []*sample.Professional{nurse, hidden} {
		v.post(here, "rpps", who.RPPS, "demande", "oui").leads(here)
		v.get(here).is(200).says("Votre confrère n’en sait rien", "Bloqués par vous")
	}
	other := h.signedIn(nurse)
	other.get(space(p) + "/identite").is(404).says(nobodyWords)
	colleague := h.Professional(t, "60", "", sample.FINESS(4))
	h.agreed(p, colleague)
	c := h.signedIn(colleague).opens(p)
	c.get(space(p)).is(200).silent("Bloquer un confrère")
	c.get(here).is(http.StatusForbidden)
	c.post(here, "rpps", gp.RPPS, "demande", "oui").is(http.StatusForbidden)
}

// G13, L.1111-18: at a place of the PMI, a doctor says once that he follows the child, with a parent there; elsewhere the
// motive is not offered and its address opens nothing.
func TestThePMIDoctorStatesHisMotive(t *testing.T) {
	h := open(t)
	doctor, gp := h.Professional(t, "10", "", sample.FINESS(1)), h.Professional(t, "10", "", sample.FINESS(2))
	_, err := superuser(t, h).Exec(t.Context(), `UPDATE structures SET category = '223' WHERE finess = $1`, sample.FINESS(1))
	h.must(err)
	parent := h.Patient(t, access.Activated)
	small := h.Someone(t, sample.Someone{Birth: time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC), Representatives: []*sample.Patient{parent}})
	old := h.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	h.gave(gp.Actor, small, record.Upload{Type: biology, Title: "Bilan"})
	v := h.signedIn(doctor).meets(small)
	v.get(space(small) + "/ouvrir").is(200).says("Je suis cet enfant pour la PMI")
	v.post(space(small)+"/ouvrir", "motif", "pmi").leads(space(small) + "/ouvrir/pmi")
	v.get(space(small) + "/ouvrir/pmi").is(200).says("Un parent est là")
	v.post(space(small) + "/ouvrir/pmi").is(422)
	v.post(space(small)+"/ouvrir/pmi", "accord", "oral", "informe", "oui").leads(space(small))
	v.get(space(small)).is(200).says("Bilan", "Motif : protection maternelle et infantile")
	v.meets(old).get(space(old) + "/ouvrir").is(200).silent("PMI")
	v.post(space(old)+"/ouvrir/pmi", "accord", "oral", "informe", "oui").is(http.StatusForbidden)
	o := h.signedIn(gp).meets(small)
	o.get(space(small) + "/ouvrir").is(200).silent("PMI")
	o.get(space(small) + "/ouvrir/pmi").is(http.StatusForbidden)
	o.post(space(small)+"/ouvrir/pmi", "accord", "oral", "informe", "oui").is(http.StatusForbidden)
}

// 6.3: the card says where: by FINESS or SIRET the place is chosen already, and still shown with the others; a card that
// names a place nobody knows, or two of them, chooses nothing.
func TestTheCardChoosesThePlaceOfWork(t *testing.T) {
	h, op := carded(t)
	pro := h.Professional(t, "60", "", sample.FINESS(1))
	h.Professional(t, "10", "", sample.FINESS(2)) // so that the directory knows the place
	h.alsoAt(t, pro.Account, sample.FINESS(2))
	_, err := superuser(t, h).Exec(t.Context(), `UPDATE structures SET siret = '19000000000015' WHERE finess = $1`, sample.FINESS(2))
	h.must(err)
	op.NationalID, op.Profession = "8"+pro.RPPS, "60"
	chosen := func(p page) string {
		for _, tag := range tags.FindAllString(p.body, -1) {
			if strings.Contains(tag, `name="lieu"`) && strings.Contains(tag, " checked") {
				_, rest, _ := strings.Cut(tag, `value="`)
				value, _, _ := strings.Cut(rest, `"`)
				return value
			}
		}
		return ""
	}
	for name, c := range map[string]struct {
		organisation string
		sites        []any
		want         string
	}{
		"by FINESS":                   {"1" + sample.FINESS(2), nil, sample.FINESS(2)},
		"by SIRET":                    {"319000000000015", nil, sample.FINESS(2)},
		"by its one activity":         {"", []any{map[string]any{"numeroFinessSite": sample.FINESS(1)}}, sample.FINESS(1)},
		"by its one activity's SIRET": {"", []any{map[string]any{"numeroFinessSite": "", "numeroSiretSite": "19000000000015"}}, sample.FINESS(2)},
		"two activities":              {"", []any{map[string]any{"numeroFinessSite": sample.FINESS(1)}, map[string]any{"numeroFinessSite": sample.FINESS(2)}}, ""},
		"the card before them":        {"1" + sample.FINESS(1), []any{map[string]any{"numeroFinessSite": sample.FINESS(2)}}, sample.FINESS(1)},
		"an unknown place":            {"1999999999", []any{map[string]any{"numeroFinessSite": ""}}, ""},
	} {
		op.Info = func(claims map[string]any) {
			claims["SubjectOrganizationID"] = c.organisation
			claims["SubjectRefPro"] = map[string]any{"exercices": []any{map[string]any{"codeProfession": "60", "activities": c.sites}}}
		}
		v := h.visitor()
		v.get(v.showsCard()).leads("/pro/structure")
		v.get("/pro").leads("/pro/structure")
		p := v.get("/pro/structure").is(200)
		if got := chosen(p); got != c.want || strings.Contains(p.body, "le lieu de votre carte") != (c.want != "") {
			t.Errorf("%s: %q is chosen, want %q", name, got, c.want)
		}
		v.post("/pro/structure", "lieu", sample.FINESS(1)).leads("/pro")
	}
}
