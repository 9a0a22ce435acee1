package app

import (
	"espacesante/internal/dbtest"
	"regexp"
	"testing"
)

// countFields counts the answers that a page asks for.
func countFields(body []byte) int {
	names := map[string]bool{}
	for _, m := range regexp.MustCompile(`<(?:input|select|textarea)[^>]*name="([^"]+)"`).FindAllSubmatch(body, -1) {
		if name := string(m[1]); name != "espace" {
			names[name] = true
		}
	}
	return len(names)
}

// parenting walks the pages of parents and of operators: a child whose parents
// disagree, whose space is opened, closed, and an access suspended.
func (in *inspection) parenting() {
	h := settle(in.house, leo())
	space := h.kid.patient.String()
	mother, father := in.client().signsIn(h.mother), in.client().signsIn(h.father)
	in.sees(in.client().signsIn(h.grandmother), "/proches") // nobody
	in.sees(mother, "/proches", "/proches/activer", "/proches/opposer")
	for _, path := range []string{"/proches/activer", "/proches/opposer"} {
		in.answers(mother, wrong, path, "code", "A")
		in.answers(mother, wrong, path, append(born(h.kid), "code", "2222-3333-4444")...)
	}
	in.answers(mother, moves, "/proches/activer", append(born(h.kid), "code", h.childCode(h.mother))...)
	in.sees(mother, "/proches/activer/choix")
	in.answers(mother, wrong, "/proches/activer/choix")
	in.answers(mother, moves, "/proches/activer/choix", "autorite", "oui", "partage", "oui", "urgence", "yes")
	in.sees(mother, "/proches/activer/fait", "/proches")
	in.answers(father, moves, "/proches/opposer", append(born(h.kid), "code", h.childCode(h.father))...)
	in.sees(father, "/proches/opposer/choix")
	in.answers(father, wrong, "/proches/opposer/choix")
	in.answers(father, moves, "/proches/opposer/choix", "autorite", "oui")
	in.sees(father, "/proches/opposer/fait", "/proches/opposer/recu.pdf", "/proches")
	operator := in.client()
	operator.comesIn("/exploitation", in.staffs("operator")[0])
	in.settling(operator, space)
	in.answers(mother, moves, h.in())
	in.sees(mother, "/accueil", "/documents", "/acces", "/historique", "/parametres", "/parametres/fermer", "/proches", "/proches/plus-partage")
	in.answers(mother, moves, "/parametres/fermer/effacer")
	in.answers(mother, moves, "/parametres/fermer/verification", "code", in.reads(h.mother.email, "code", sixDigits))
	in.sees(mother, "/parametres/fermer/confirmer")
	if to := in.answers(mother, moves, "/parametres/fermer/confirmer"); to != "/proches/ferme" {
		in.t.Error("closing for a child leads to", to)
	}
	in.sees(mother, "/proches/ferme", "/proches/ferme/recu.pdf", "/proches")
	in.answers(mother, moves, "/proches/"+space+"/garder")
	in.answers(mother, moves, "/proches/"+space+"/rouvrir")
	in.suspending(operator, h)
	in.sees(father, "/proches") // not shared any longer
	older := h
	older.kid = h.born(zoe(), h.mother)
	in.youths(older)
	in.minding(h)
}

// minding is a doctor of the protection maternelle et infantile who says that
// she follows a small child (L.1111-18).
func (in *inspection) minding(h home) {
	h.kid = h.born(somebody{ins: nir("1230509122309"), family: "MARTIN", given: "NOE", birth: "2023-05-11", vitale: "44440002"}, h.mother)
	h.opened(in.client().signsIn(h.mother), h.mother)
	doctor := in.hires("10100000057,LEROY,Maud,Dr,10,,090000217,PMI de Foix,Foix,leroy@exemple.test")[0]
	if _, err := dbtest.AsSuperuser(in.t, in.pool).Exec(in.t.Context(), `UPDATE structures SET category = '223' WHERE finess = '090000217'`); err != nil {
		in.t.Fatal(err)
	}
	c, base := in.client().worksAs(doctor), "/pro/patients/"+h.kid.patient.String()
	in.answers(c, moves, "/pro/patients", "ins", h.kid.ins)
	in.sees(c, base+"/identite", base+"/ouvrir", base+"/ouvrir/pmi")
	in.answers(c, wrong, base+"/ouvrir/pmi")
	in.answers(c, moves, base+"/ouvrir/pmi", "accord", "oral", "informe", "oui")
	in.sees(c, base)
}

// settling is an operator who ends a disagreement.
func (in *inspection) settling(operator *client, space string) {
	in.sees(operator, "/exploitation", "/exploitation/litiges", "/exploitation/litiges/"+space, "/exploitation/suspensions", "/exploitation/representants")
	in.answers(operator, wrong, "/exploitation/litiges/"+space)
	in.answers(operator, moves, "/exploitation/litiges/"+space, "decision", "ouvrir")
	in.sees(operator, "/exploitation/litiges", "/exploitation/litiges/"+space)
}

// suspending is an operator who suspends an access, and a whole space.
func (in *inspection) suspending(operator *client, h home) {
	in.answers(operator, wrong, "/exploitation/representants", "ins", "1")
	in.answers(operator, wrong, "/exploitation/representants", "ins", nir("2550378006999")) // nobody's
	to := in.answers(operator, moves, "/exploitation/representants", "ins", h.kid.ins)
	in.sees(operator, to)
	in.answers(operator, wrong, to+"/suspendre")
	in.answers(operator, moves, to+"/suspendre", "representant", h.father.patient.String(), "raison", "judgment")
	in.sees(operator, to, "/exploitation/representants", "/exploitation")
	in.answers(operator, wrong, "/exploitation/suspensions", "ins", "1")
	to = in.answers(operator, moves, "/exploitation/suspensions", "ins", h.grandmother.ins)
	in.sees(operator, to)
	in.answers(operator, wrong, to)
	in.answers(operator, moves, to, "raison", "identity-theft")
	in.sees(operator, to, "/exploitation/suspensions")
	in.answers(operator, moves, to+"/reprendre")
}

// #69, decisions.md §2: refusing for a child asks no more pages and no more
// fields than activating for it.
func TestRefusingForAChildAsksNoMoreThanActivating(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	ways := map[string][2]int{}
	for path, by := range map[string]somebody{"/proches/activer": h.mother, "/proches/opposer": h.father} {
		c := h.client().signsIn(by)
		fields := countFields(c.get(path).body)
		h.post(c, moves, path, append(born(h.kid), "code", h.childCode(by))...)
		fields += countFields(c.get(path + "/choix").body)
		ways[path] = [2]int{3, fields} // the third page says that it is done
		if a := c.post(path+"/choix", "autorite", "oui", "partage", "oui", "urgence", "yes"); a.path != path+"/fait" {
			t.Errorf("%s leads to %s", path, a.path)
		}
	}
	if a, o := ways["/proches/activer"], ways["/proches/opposer"]; o[1] > a[1] || o[1] == 0 {
		t.Errorf("activating: %v, refusing: %v", a, o)
	}
}
