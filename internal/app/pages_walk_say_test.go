package app

import (
	"regexp"
	"strings"
)

// saying is the person who decides who sees what, and looks at what comes of it.
func (in *inspection) saying(c *client) {
	in.sees(c, "/acces/voir-comme", "/acces/voir-comme?qui=p-10", "/acces/voir-comme?qui=p-28&comment=urgence", "/acces/voir-comme?qui=p-R95_93")
	for _, way := range hrefs(c, "/acces/professionnels", "/bloquer") {
		account := strings.TrimSuffix(strings.TrimPrefix(way, "/acces/professionnels/"), "/bloquer")
		in.sees(c, "/acces/voir-comme?qui="+account, "/acces/professionnels/"+account)
	}
	in.sees(c, in.documents(c, "")[0]+"/qui")
	in.sees(c, "/historique?qui=professionals&quoi=reading&periode=30", "/historique/telecharger.csv", "/historique/telecharger.pdf", "/acces/autres")
	in.sees(c, "/acces/professionnels/chercher")
	in.answers(c, wrong, "/acces/professionnels/chercher", "nom", "a")
	in.answers(c, moves, "/acces/professionnels/chercher", "nom", "Smith")
	in.sees(c, "/acces/professionnels/chercher")
	for _, way := range hrefs(c, "/acces/professionnels/chercher", "/bloquer") {
		in.sees(c, strings.TrimSuffix(way, "/bloquer"))
		in.answers(c, moves, strings.TrimSuffix(way, "/bloquer")+"/ajouter")
		in.sees(c, strings.TrimSuffix(way, "/bloquer"))
	}
	in.sees(c, "/acces/tout-masquer")
	in.answers(c, wrong, "/acces/tout-masquer")
	in.answers(c, moves, "/acces/tout-masquer", "tout", "oui")
	in.sees(c, "/acces/tout-masquer", "/acces")
	in.answers(c, moves, undoing.FindString(string(c.get("/acces").body)))
	in.sees(c, "/acces")
	block := regexp.MustCompile(`/acces/professionnels/[a-z2-7]{26}/bloquer`).FindString(string(c.get("/acces/professionnels").body))
	in.sees(c, block)
	in.answers(c, moves, block)
	in.sees(c, "/acces/professionnels")
}

// undoing is the address that takes back a change.
var undoing = regexp.MustCompile(`/acces/changements/[a-z2-7]{26}/annuler`)

// hrefs are the links of a page that end so.
func hrefs(c *client, page, end string) (all []string) {
	for _, part := range strings.Split(string(c.get(page).body), `href="`)[1:] {
		if way, _, _ := strings.Cut(part, `"`); strings.HasSuffix(way, end) {
			all = append(all, way)
		}
	}
	return all
}
