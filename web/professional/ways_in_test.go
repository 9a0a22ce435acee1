package professional_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// Issue 6 point 4, R.1111-32: the square beside the code finds the person and brings the code, nothing being typed; the card is compared all
// the same; it opens once, and nobody, an opposition or a block answer it with the same words.
func TestASquareFindsAndOpens(t *testing.T) {
	h := open(t)
	pro, other, blocked := h.Professional(t, "60", "", sample.FINESS(1)), h.Professional(t, "60", "", sample.FINESS(2)), h.Professional(t, "60", "", sample.FINESS(3))
	p, opposed := h.Patient(t, access.Activated), h.Patient(t, access.Opposed)
	h.must(h.Consents.Block(t.Context(), p.Actor, p.Patient, blocked.Account))
	drawn := func() string {
		c, err := h.Consents.IssueCode(t.Context(), p.Actor, p.Patient)
		h.must(err)
		return c.Drawing(p.Patient)
	}
	const here = "/pro/patients/code"
	square := drawn()
	v := h.signedIn(pro)
	v.get("/pro/patients").is(200).says("Elle me montre un code à scanner")
	v.get(here).is(200)
	v.post(here, "code", "K7Q F2M").is(http.StatusUnprocessableEntity).says("Ce n’est pas le dessin d’un code")
	v.post(here, "code", "").is(http.StatusUnprocessableEntity)
	v.post(here, "code", strings.ToLower(square)).leads(space(p) + "/identite")
	card := v.get(space(p)+"/identite").is(200).says("ouvrir avec son code", p.Person.BirthName)
	code := regexp.MustCompile(`name="code" value="([0-9A-Z]{6})"`).FindStringSubmatch(card.body)
	v.post(space(p)+"/ouvrir/code", "code", code[1]).leads(space(p))
	v.get(space(p)).is(200)
	late := h.signedIn(other)
	late.post(here, "code", square).leads(space(p) + "/identite")
	late.get(space(p) + "/identite").is(200)
	late.post(space(p)+"/ouvrir/code", "code", square).is(http.StatusUnprocessableEntity) // it has served
	late.post(space(p)+"/ouvrir/code", "code", drawn()).leads(space(p))                   // scanned on the page of the code
	strange := strings.ToUpper(opposed.Patient.String()) + "K7QF2M"
	late.post(space(p)+"/ouvrir/code", "code", strange).is(http.StatusUnprocessableEntity)
	same := ""
	for name, answer := range map[string]page{"opposed": late.post(here, "code", strange), "blocked": h.signedIn(blocked).post(here, "code", square),
		"nobody": late.post(here, "code", strings.ToUpper(id.New[id.Patient]().String())+"K7QF2M")} {
		answer.is(http.StatusUnprocessableEntity).silent(p.Person.BirthName)
		if said := regexp.MustCompile(`[A-Z2-7]{26}[0-9A-Z]{6}`).ReplaceAllString(answer.main(), ""); same == "" {
			same = said
		} else if said != same {
			t.Errorf("%s answers otherwise", name)
		}
	}
}

// G14, scenarios 16 and 17: who coordinates care comes in where the deployer lets such members of a care team in, with the team and in no
// other way, and reads what the matrix opens to her.
func TestWhoIsOfNoHealthProfessionComesInWithTheTeam(t *testing.T) {
	h := open(t)
	gp, pro := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "FCT_COORD", "", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	v := h.signedIn(pro).meets(p)
	v.get(space(p) + "/ouvrir").is(http.StatusForbidden).says("Ce rôle dans l’équipe de soins n’est pas encore ouvert.")
	h.must(h.Consents.RecordTeamConsent(t.Context(), pro.Actor, p.Patient, consent.Oral, true))
	v.post(space(p)+"/ouvrir", "motif", "connu").is(http.StatusForbidden)
	h.must(h.Consents.WithdrawConsent(t.Context(), p.Actor, p.Patient, pro.Account))
	h.Gate.OpenToRoles(true)
	v.get(space(p)+"/ouvrir").is(200).says("Mon équipe de soins la suit", "d’aucune autre façon").silent("Elle me montre un code", "C’est une urgence", "accord pour aujourd’hui")
	h.must(h.Consents.DeclareConsent(t.Context(), pro.Actor, p.Patient, consent.Oral))
	v.post(space(p)+"/ouvrir", "motif", "connu").is(http.StatusForbidden)
	v.post(space(p)+"/ouvrir/urgence", "exprimer", "oui", "danger", "oui", "raison", "Trouvée sans connaissance chez elle.").is(http.StatusForbidden)
	v.post(space(p)+"/ouvrir/equipe", "accord", "oral", "informe", "oui").leads(space(p))
	h.gave(gp.Actor, p, record.Upload{Type: "11490-0", Title: "Pour elle"})
	h.gave(gp.Actor, p, record.Upload{Type: "15507-7", Title: "Pas pour elle"})
	v.get(space(p)).is(200).says("Pour elle").silent("Pas pour elle")
}
