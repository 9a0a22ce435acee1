package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// PAT-06, #45, #62, #113: the person fills the profile in, the doctor reads it and completes it in his name, the person
// says that it is not exact; one page sums it up. No word typed stands in an address.
func TestThePersonAndTheDoctorFillTheProfileIn(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	me, doctor := h.client().signsIn(h.mother), h.client().worksAs(h.hires(drSmith)[0])
	to := h.post(me, http.StatusSeeOther, "/profil-medical/premiers-pas/2", "reponse", "oui", "nom1", "Arachide", "nom2", "Latex")
	if to != "/profil-medical/premiers-pas/3" {
		t.Fatal("after allergies:", to)
	}
	if to = me.get("/profil-medical/premiers-pas").path; to != "/profil-medical/premiers-pas/3" {
		t.Error("left and come back to", to)
	}
	to = h.post(me, http.StatusSeeOther, to, "reponse", "non")
	if to = h.post(me, http.StatusSeeOther, to, "reponse", "oui", "nom", "Paul Martin", "lien", "spouse", "telephone", "06 39 98 00 12"); to != "/profil-medical" {
		t.Error("after the last step:", to)
	}
	base := h.found(doctor, h.mother)
	page := string(doctor.get(base + "/profil/resume").body)
	for _, words := range []string{"Arachide", "Latex", "Pas concerné", "Paul Martin"} {
		if !strings.Contains(page, words) {
			t.Errorf("the doctor does not read %q", words)
		}
	}
	h.post(doctor, http.StatusSeeOther, base+"/profil/1/ajouter", "nom", "Asthme, sans précision", "depuis", "2010")
	page = string(me.get("/profil-medical/1").body)
	if !strings.Contains(page, "Dr ") || !strings.Contains(page, "Asthme") {
		t.Error("the doctor's line is not there in his name")
	}
	line := regexp.MustCompile(`/profil-medical/1/[a-z2-7]{26}`).FindString(page)
	h.post(me, http.StatusSeeOther, line+"/contester", "raison", "Je n’ai jamais eu d’asthme.")
	if !strings.Contains(string(doctor.get(base+"/profil/1").body), "jamais eu d’asthme") {
		t.Error("the author does not read that it is contested")
	}
	for _, path := range []string{line + "/modifier", line + "/retirer"} {
		if a := me.get(path); a.status != http.StatusForbidden {
			t.Errorf("%s of a professional's line: %d", path, a.status)
		}
	}
	h.reads(h.mother.email, "complété", nil)
}

// found opens the space of somebody for a doctor, by a consent of the day.
func (h home) found(doctor *client, s somebody) string {
	h.t.Helper()
	base := "/pro/patients/" + s.patient.String()
	h.post(doctor, http.StatusSeeOther, "/pro/patients", "ins", s.ins)
	doctor.get(base + "/identite")
	h.post(doctor, http.StatusSeeOther, base+"/ouvrir/accord", "accord", "oral", "informe", "oui")
	return base
}

// R.1111-50: what a minor keeps secret of the profile, of the vaccinations or of the measures changes not a byte of what
// the parents see, the history included.
func TestASecretLineChangesNotAByteForTheParents(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	doctor, mother := h.client().worksAs(h.hires(drSmith)[0]), h.client().signsIn(h.mother)
	h.opened(mother, h.mother)
	base := h.found(doctor, h.kid)
	write := func(secret string) {
		h.post(doctor, http.StatusSeeOther, base+"/profil/3/ajouter", "nom", "Désogestrel", "secret", secret)
		h.post(doctor, http.StatusSeeOther, base+"/vaccinations/ajouter", "nom", "Papillomavirus", "quand", "2026", "secret", secret)
		h.post(doctor, http.StatusSeeOther, base+"/mesures/poids/ajouter", "valeur", "31", "date-jour", "3", "date-mois", "5", "date-annee", "2026", "secret", secret)
	}
	h.post(mother, http.StatusSeeOther, h.in())
	pages := []string{"/accueil", "/notifications", "/profil-medical", "/profil-medical/3", "/profil-medical/resume", "/vaccinations", "/vaccinations/certificat", "/mesures",
		"/mesures/poids?periode=tout", "/mesures/imc?periode=tout", "/historique", "/historique?qui=professionals", "/documents"}
	see := func() map[string]string {
		seen := map[string]string{}
		for _, path := range pages {
			a := mother.get(path)
			seen[path] = fmt.Sprint(a.status) + steady(a.body)
		}
		return seen
	}
	write("rien") // nothing is kept at all
	h.quiet()
	see()
	before, sent := see(), h.outbox(h.mother.email)+h.outbox(h.father.email)
	write("cacher")
	after := see()
	for _, path := range pages {
		if before[path] != after[path] {
			t.Errorf("%s changed:\n%s", path, firstDifference(before[path], after[path]))
		}
	}
	if page := string(doctor.get(base + "/profil/3").body); !strings.Contains(page, "Désogestrel") {
		t.Error("the secret line was not kept")
	}
	h.quiet()
	if now := h.outbox(h.mother.email) + h.outbox(h.father.email); now != sent {
		t.Errorf("%d messages since", now-sent)
	}
}
