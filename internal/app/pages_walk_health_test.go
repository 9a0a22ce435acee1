package app

import (
	"net/http"
	"regexp"
	"strings"
)

// healing is the profile, the vaccinations and the measures, by the person and
// by the doctor whose visit is open (PAT-06 to PAT-08).
func (in *inspection) healing(own, pro *client, me somebody) {
	space := "/pro/patients/" + me.patient.String()
	in.sees(own, "/profil-medical", "/profil-medical/1", "/profil-medical/premiers-pas/2", "/vaccinations", "/mesures",
		"/mesures/tension")
	in.answers(own, wrong, "/profil-medical/premiers-pas/2", "reponse", "oui")
	in.answers(own, moves, "/profil-medical/premiers-pas/2", "reponse", "oui", "nom1", "Latex")
	in.sees(own, "/profil-medical/premiers-pas/9")
	in.answers(own, moves, "/profil-medical/premiers-pas/9", "reponse", "non")
	in.answers(own, moves, "/profil-medical/3/non-concerne")
	if a := own.get("/profil-medical/premiers-pas"); a.status == moves && a.path == "/profil-medical" {
		in.met[in.route("/profil-medical/premiers-pas")] = true
	}
	in.sees(own, "/profil-medical/3")
	in.books(own, "", "/profil-medical")
	in.books(pro, space, space+"/profil")
	in.answers(pro, moves, space+"/profil/2/ajouter", "nom", "Chat")
	for theirs, mine := range map[string]string{space + "/profil/2": "/profil-medical/2", space + "/vaccinations": "/vaccinations",
		space + "/mesures/tension": "/mesures/tension"} {
		in.contesting(own, pro, mine, theirs)
	}
	in.sees(own, "/profil-medical/resume")
}

// contesting is the person who says that what the doctor wrote is not exact.
func (in *inspection) contesting(own, pro *client, mine, theirs string) {
	at := in.lineWith(own, mine, "/contester")
	in.sees(own, at+"/contester")
	in.answers(own, wrong, at+"/contester")
	in.answers(own, moves, at+"/contester", "raison", "Ce n’était pas moi.")
	in.sees(own, at, mine)
	in.sees(pro, theirs)
	in.answers(own, moves, at+"/ne-plus-contester")
}

// lineWith is the first line of a list to which something may be done.
func (in *inspection) lineWith(c *client, list, way string) string {
	for _, at := range regexp.MustCompile(`href="(`+list+`/[a-z2-7]{26})[/"]`).FindAllStringSubmatch(string(c.get(list+"?periode=tout").body), -1) {
		if c.get(at[1]+way).status == http.StatusOK {
			return at[1]
		}
	}
	in.t.Fatal("no line with ", way, " in ", list)
	return ""
}

// books writes in each book, and sees each page about a line.
func (in *inspection) books(c *client, base, profile string) {
	in.sees(c, profile, profile+"/resume", profile+"/resume.pdf", profile+"/resume.json", profile+"/2/ajouter")
	in.answers(c, wrong, profile+"/2/ajouter", "nom", "")
	in.answers(c, wrong, profile+"/2/ajouter", "nom", " ", "faire", "chercher")
	if page := string(c.post(profile+"/2/ajouter", "nom", "cacahuete", "faire", "chercher").body); !strings.Contains(page, "Arachide") {
		in.t.Error("the list does not know peanuts")
	}
	in.answers(c, moves, profile+"/2/ajouter", "nom", "Arachide", "code", "peanut", "gravite", "severe")
	in.lineOf(c, profile+"/2", "nom", "Œuf")
	in.sees(c, base+"/vaccinations/ajouter")
	in.answers(c, wrong, base+"/vaccinations/ajouter", "nom", "grippe")
	in.answers(c, moves, base+"/vaccinations/ajouter", "nom", "Comirnaty", "code", "J07BN01", "quand", "3/5/2021")
	in.lineOf(c, base+"/vaccinations", "nom", "Grippe", "quand", "2024")
	in.answers(c, moves, base+"/vaccinations/ajouter", "nom", "Comirnaty", "code", "J07BN01", "quand", "3/6/2021")
	in.sees(c, base+"/vaccinations/certificat", base+"/vaccinations/certificat.pdf", base+"/vaccinations/attestation", base+"/vaccinations/attestation.pdf")
	doc := regexp.MustCompile(`[a-z2-7]{26}$`).FindString(in.documents(c, base)[0])
	in.sees(c, base+"/vaccinations/depuis-un-document/"+doc)
	in.answers(c, wrong, base+"/vaccinations/depuis-un-document/"+doc)
	measures := base + "/mesures"
	in.sees(c, measures, measures+"/imprimer", measures+"/tension", measures+"/tension/ajouter")
	day := []string{"date-jour", "3", "date-mois", "5", "date-annee", "2026"}
	in.answers(c, wrong, measures+"/tension/ajouter", "valeur", "210", "valeur2", "90")
	in.answers(c, wrong, measures+"/tension/ajouter", append(day, "valeur", "210", "valeur2", "90")...) // « est-ce exact ? »
	in.answers(c, moves, measures+"/tension/ajouter", append(day, "valeur", "128", "valeur2", "82")...)
	in.lineOf(c, measures+"/tension", append(day, "valeur", "126", "valeur2", "80")...)
	in.answers(c, moves, measures+"/tension/ajouter", append(day, "valeur", "130", "valeur2", "81", "heure", "18:30")...)
	in.sees(c, measures+"/tension?periode=tout")
}

// lineOf walks what can be done to a line of one's own.
func (in *inspection) lineOf(c *client, list string, answers ...string) {
	at := in.lineWith(c, list, "/modifier")
	in.sees(c, list, at, at+"/modifier")
	in.answers(c, wrong, at+"/modifier", answers[0], "")
	in.answers(c, moves, at+"/modifier", answers...)
	in.sees(c, at, at+"/retirer")
	in.answers(c, moves, at+"/retirer")
	in.sees(c, at)
}
