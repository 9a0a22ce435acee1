package app

import (
	"net/http"
	"regexp"
	"time"
)

// agenting is the two areas of agents: an agent of 3422 on the telephone, one of
// a caisse at the counter, and the person who reads what they did.
func (in *inspection) agenting() {
	in.sees(in.client(), "/aide/mes-demandes")
	in.answers(in.client(), wrong, "/aide/mes-demandes", "numero", "D-2222-2222")
	in.moves(5 * time.Hour) // in the evening: nobody answers
	phone, _ := in.agents("support", "caisse")
	in.answers(phone, wrong, "/assistance/appels")
	in.sees(phone, "/assistance", "/assistance/scripts")
	closed := in.answers(phone, moves, "/assistance/appels", "motif", "oppose")
	in.sees(phone, closed+"/opposition")
	in.atOffice()
	phone, caisse := in.agents("helper", "operator", "support", "caisse")
	me := in.invited(somebody{ins: "265036322004854", family: "ACCUEIL", given: "SIMONE", birth: "1965-03-01", vitale: "55515553", email: "simone@exemple.test"})
	in.activated(me)
	own := in.client().signsIn(me)
	in.sees(own, "/securite/actes", "/acces/assistance")
	in.answers(own, moves, "/acces/assistance")
	in.sees(own, "/acces/assistance")
	in.answers(own, moves, "/acces/assistance/arreter")
	in.phoning(phone, me)
	in.receiving(caisse, me)
	me.email = "nouvelle@exemple.test" // signed out by one agent, told elsewhere by the other
	own = in.client().signsIn(me)
	in.sees(own, "/securite/actes", "/aide/mes-demandes")
	undo := regexp.MustCompile(`/securite/actes/[a-z2-7]{26}/annuler`).FindString(string(own.get("/securite/actes").body))
	in.sees(own, undo)
	in.answers(own, moves, undo)
}

// agents signs in the last two of staff: of 3422, of a caisse.
func (in *inspection) agents(roles ...string) (phone, caisse *client) {
	in.t.Helper()
	staff := in.staffs(roles...)
	phone, caisse = in.client(), in.client()
	phone.comesIn("/assistance", staff[len(staff)-2])
	caisse.comesIn("/caisse", staff[len(staff)-1])
	return phone, caisse
}

// keyed answers a form of an agent that is sent once.
func (in *inspection) keyed(c *client, status int, path string, fields ...string) string {
	in.t.Helper()
	if key := keyOf.FindSubmatch(c.get(path).body); key != nil {
		fields = append(fields, "cle", string(key[1]))
	}
	return in.answers(c, status, path, fields...)
}

func (in *inspection) phoning(c *client, me somebody) {
	in.sees(c, "/assistance", "/assistance/demandes")
	danger := in.answers(c, moves, "/assistance/appels", "motif", "danger")
	in.sees(c, danger)
	in.answers(c, wrong, danger, "telephone", "12")
	in.sees(c, in.keyed(c, moves, danger, "telephone", "06 39 98 00 12", "moment", "soir", "nir", me.ins))
	call := in.answers(c, moves, "/assistance/appels", "motif", "oppose")
	in.sees(c, call, call+"/opposition")
	in.answers(c, wrong, call+"/opposition", "nir", "1")
	in.answers(c, wrong, call+"/opposition", "code", "2345-6789-ABCD", "nir", me.ins, "vitale", "1", "lu", "oui")
	in.answers(c, wrong, call+"/identite", "nir", "1")
	in.answers(c, wrong, call+"/identite", "nir", me.ins)
	in.answers(c, wrong, call+"/identite", proof(me, "commune", "75056")...)
	in.answers(c, moves, call+"/identite", proof(me, "commune", "63220")...)
	in.sees(c, call, call+"/demande")
	in.answers(c, moves, call+"/code")
	in.answers(c, wrong, call+"/code-lu", "code", "1")
	in.answers(c, moves, call+"/code-lu", "code", in.reads(me.email, "l’appel", sixDigits))
	in.sees(c, call)
	for _, m := range regexp.MustCompile(`href="(`+call+`/faire/[a-z-]+)"`).FindAllStringSubmatch(string(c.get(call).body), -1) {
		in.sees(c, m[1])
	}
	in.sees(c, in.keyed(c, moves, call+"/faire/voir-actions", "lu", "oui"), call, call+"/actions")
	in.answers(c, wrong, call+"/faire/deconnecter")
	in.sees(c, in.keyed(c, moves, call+"/faire/deconnecter", "lu", "oui"), call)
	if a := c.get(call + "/recu.pdf"); a.status == http.StatusOK {
		in.met[in.route(call+"/recu.pdf")] = true
	}
	in.answers(c, wrong, call+"/demande")
	in.sees(c, in.keyed(c, moves, call+"/demande", "sujet", "other"))
	in.tickets(c, "/assistance")
	in.answers(c, moves, call+"/terminer")
	in.sees(c, call, "/assistance")
}

// tickets are the requests that wait for a team.
func (in *inspection) tickets(c *client, area string) {
	in.sees(c, area+"/demandes")
	one := regexp.MustCompile(area + `/demandes/D-[0-9A-Z-]+`).FindString(string(c.get(area + "/demandes").body))
	in.sees(c, one)
	in.answers(c, wrong, one)
	in.answers(c, moves, one, "etape", "in-hand", "equipe", "caisse")
}

func (in *inspection) receiving(c *client, me somebody) {
	in.sees(c, "/caisse", "/caisse/file", "/caisse/sans-la-personne", "/caisse/nouvel-espace")
	in.answers(c, wrong, "/caisse/nouvel-espace", proof(me, "piece", "card", "photo", "oui", "lu", "oui")...)
	in.answers(c, wrong, "/caisse/visites", "nir", "1")
	in.answers(c, wrong, "/caisse/visites", "nir", me.ins, "naissance-jour", "1", "naissance-mois", "1", "naissance-annee", "1960", "piece", "card", "photo", "oui")
	visit := in.answers(c, moves, "/caisse/visites", proof(me, "piece", "card", "photo", "oui")...)
	in.sees(c, visit, visit+"/contact", visit+"/demande")
	for _, m := range regexp.MustCompile(`href="(`+visit+`/faire/[a-z-]+)"`).FindAllStringSubmatch(string(c.get(visit).body), -1) {
		in.sees(c, m[1])
	}
	in.sees(c, visit+"/medecin")
	in.answers(c, wrong, visit+"/medecin", "choix", "declarer", "rpps", "81000000001")
	in.answers(c, moves, visit+"/medecin", "choix", "terminer")
	in.sees(c, visit+"/medecin/confirmer")
	in.answers(c, wrong, visit+"/medecin/confirmer")
	in.answers(c, wrong, visit+"/contact", "moyen", "email")
	in.sees(c, in.keyed(c, moves, visit+"/contact", "moyen", "email", "courriel", "nouvelle@exemple.test", "lu", "oui"), visit)
	in.tickets(c, "/caisse")
	other := in.invited(somebody{ins: "265036322004953", family: "GUICHET", given: "ANNE", birth: "1965-03-01", vitale: "55515554"})
	in.answers(c, wrong, "/caisse/sans-la-personne", "nir", "1")
	in.answers(c, wrong, "/caisse/sans-la-personne", proof(other, "nom", "AUTRE")...)
	file := in.answers(c, moves, "/caisse/sans-la-personne", proof(other, "nom", other.family)...)
	in.sees(c, file, file+"/deces", file+"/proteger")
	in.answers(c, wrong, file+"/proteger")
	in.answers(c, wrong, file+"/proteger", "nir", me.ins, "raison", "judgment", "lu", "oui")
	in.answers(c, wrong, file+"/deces")
	slip := in.answers(c, moves, "/caisse/visites", proof(other, "piece", "card", "photo", "oui")...)
	in.sees(c, slip)
	in.sees(c, in.keyed(c, moves, slip+"/faire/fiche", "lu", "oui"))
	for _, paper := range []string{"/fiche.pdf", "/recu.pdf"} {
		if a := c.get(slip + paper); a.status == http.StatusOK {
			in.met[in.route(slip+paper)] = true
		}
	}
	in.sees(c, in.keyed(c, moves, file+"/deces", "deces-jour", "3", "deces-mois", "5", "deces-annee", "2026", "acte", "oui", "sur", "oui"))
	in.answers(c, moves, slip+"/terminer")
	in.sees(c, slip)
}
