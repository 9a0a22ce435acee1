package app

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/reimbursement"
	"espacesante/web/webtest"
)

// copying walks what was reimbursed, what a person wants, the card and the copy of a space.
func (in *inspection) copying(c *client, me somebody) {
	in.sees(c, "/remboursements")
	feed := "ins,reference,cared_on,kind,label,performer,paid,refunded\n"
	for i, k := range reimbursement.Kinds() {
		feed += fmt.Sprintf("%s,R%d,%s,%s,Acte de genre %d,Dr Exemple,30.00,19.00\n", me.ins, i, in.pool.Now().AddDate(0, 0, -20*i).Format(time.DateOnly), k, i)
	}
	if _, err := in.refunds.Import(in.t.Context(), in.pool, strings.NewReader(feed), reimbursement.Watch{}); err != nil {
		in.t.Error(err)
	}
	in.wanting(c)
	in.carding(c, me)
	in.taking(c, me)
	in.sees(c, "/remboursements", "/remboursements?vue=actes", "/remboursements?mois=2020-01&genre=2")
}

// wanting walks « Mes volontés », with nothing there, each form in error, then kept, then taken back.
func (in *inspection) wanting(c *client) {
	in.sees(c, "/directives", "/directives/anticipees", "/directives/anticipees/ecrire", "/directives/anticipees/papier", "/directives/anticipees/ailleurs",
		"/directives/personne-de-confiance", "/directives/don")
	in.answers(c, moves, "/directives/personne-de-confiance/retirer") // nothing to take back
	in.answers(c, wrong, "/directives/anticipees/ecrire", "texte", "", "temoin-1", "Anne Durand")
	in.answers(c, wrong, "/directives/anticipees/papier")
	in.answers(c, wrong, "/directives/anticipees/ailleurs", "lieu", "")
	in.answers(c, wrong, "/directives/personne-de-confiance", "nom", "Anne Durand")
	in.answers(c, wrong, "/directives/don", "position", "autre")
	in.answers(c, moves, "/directives/anticipees/ailleurs", "lieu", "Chez moi", "detenteur", "Anne Durand")
	in.sees(c, "/directives/anticipees")
	if a := c.sends("/directives/anticipees/papier", "signe.pdf", cdatest.PDF("Signé"), "cle", "p", "date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != moves {
		in.t.Error(a.status, string(a.body))
	}
	in.sees(c, "/directives/anticipees")
	in.answers(c, moves, "/directives/anticipees/ecrire", "texte", "Pas d’acharnement.\nUn accompagnement.", "auteur", "oui")
	in.answers(c, moves, "/directives/personne-de-confiance", "nom", "Anne Durand", "telephone", "0639980001", "lien", "ma sœur")
	in.answers(c, moves, "/directives/don", "position", "agrees", "proches", "oui")
	in.sees(c, "/directives", "/directives/anticipees", "/directives/anticipees/ecrire", "/directives/personne-de-confiance", "/directives/personne-de-confiance/lettre.pdf", "/directives/don",
		"/directives/anticipees/retirer", "/directives/personne-de-confiance/retirer", "/directives/don/retirer")
}

// taking walks the copy of a space, from the code that proves who asks to the file.
func (in *inspection) taking(c *client, me somebody) {
	in.sees(c, "/parametres/exporter", "/parametres")
	in.answers(c, moves, "/parametres/exporter")
	in.sees(c, "/parametres/exporter/verification")
	in.answers(c, wrong, "/parametres/exporter/verification", "code", "1")
	in.answers(c, moves, "/parametres/exporter/verification", "code", in.reads(me.email, "code", sixDigits))
	in.sees(c, "/parametres/exporter/choix")
	in.answers(c, wrong, "/parametres/exporter/choix", "quoi", "all", "mot-de-passe", "court")
	work := in.answers(c, moves, "/parametres/exporter/choix", "quoi", "all")
	in.sees(c, work)
	in.reads(me.email, "copie", regexp.MustCompile("prête")) // the job has made it
	in.sees(c, work, "/parametres/exporter")
	in.opensAlone(c.get("/parametres/exporter/copie.zip"))
	in.met["/parametres/exporter/copie.zip"] = true
}

// opensAlone judges the index of a copy: sound, and everything it leads to stands in the same file.
func (in *inspection) opensAlone(a reply) {
	in.t.Helper()
	r, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	if err != nil {
		in.t.Fatal(a.status, err)
	}
	index, err := fs.ReadFile(r, "index.html")
	if err != nil {
		in.t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?:href|src)="([^"#]+)"`).FindAllStringSubmatch(string(index), -1) {
		if _, err := fs.Stat(r, m[1]); err != nil {
			in.t.Errorf("the copy leads to %s: %v", m[1], err)
		}
	}
	webtest.HTML(in.t, "the index of a copy", string(index))
	if csv, err := fs.ReadFile(r, "historique.csv"); err != nil || !bytes.Contains(csv, []byte("a demandé une copie")) {
		in.t.Error("the history is not in the copy", err)
	}
}

// takingClosed walks the copy of a closed space, without signing in.
func (in *inspection) takingClosed(c *client) {
	in.sees(c, "/reouvrir/copie")
	in.answers(c, wrong, "/reouvrir/copie", "quoi", "rien")
	in.answers(c, moves, "/reouvrir/copie", "quoi", "documents")
	in.sees(c, "/reouvrir/copie")
	in.quiet()
	in.sees(c, "/reouvrir/copie")
	if a := c.get("/reouvrir/copie.zip"); a.status != 200 || !bytes.HasPrefix(a.body, []byte("PK")) {
		in.t.Error(a.status, a.path)
	}
	in.met["/reouvrir/copie.zip"] = true
}

// carding walks the emergency card, and what its square opens to somebody unknown (PAT-15).
func (in *inspection) carding(c *client, me somebody) {
	in.sees(c, "/carte-urgence", "/carte-urgence/modifier")
	in.answers(c, wrong, "/carte-urgence/modifier", "allergies", "")
	in.answers(c, moves, "/carte-urgence/modifier", "allergies", "Pénicilline", "contact", "Anne", "carre", "oui")
	in.sees(c, "/carte-urgence", "/carte-urgence/carte.pdf", "/carte-urgence/fond-ecran.png")
	one, there, err := in.cards.Read(in.t.Context(), access.Actor{Role: access.Patient, Patient: me.patient, Active: true}, me.patient)
	if err != nil || !there {
		in.t.Fatal(there, err)
	}
	finder, square := in.client(), "/urgence/"+one.Token()
	in.sees(finder, square)
	in.answers(finder, wrong, square, "code", "12")
	if a := finder.post(square, "code", one.PIN()); a.status != 200 || !bytes.Contains(a.body, []byte("Pénicilline")) {
		in.t.Error(a.status, "the card is not shown")
	}
	in.answers(c, moves, "/carte-urgence/arreter")
	if a := finder.post(square, "code", one.PIN()); a.status != wrong || bytes.Contains(a.body, []byte("Pénicilline")) {
		in.t.Error(a.status, "a card that was stopped is shown")
	}
}
