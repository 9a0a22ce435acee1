package app

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// filing is the person who finds, pins and files her documents (PAT-05).
func (in *inspection) filing(c *client) {
	doc := in.documents(c, "")[0]
	in.sees(c, "/documents?suivi=epingles&visibilite=mine", "/documents/recherche", "/documents/frise", "/documents/dossiers")
	in.answers(c, wrong, "/documents/recherche", "mots", "")
	in.answers(c, wrong, "/documents/recherche", "mots", "a")
	in.answers(c, http.StatusOK, "/documents/recherche", "mots", "rien de tel")
	in.answers(c, http.StatusOK, "/documents/recherche", "mots", "LETTRE")
	in.answers(c, wrong, "/documents/dossiers", "nom", strings.Repeat("a", 61))
	folder := in.answers(c, moves, "/documents/dossiers", "nom", "Mon genou")
	in.sees(c, folder) // empty
	in.answers(c, moves, doc+"/epingler")
	in.answers(c, moves, doc+"/ranger", "dossier", folder[strings.LastIndex(folder, "/")+1:])
	in.sees(c, folder, "/documents/dossiers", doc, "/documents", "/accueil")
	in.answers(c, wrong, folder, "nom", "")
	in.answers(c, moves, folder, "nom", "Mes genoux")
	in.answers(c, moves, folder+"/retirer/"+doc[strings.LastIndex(doc, "/")+1:])
	in.answers(c, moves, doc+"/detacher")
	in.together(c)
	in.answers(c, moves, folder+"/supprimer")
}

// together is the person who ticks documents on the list (PAT-05).
func (in *inspection) together(c *client) {
	query, ticked := url.Values{}, []string{}
	for _, doc := range in.documents(c, "") {
		ticked = append(ticked, doc[strings.LastIndex(doc, "/")+1:])
		query.Add("document", ticked[len(ticked)-1])
	}
	const page = "/documents/ensemble"
	at, all := page+"?"+query.Encode()+"&faire=", strings.Join(ticked, " ")
	in.sees(c, "/documents?cocher=tout")
	in.answers(c, moves, page, "documents", all, "faire", "montrer")
	in.sees(c, at+"masquer", at+"montrer", at+"supprimer", at+"ranger")
	in.answers(c, moves, page, "documents", all, "faire", "masquer")
	in.sees(c, "/documents", "/acces", at+"masquer", at+"montrer")
	undo := regexp.MustCompile(page + `/annuler\?[^"]*`).FindString(string(c.get("/acces").body))
	in.answers(c, moves, html.UnescapeString(undo))
	in.answers(c, wrong, page, "documents", all, "faire", "ranger", "nom", "")
	in.answers(c, wrong, page, "documents", all, "faire", "ranger", "nom", strings.Repeat("a", 61))
	in.answers(c, moves, page, "documents", all, "faire", "ranger", "nom", "Ensemble")
}

// asking is the person who asks a professional for what is missing or wrong,
// contests a deposit, and who answers: the professional, the operator.
func (in *inspection) asking(c, pro *client) {
	theirs := ""
	for _, d := range in.documents(c, "") {
		if strings.Contains(string(c.get(d).body), d+"/contester") {
			theirs = d
		}
	}
	page := "/documents/demandes/nouvelle"
	in.answers(c, wrong, page)
	for _, field := range []string{"professionnel", "demande"} { // every fault at once
		if !strings.Contains(string(c.post(page).body), `href="#`+field+`"`) {
			in.t.Errorf("%s does not say that %s is missing", page, field)
		}
	}
	doctor := regexp.MustCompile(`<option value="([a-z2-7]{26})"`).FindStringSubmatch(string(c.get(page).body))[1]
	in.answers(c, moves, page, "professionnel", doctor, "demande", "Le compte rendu de mars.")
	for _, way := range []string{theirs + "/correction", theirs + "/contester"} {
		in.sees(c, way)
		in.answers(c, wrong, way, "demande", "")
		in.answers(c, wrong, way, "demande", strings.Repeat("a", 501))
		in.answers(c, moves, way, "demande", "Ce n’est pas moi.")
	}
	in.answers(c, wrong, theirs+"/contester", "demande", "Encore une fois.")
	in.sees(c, "/documents/demandes", theirs)

	in.sees(pro, "/pro/demandes")
	asked := regexp.MustCompile(`/pro/demandes/[a-z2-7]{26}`).FindAllString(string(pro.get("/pro/demandes").body), -1)
	for _, to := range asked[:len(asked)-1] {
		in.sees(pro, to)
		in.answers(pro, wrong, to)
		in.answers(pro, wrong, to, "decision", "non", "reponse", "")
		in.answers(pro, moves, to, "decision", "non", "reponse", "Ce document est le bon.")
	}
	in.sees(pro, "/pro/demandes", asked[0])
	in.sees(c, "/documents/demandes")

	operator := in.client()
	operator.comesIn("/exploitation", in.staffs("operator")[0])
	in.answers(c, moves, theirs+"/contester", "demande", "Voici mon motif.")
	in.sees(operator, "/exploitation/contestations")
	contest := regexp.MustCompile(`/exploitation/contestations/[a-z2-7]{26}/[a-z2-7]{26}`).FindString(string(operator.get("/exploitation/contestations").body))
	in.sees(operator, contest)
	in.answers(operator, wrong, contest)
	in.answers(operator, moves, contest, "decision", "non", "reponse", "Le motif n’est pas établi.")
	in.sees(operator, contest, "/exploitation/contestations")
}
