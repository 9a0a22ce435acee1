package app

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/clock"
	"espacesante/internal/identity"
	"espacesante/internal/record"
)

// teaming walks the agreements beyond one professional: a formalised team with a
// colleague invited, an agreement for it, one collected for a colleague; then
// the same seen by the person.
func (in *inspection) teaming(c, own *client, me somebody) {
	nurse := in.hires("10100000032,PETIT,Alain,,60,,090000191,Cabinet du Pont,Foix,petit@exemple.test")[0]
	colleague, rpps := in.client().worksAs(nurse), nurse.rpps
	in.sees(own, "/acces/accords")
	base := "/pro/patients/" + me.patient.String()
	in.sees(c, "/pro/equipe", "/pro/matrice")
	in.answers(c, wrong, "/pro/equipe", "nom", "")
	team := in.answers(c, moves, "/pro/equipe", "nom", "Équipe du quartier Nord")
	in.sees(c, team, "/pro/equipe")
	in.answers(c, wrong, team, "rpps", "10000000000")
	in.answers(c, moves, team, "rpps", rpps)
	in.sees(c, team)
	in.sees(colleague, "/pro/equipe", team)
	in.answers(colleague, moves, team+"/rejoindre")
	in.sees(colleague, "/pro/equipe", team)

	in.answers(c, moves, "/pro/patients", "ins", me.ins)
	in.sees(c, base+"/identite", base+"/ouvrir", base+"/ouvrir/equipe-formalisee")
	in.answers(c, wrong, base+"/ouvrir/equipe-formalisee")
	in.answers(c, moves, base+"/ouvrir/equipe-formalisee", "equipe", strings.TrimPrefix(team, "/pro/equipe/"), "accord", "oral", "informe", "oui")
	in.sees(c, base, base+"/identite", base+"/ouvrir", base+"/confier")
	in.answers(c, wrong, base+"/confier", "rpps", "1")
	in.answers(c, moves, base+"/confier", "rpps", rpps, "quand", "aujourdhui", "accord", "written", "informe", "oui")
	in.sees(c, base)
	in.sees(own, "/acces/accords", "/acces/professionnels")
	in.answers(own, moves, "/acces/accords/"+strings.TrimPrefix(team, "/pro/equipe/")+"/retirer")
	in.answers(colleague, moves, team+"/quitter")
	in.answers(c, moves, team+"/terminer")
	in.sees(c, "/pro/equipe")
}

// summing is the médecin traitant who writes the yearly synthesis of somebody.
func (in *inspection) summing(c *client, doctor colleague) {
	me := in.invited(treated(doctor))
	in.activated(me)
	base := "/pro/patients/" + me.patient.String()
	here := base + "/synthese"
	in.sees(c, "/pro/syntheses")
	in.answers(c, moves, "/pro/patients", "ins", me.ins)
	in.sees(c, base+"/identite")
	in.answers(c, moves, base+"/ouvrir", "motif", "connu")
	in.sees(c, base, "/pro", "/pro/syntheses", here)
	in.answers(c, moves, here)
	in.sees(c, here)
	for n := range 12 {
		in.sees(c, here+"/partie/"+strconv.Itoa(n+1))
	}
	in.sees(c, here+"/apercu") // empty
	carried := func(path string) (fields []string) {
		for _, m := range regexp.MustCompile(`name="(brouillon|edition)" value="([^"]*)"`).FindAllStringSubmatch(string(c.get(path).body), -1) {
			fields = append(fields, m[1], m[2])
		}
		return fields
	}
	in.answers(c, wrong, here+"/partie/12", append(carried(here+"/partie/12"), "texte", strings.Repeat("a", 4001))...)
	// What was tried on that form may have been saved: what is sent next carries the edition of now.
	if a := c.post(here+"/partie/12", append(carried(here+"/partie/12"), "texte", "À revoir dans six mois.")...); a.status != moves {
		in.t.Fatal(a.status, string(a.body))
	}
	in.sees(c, here+"/apercu", here+"/abandonner")
	in.answers(c, wrong, here+"/apercu", carried(here+"/apercu")...)
	if to := in.answers(c, moves, here+"/apercu", append(carried(here+"/apercu"), "informe", "oui")...); in.hostile == nil {
		in.sees(c, to)
	}
	in.sees(c, here, "/pro/syntheses")
	in.reporting(c, me)
	in.blocking(c, base)
}

// blocking is a médecin traitant who blocks a colleague at the person's word,
// and then says that the space was opened by mistake.
func (in *inspection) blocking(c *client, base string) {
	nurse := in.hires("10100000032,PETIT,Alain,,60,,090000191,Cabinet du Pont,Foix,petit@exemple.test")[0]
	in.sees(c, base+"/bloquer")
	in.answers(c, wrong, base+"/bloquer", "rpps", nurse.rpps)
	in.answers(c, moves, base+"/bloquer", "rpps", nurse.rpps, "demande", "oui")
	in.sees(c, base+"/bloquer")
	mistake := regexp.MustCompile(base + `/par-erreur/[a-z2-7]{26}`).FindString(string(c.get(base).body))
	in.sees(c, mistake)
	in.answers(c, wrong, mistake, "message", strings.Repeat("a", 501))
	in.answers(c, moves, mistake, "message", "Un homonyme.")
	in.sees(c, mistake, "/pro/mes-acces")
}

// reporting is a doctor who finds an error in what a colleague deposited.
func (in *inspection) reporting(c *client, me somebody) {
	author := in.hires("10100000040,MOREL,Luc,Dr,10,SM04,090000209,Clinique du Nord,Foix,morel@exemple.test")[0]
	account, _, err := in.people.Find(in.t.Context(), "professional", author.rpps)
	if err != nil {
		in.t.Fatal(err)
	}
	by, err := in.people.Actor(in.t.Context(), account, "")
	if err != nil {
		in.t.Fatal(err)
	}
	doc, err := in.records.Deposit(in.t.Context(), by, me.patient, record.Upload{Key: "walk", File: cdatest.PDF("Bilan"), Name: "bilan.pdf", Type: "11502-2",
		CaredOn: clock.Day(in.pool.Now()), Informed: true})
	if err != nil {
		in.t.Fatal(err)
	}
	at := "/pro/patients/" + me.patient.String() + "/documents/" + doc.String()
	in.sees(c, at, at+"/signaler")
	key := regexp.MustCompile(`name="cle" value="([a-z2-7]{26})"`).FindStringSubmatch(string(c.get(at + "/signaler").body))
	if key == nil {
		in.t.Fatal("no form to report an error")
	}
	in.answers(c, wrong, at+"/signaler", "cle", key[1])
	if in.hostile != nil {
		return // one of the strings was a report already, and one is open at a time
	}
	in.answers(c, moves, at+"/signaler", "cle", key[1], "demande", "Ce n’est pas son bilan.")
	in.sees(c, "/pro/demandes", "/pro/demandes/"+key[1])
}

// treated is somebody whose médecin traitant that is.
func treated(doctor colleague) somebody {
	return somebody{ins: cdatest.NIR("2700378006123"), family: "SUIVIE", given: "CAMILLE", birth: "1970-03-04", vitale: "55504321", email: "camille@exemple.test",
		oid: identity.OIDTest, doctor: doctor.rpps}
}

// publishing walks the versions of the habilitations: one operator proposes,
// another publishes.
func (in *inspection) publishing() {
	staff := in.staffs("operator", "caisse", "operator")
	one, two := in.client(), in.client()
	one.comesIn("/exploitation", staff[0])
	two.comesIn("/exploitation", staff[2])
	in.sees(one, "/exploitation/matrice", "/matrice/versions", "/matrice/versions/1/tableau.csv")
	in.answers(one, wrong, "/exploitation/matrice")
	rows := access.V1.Table()
	for i, r := range rows {
		if r[0] == "28" && r[2] == "11502-2" {
			rows[i][6] = "Y"
		}
	}
	var table bytes.Buffer
	if err := csv.NewWriter(&table).WriteAll(rows); err != nil {
		in.t.Fatal(err)
	}
	day := in.pool.Now().Add(48 * time.Hour)
	when := []string{"texte-jour", "1", "texte-mois", "3", "texte-annee", "2026", "effet-jour", day.Format("2"), "effet-mois", day.Format("1"), "effet-annee", day.Format("2006")}
	if a := one.uploads("/exploitation/matrice", "tableau", "tableau.csv", table.Bytes(), when...); a.status != moves {
		in.t.Fatal(a.status, string(a.body))
	}
	in.sees(one, "/exploitation/matrice")
	in.sees(two, "/exploitation/matrice")
	act := regexp.MustCompile(`/exploitation/matrice/\d+/publier`).FindString(string(two.get("/exploitation/matrice").body))
	if a := one.post(act); a.status != http.StatusConflict {
		in.t.Errorf("published by who proposed it: %d", a.status)
	}
	in.answers(two, moves, act)
	in.sees(two, "/exploitation/matrice", "/matrice", "/matrice/versions")
}

// keying is how who works here sets the second step of their sign-in.
func (in *inspection) keying(pro *client) {
	in.sees(pro, "/mes-cles", "/mes-cles/mot-de-passe")
	in.answers(pro, wrong, "/mes-cles/mot-de-passe", "mot-de-passe", "un autre mot de passe")
	in.answers(pro, moves, "/mes-cles/mot-de-passe", "mot-de-passe", workPassword)
	pocket := in.key()
	in.sees(pro, "/mes-cles/ajouter")
	in.answers(pro, wrong, "/mes-cles/ajouter", "nom", "", "reponse", "{}")
	in.answers(pro, moves, "/mes-cles/ajouter", "nom", "poste du cabinet", "reponse", pocket.answers(in.t, pro.get("/mes-cles/ajouter").body))
	in.answers(pro, moves, "/mes-cles/codes")
	in.sees(pro, "/mes-cles/codes") // once
	in.sees(pro, "/mes-cles")
}
