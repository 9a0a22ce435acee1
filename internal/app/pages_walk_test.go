package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/internal/identity"
	"espacesante/web/gallery"
	"espacesante/web/webtest"
)

// unvisited are the routes that the walk below does not open, and why.
var unvisited = map[string]string{"/notifications/{notice}": "it leads on to where the notice matters: walked, and followed, by noticing"}

// fresh are the pages of a fresh visitor: nothing typed before.
var fresh = []string{"/", "/aide", "/guichets", "/securite", "/securite/conseils", "/arreter-un-changement", "/arreter-un-changement/fait", "/verifier-un-message", "/arnaques", "/arnaques/signaler", "/arnaques/signalement-recu", "/jeunes", "/jeunes/ouvrir", "/facile-a-lire", "/langue-des-signes", "/accessibilite",
	"/plan-du-site", "/donnees-personnelles", "/mentions-legales", "/parametres/affichage", "/activation", "/activation/code",
	"/activation/nouveau-code", "/activation/nouveau-code/demande", "/opposition", "/opposition/identite", "/opposition/sans-code", "/opposition/demandee", "/reouvrir", "/reouvrir/identite", "/suspension", "/recu", "/connexion", "/connexion/aide",
	"/connexion/mot-de-passe", "/matrice", "/matrice/10", "/pro/connexion", "/guichet/connexion", "/assistance/connexion", "/caisse/connexion",
	"/exploitation/connexion", "/langues", "/manifest.webmanifest", "/demo", "/demo/courrier", "/demo/composants", "/healthz", "/readyz"}

// walks opens every page there is, with who may open it, in its states.
func (in *inspection) walks(t *testing.T, b *webtest.Browser) {
	doctor := in.hires(drSmith)[0]
	newcomer := "10100000024,DIALLO,Marc,Dr,10,SM04,090000183,Clinique du Lac,Foix,diallo@exemple.test"
	me, other := in.invited(patTrois()), in.invited(ruth())
	in.chapter(t, b, "anybody", func() { in.sees(in.client(), fresh...) })
	in.chapter(t, b, "letters", in.printing)
	in.chapter(t, b, "plain words and languages", func() {
		c := in.client()
		for _, way := range regexp.MustCompile(`href="(/facile-a-lire/[a-z-]+|/langues/[a-z]+)"`).FindAllStringSubmatch(string(c.get("/plan-du-site").body), -1) {
			in.sees(c, way[1])
		}
	})
	in.chapter(t, b, "parts", func() {
		for _, p := range gallery.Pages() {
			in.sees(in.client(), p.Href)
		}
	})
	in.chapter(t, b, "activating", func() { in.activating(me) })
	in.chapter(t, b, "opposing", func() { in.opposing(other) })
	in.chapter(t, b, "first sign-in", func() { in.arriving(newcomer) })
	own, pro := in.client().signsIn(me), in.client().worksAs(doctor)
	in.chapter(t, b, "caring", func() { in.caring(pro, me) })
	in.chapter(t, b, "health", func() { in.healing(own, pro, me) })
	in.chapter(t, b, "teams", func() { in.teaming(pro, own, me) })
	in.chapter(t, b, "syntheses", func() { in.summing(pro, doctor) })
	in.chapter(t, b, "habilitations", in.publishing)
	in.chapter(t, b, "reviewing", in.reviewing)
	in.chapter(t, b, "own space", func() { in.holding(own, me) })
	in.chapter(t, b, "asking", func() { in.asking(own, pro) })
	in.chapter(t, b, "copies", func() { in.copying(own, me); in.sees(pro, "/pro/patients/"+me.patient.String()+"/volontes") })
	in.chapter(t, b, "the say", func() { in.saying(own) })
	in.chapter(t, b, "notices", func() { in.noticing(own) })
	in.chapter(t, b, "protecting", func() { in.protecting(own, me); in.working(pro); in.keying(pro) })
	in.chapter(t, b, "scams", func() { in.warning(own) })
	in.chapter(t, b, "a desk", in.atDesk)
	in.chapter(t, b, "signing in", func() { in.entering(me, doctor) })
	in.chapter(t, b, "closing", func() { in.closing(own, me) })
	in.chapter(t, b, "coming back", func() { in.returning(me) })
	in.chapter(t, b, "agents", in.agenting)
	in.chapter(t, b, "family", in.parenting)
}

// printing is the letter of somebody without an address.
func (in *inspection) printing() {
	in.invited(somebody{ins: "265036322004755", family: "LETTRE", given: "ANNE", birth: "1965-03-01", vitale: "55515551"})
	c := in.client()
	in.answers(c, moves, "/demo/courrier/imprimer")
	in.sees(c, "/demo/courrier")
	in.sees(c, regexp.MustCompile(`/demo/courrier/lettres/[^"]+`).FindString(string(c.get("/demo/courrier").body)))
}

func born(s somebody) []string {
	d, _ := time.Parse(time.DateOnly, s.birth)
	return []string{"naissance-jour", d.Format("2"), "naissance-mois", d.Format("1"), "naissance-annee", d.Format("2006")}
}

func proof(s somebody, more ...string) []string {
	return append(append(born(s), "nir", s.ins), more...)
}

const (
	moves = http.StatusSeeOther
	wrong = http.StatusUnprocessableEntity
)

// activating walks PAT-01 to the end, and into each of its errors.
func (in *inspection) activating(me somebody) {
	c, code := in.client(), in.code(me)
	in.answers(c, wrong, "/activation/code", "code", "ABCD")
	in.answers(c, moves, "/activation/code", "code", "2345-6789-ABCD")
	in.answers(c, wrong, "/activation/identite", "nir", "1")
	if to := in.answers(c, moves, "/activation/identite", proof(me)...); to != "/code-non-reconnu" {
		in.t.Error("a wrong code leads to", to)
	}
	in.sees(c, "/code-non-reconnu")
	in.answers(c, wrong, "/activation/nouveau-code", "nir", "1")
	in.answers(c, moves, "/activation/code", "code", code)
	in.sees(c, "/activation/identite")
	in.answers(c, moves, "/activation/identite", proof(me)...)
	in.sees(c, "/activation/contact")
	in.answers(c, wrong, "/activation/contact", "moyen", "courriel", "courriel", "rien")
	in.answers(c, moves, "/activation/contact", "moyen", "aucun")
	in.sees(c, "/activation/sans-contact")
	in.answers(c, moves, "/activation/contact", "moyen", "courriel", "courriel", me.email)
	in.sees(c, "/activation/verification")
	in.answers(c, wrong, "/activation/verification", "code", "12")
	in.answers(c, moves, "/activation/verification", "code", in.reads(me.email, "code", sixDigits))
	in.sees(c, "/activation/mot-de-passe")
	in.answers(c, wrong, "/activation/mot-de-passe", "mot-de-passe", "court")
	in.answers(c, moves, "/activation/mot-de-passe", "mot-de-passe", goodPassword)
	in.sees(c, "/activation/partage")
	in.answers(c, wrong, "/activation/partage")
	in.answers(c, moves, "/activation/partage", "partage", "oui", "urgence", "yes")
	in.sees(c, "/activation/recapitulatif")
	in.answers(c, wrong, "/activation/recapitulatif")
	in.answers(c, moves, "/activation/recapitulatif", "regles", "oui")
	in.sees(c, "/accueil", "/documents", "/documents/corbeille", "/documents/frise", "/documents/dossiers", "/documents/demandes", "/documents/demandes/nouvelle", "/historique", "/acces/professionnels") // empty still
}

func (in *inspection) opposing(me somebody) {
	c := in.client()
	in.answers(c, wrong, "/opposition/identite", "code", "A")
	in.answers(c, moves, "/opposition/identite", proof(me, "code", in.code(me))...)
	in.sees(c, "/opposition/confirmer")
	in.answers(c, moves, "/opposition/confirmer")
	in.sees(c, "/opposition/enregistree", "/opposition/recu.pdf")
	in.answers(c, wrong, "/opposition/sans-code", "nir", "1")
	in.answers(c, wrong, "/reouvrir/identite", "nir", "1")
	in.answers(c, wrong, "/recu", "numero", "")
	in.answers(c, wrong, "/recu", "numero", "2222-3333-4444")
}

// arriving is the first sign-in of a professional imported just now.
func (in *inspection) arriving(line string) {
	csv := "rpps,name,given_name,title,profession,specialty,structure_finess,structure_name,structure_city,email\n" + line + "\n"
	if _, err := identity.ImportProfessionals(in.t.Context(), in.pool, in.vault, strings.NewReader(csv), strict); err != nil {
		in.t.Fatal(err)
	}
	email := line[strings.LastIndex(line, ",")+1:]
	link := in.reads(email, "", regexp.MustCompile(`/premier-acces/[a-z2-7]+`))
	c := in.client()
	in.sees(c, link)
	in.answers(c, moves, link)
	in.sees(c, "/premier-acces/code")
	in.answers(c, wrong, "/premier-acces/code", "code", "1")
	in.answers(c, moves, "/premier-acces/code", "code", in.reads(email, "code", sixDigits))
	in.sees(c, "/premier-acces/mot-de-passe")
	in.answers(c, wrong, "/premier-acces/mot-de-passe", "mot-de-passe", "court")
	in.answers(c, moves, "/premier-acces/mot-de-passe", "mot-de-passe", workPassword)
	in.sees(c, "/premier-acces/application")
	in.answers(c, wrong, "/premier-acces/application", "code", "1")
	page := string(c.get("/premier-acces/application").body)
	secret := strings.ReplaceAll(regexp.MustCompile(`(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}`).FindString(page), " ", "")
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		in.t.Fatal(err, secret)
	}
	in.answers(c, moves, "/premier-acces/application", "code", code)
	in.sees(c, "/premier-acces/fait")
}

// caring is a doctor who finds, opens, deposits and reads.
func (in *inspection) caring(c *client, me somebody) {
	base := "/pro/patients/" + me.patient.String()
	in.sees(c, "/pro", "/pro/structure", "/pro/patients", "/pro/patients/sans-numero")
	in.answers(c, wrong, "/pro/patients", "ins", "1")
	in.answers(c, wrong, "/pro/patients/sans-numero", "nom", "")
	in.answers(c, wrong, "/pro/patients", "ins", "265036322004755") // nobody
	in.answers(c, moves, "/pro/patients", "ins", me.ins)
	in.sees(c, "/pro/patients/code", base+"/identite", base+"/ouvrir", base+"/ouvrir/equipe", base+"/ouvrir/accord", base+"/ouvrir/code")
	in.answers(c, wrong, base+"/ouvrir")
	in.answers(c, wrong, base+"/ouvrir/accord")
	in.answers(c, wrong, "/pro/patients/code", "code", "A")
	in.answers(c, wrong, base+"/ouvrir/code", "code", "A")
	in.answers(c, moves, base+"/ouvrir/accord", "accord", "oral", "informe", "oui")
	in.sees(c, base) // nothing in it
	in.sees(c, "/pro/urgence", "/pro/mes-acces", base+"/ouvrir/urgence", base+"/ouvrir/centre-15")
	in.answers(c, wrong, base+"/ouvrir/urgence", "raison", "court")
	in.answers(c, wrong, base+"/ouvrir/centre-15")
	in.answers(c, moves, base+"/ouvrir/urgence", "exprimer", "oui", "danger", "oui", "raison", "Malaise, sans connaissance, aucun proche.")
	in.sees(c, base, "/pro/mes-acces")
	in.answers(c, moves, base+"/fermer")
	in.answers(c, moves, "/pro/patients", "ins", me.ins)
	in.sees(c, base+"/identite")
	in.answers(c, moves, base+"/ouvrir", "motif", "connu")
	in.answers(c, wrong, base+"/deposer")
	in.sees(c, base+"/deposer")
	clinical := cdatest.Level3(cdatest.Options{Title: "Synthèse Médicale", TypeCode: "SYNTH", TypeSystem: "1.2.250.1.213.1.1.4.12",
		INS: me.ins, INSRoot: me.oid, BirthName: me.family, UsualName: me.family, FirstGiven: "DOMINIQUE", GivenList: me.given, Sex: "F",
		BirthDate: time.Date(1979, 3, 28, 0, 0, 0, 0, time.UTC)})
	if a := c.sends(base+"/deposer", "synthese.xml", clinical, "cle", "un", "informe", "oui"); a.status != moves {
		in.t.Fatal(a.status, string(a.body))
	}
	in.sees(c, base+"/depose", base)
	if a := c.sends(base+"/deposer", "lettre.pdf", cdatest.PDF("Lettre"), "cle", "deux", "type", "11488-4", "informe", "oui", "titre", "Lettre",
		"date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != moves {
		in.t.Fatal(a.status, string(a.body))
	}
	docs := in.documents(c, base)
	named := func(d string) string { return d[strings.LastIndex(d, "/")+1:] }
	in.sees(c, base+"?vue=dates", base+"?vue=categories&periode=tout", base+"/comparer?un="+named(docs[0]),
		base+"/comparer?un="+named(docs[0])+"&deux="+named(docs[len(docs)-1]))
	in.sees(c, base+"/recherche")
	in.answers(c, http.StatusOK, base+"/recherche", "mots", "lettre")
	in.answers(c, wrong, base+"/recherche")
	in.answers(c, moves, base+"/jour")
	in.sees(c, "/pro")
	for i, d := range docs {
		in.sees(c, d)
		if i == 0 {
			in.sees(c, d+"/telecharger", d+"/retirer")
			in.answers(c, wrong, d+"/retirer", "raison", "other")
		}
		if c.get(d+"/remplacer").status == http.StatusOK { // a clinical document replaces itself
			in.sees(c, d+"/remplacer")
		}
		if a := c.get(d + "/image/1"); a.status == http.StatusOK {
			in.met[in.route(d+"/image/1")] = true
		}
	}
}

// documents are the addresses of the documents that a page links to.
func (in *inspection) documents(c *client, base string) (all []string) {
	for _, path := range []string{base + "?periode=toutes", base + "/documents", base} {
		for _, m := range regexp.MustCompile(`href="([^"]*/documents/[a-z2-7]{26})"`).FindAllStringSubmatch(string(c.get(path).body), -1) {
			all = append(all, m[1])
		}
		if len(all) > 0 {
			return all
		}
	}
	in.t.Fatal("no document is listed")
	return nil
}

// holding is the person in her own space, with documents.
func (in *inspection) holding(c *client, me somebody) {
	in.sees(c, "/documents/ajouter")
	in.answers(c, wrong, "/documents/ajouter")
	in.sees(c, "/documents/ajouter/photos")
	in.answers(c, wrong, "/documents/ajouter/photos")
	if a := c.sends("/documents/ajouter", "bilan.pdf", cdatest.PDF("Bilan"), "cle", "k", "type", codes.PatientTypes()[0].Code, "titre", "Mon bilan",
		"visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != moves {
		in.t.Fatal(a.status, string(a.body))
	} else {
		in.sees(c, a.path, a.path+"/image/1", a.path+"/telecharger", a.path+"/masquer", a.path+"/supprimer")
		in.answers(c, moves, a.path+"/masquer")
		in.sees(c, a.path)
		in.answers(c, moves, a.path+"/supprimer")
	}
	in.sees(c, "/accueil", "/documents", "/documents/corbeille")
	for _, d := range in.documents(c, "") {
		in.sees(c, d)
	}
	in.filing(c)
	in.sees(c, "/rester-connecte", "/acces", "/acces/professionnels", "/acces/partage", "/acces/urgence", "/acces/code", "/historique", "/parametres")
	if _, err := in.sealer.Seal(in.t.Context()); err != nil {
		in.t.Error(err)
	}
	in.sees(c, regexp.MustCompile(`/historique/[a-z2-7]{26}/preuve`).FindString(string(c.get("/historique").body)))
	strange := regexp.MustCompile(`/historique/[a-z2-7]{26}/signaler`).FindString(string(c.get("/historique?qui=professionals").body))
	in.sees(c, strange)
	in.answers(c, wrong, strange, "message", strings.Repeat("a", 501))
	in.answers(c, wrong, "/acces/partage")
	in.answers(c, wrong, "/acces/urgence")
	in.answers(c, moves, "/acces/code")
	in.sees(c, "/acces/code")
	in.answers(c, moves, "/acces/code/arreter")
	in.sees(c, "/acces/code")
}

// reviewing is the doctor who looks at openings in an emergency.
func (in *inspection) reviewing() {
	c := in.client()
	c.comesIn("/exploitation", in.staffs("reviewer")[0])
	in.sees(c, "/revue")
	one := regexp.MustCompile(`/revue/[a-z2-7]{26}/[a-z2-7]{26}`).FindString(string(c.get("/revue").body))
	in.sees(c, one)
	in.answers(c, wrong, one)
	in.answers(c, moves, one, "avis", "justified")
	in.sees(c, one, "/revue")
}

// entering is signing in, in each of its states, and a forgotten password.
func (in *inspection) entering(me somebody, doctor colleague) {
	c := in.client()
	in.answers(c, wrong, "/connexion", "identifiant", me.email)
	in.answers(c, wrong, "/connexion", "identifiant", me.email, "mot-de-passe", "un autre mot de passe")
	in.answers(c, moves, "/connexion", "identifiant", me.email, "mot-de-passe", goodPassword)
	in.sees(c, "/connexion/code")
	in.answers(c, wrong, "/connexion/code", "code", "1")
	in.reads(me.email, "code", sixDigits)
	in.answers(c, wrong, "/connexion/mot-de-passe", "nir", "1")
	in.answers(c, moves, "/connexion/mot-de-passe", proof(me)...)
	in.sees(c, "/connexion/mot-de-passe/code")
	in.answers(c, moves, "/connexion/mot-de-passe/code", "code", in.reads(me.email, "code", sixDigits))
	in.sees(c, "/connexion/mot-de-passe/nouveau")
	in.answers(c, wrong, "/connexion/mot-de-passe/nouveau", "mot-de-passe", "court")
	pro := in.client()
	in.answers(pro, wrong, "/pro/connexion", "identifiant", doctor.rpps, "mot-de-passe", "un autre mot de passe")
	in.answers(pro, moves, "/pro/connexion", "identifiant", doctor.rpps, "mot-de-passe", workPassword)
	in.sees(pro, "/pro/connexion/code", "/pro/connexion/code-imprime")
	in.answers(pro, wrong, "/pro/connexion/code-imprime", "code", "AAAA-AAAA")
	in.answers(pro, wrong, "/pro/connexion/code", "code", "1")
	for _, w := range in.staffs("helper", "support", "caisse", "operator") {
		c, door := in.client(), homesOf[w.role]+"/connexion"
		in.answers(c, wrong, door, "identifiant", w.email, "mot-de-passe", "un autre mot de passe")
		in.answers(c, moves, door, "identifiant", w.email, "mot-de-passe", workPassword)
		in.sees(c, door+"/code", door+"/code-imprime")
		in.answers(c, wrong, door+"/code", "code", "1")
	}
}

func (in *inspection) closing(c *client, me somebody) {
	in.sees(c, "/parametres/fermer")
	in.answers(c, moves, "/parametres/fermer")
	in.sees(c, "/parametres/fermer/verification")
	in.answers(c, wrong, "/parametres/fermer/verification", "code", "1")
	in.answers(c, moves, "/parametres/fermer/verification", "code", in.reads(me.email, "code", sixDigits))
	in.sees(c, "/parametres/fermer/confirmer")
	if to := in.answers(c, moves, "/parametres/fermer/confirmer"); to != "/espace-ferme" {
		in.t.Error(fmt.Sprint("closing leads to ", to))
	}
	in.sees(c, "/espace-ferme", "/espace-ferme/recu.pdf")
}

// returning walks what a closed space still offers: coming back, erasing, and
// keeping after all.
func (in *inspection) returning(me somebody) {
	c := in.client()
	comes := func() {
		in.answers(c, moves, "/activation/nouveau-code", proof(me, "serie", me.vitale)...)
		in.answers(c, moves, "/reouvrir/identite", proof(me, "code", in.newCode(me))...)
		in.sees(c, "/reouvrir/choix")
	}
	comes()
	in.takingClosed(c)
	in.sees(c, "/opposition/fermer", "/opposition/effacer")
	in.answers(c, moves, "/opposition/effacer")
	in.sees(c, "/opposition/fermee", "/opposition/fermee/recu.pdf")
	comes()
	in.answers(c, moves, "/reouvrir/conserver")
	in.sees(c, "/reouvrir/conserve")
}
