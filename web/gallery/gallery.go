// Package gallery is the living page of the parts, /demo/composants: each part
// of web/ui once, in its states, on made-up people. Tests judge it; in demo
// mode anybody may look.
package gallery

import (
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"espacesante/internal/clock"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Routes adds the gallery to r.
func Routes(r chi.Router) {
	r.Get("/demo/composants", serve.Page(show(index)))
	for _, p := range Pages() {
		r.Get(p.Href, serve.Page(show(p.draw)))
	}
}

func show(draw func() templ.Component) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return ui.Render(w, r, http.StatusOK, draw())
	}
}

// Sample is one page of the gallery.
type Sample struct {
	Href, Text string
	draw       func() templ.Component
}

// Pages lists the pages of the gallery.
func Pages() []Sample {
	return []Sample{
		{"/demo/composants/champs", "Champs", func() templ.Component { return fields(form.Empty(), false) }},
		{"/demo/composants/erreurs", "Champs en erreur", func() templ.Component { return fields(wrongAnswers(), true) }},
		{"/demo/composants/cle", "Clé d’accès", key},
		{"/demo/composants/question", "Page de question", func() templ.Component { return question(form.Empty()) }},
		{"/demo/composants/question-erreur", "Page de question en erreur", func() templ.Component { return question(wrongCode()) }},
		{"/demo/composants/panneaux", "Confirmation, arrêt, reçu, messages", panels},
		{"/demo/composants/interruption", "Avant un geste grave", halt},
		{"/demo/composants/message", "Page de message", saying},
		{"/demo/composants/portes", "Portes, cartes et renvois", doors},
		{"/demo/composants/etapes", "Étapes et frise", story},
		{"/demo/composants/chiffres", "Courbe, parts et travail long", figures},
		{"/demo/composants/accueil", "Accueil d’un espace santé", homePage},
		{"/demo/composants/documents", "Liste de documents", documents},
		{"/demo/composants/vide", "Liste vide", empty},
		{"/demo/composants/document", "Un document", document},
		{"/demo/composants/feuille", "Document écrit ou en image", leaf},
		{"/demo/composants/acces", "Qui voit quoi", sights},
		{"/demo/composants/historique", "Historique", history},
		{"/demo/composants/professionnel", "Espace ouvert par un professionnel", professional},
		{"/demo/composants/guichet", "Session aidée au guichet", desk},
		{"/demo/composants/appel", "Appel, personne non identifiée", call},
	}
}

// wrongAnswers is a form with something wrong everywhere.
func wrongAnswers() *form.Form {
	f := form.Filled(map[string]string{"nom": "", "courriel": "paul.exemple.fr", "ne-jour": "31", "ne-mois": "2", "ne-annee": "1985", "texte": "Deux\nlignes"})
	f.Text("nom")
	f.Email("courriel")
	f.Mobile("mobile")
	f.INS("nir")
	f.Day("ne")
	f.Fail("code-recu", "one-time-wrong")
	f.Fail("mot-de-passe", "password-short", 3, 12)
	f.Choice("partage", "oui", "non")
	f.Fail("profession", "choose")
	f.Files("document")
	f.Agreed("regles")
	return f
}

func wrongCode() *form.Form {
	f := form.Filled(map[string]string{"code": "K7QF-2M9T-XW"})
	f.Code("code", 12)
	_ = f.Take(problem.Field("autre", "required"))
	return f
}

// mine is a page of Paul's own space, on one of its tabs.
func mine(title, tab string) ui.Page {
	return ui.Page{Title: title, SignedIn: true, Menu: menu(tab), Bell: ui.Tab{Href: "/notifications", Text: "Notifications", Count: 2, CountOf: "non lues"}, Space: &ui.Space{
		Kind: ui.Own, Lead: "Vous êtes dans", Who: "votre espace santé, Paul Martin",
		Change:  ui.Link{Href: "/proches", Text: "Changer de personne"},
		Privacy: ui.Link{Href: "/acces", Text: "4 professionnels autorisés\u00a0· 2 documents masqués\u00a0· en urgence\u00a0: oui, sauf masqués"},
	}}
}

func menu(current string) []ui.Tab {
	tabs := []ui.Tab{{Href: "/accueil", Text: "Accueil"}, {Href: "/documents", Text: "Documents"}, {Href: "/profil-medical", Text: "Profil médical"},
		{Href: "/messagerie", Text: "Messagerie", Count: 1, CountOf: "non lu"}, {Href: "/agenda", Text: "Agenda"}, {Href: "/acces", Text: "Qui voit quoi"}}
	for i := range tabs {
		tabs[i].Current = tabs[i].Text == current
	}
	return tabs
}

func someDocuments() []ui.Document {
	hide := func(n string) ui.Link { return ui.Link{Href: "/documents/" + n + "/masquer", Text: "Masquer"} }
	show := func(n string) ui.Link { return ui.Link{Href: "/documents/" + n + "/montrer", Text: "Montrer"} }
	return []ui.Document{
		{Href: "/documents/d0", Title: "Résultat de prise de sang", Kind: "Biologie", New: true, Day: "3\u00a0mai\u00a02027", Author: "Laboratoire du Pont", Seen: ui.Visible, Act: hide("d0"), Tick: "d0"},
		{Href: "/documents/d1", Title: "Ordonnance de kinésithérapie", Kind: "Ordonnance", New: true, Day: "28\u00a0avril\u00a02027", Author: "Dr\u00a0Hugo Roux", Seen: ui.Visible, Act: hide("d1"), Tick: "d1"},
		{Href: "/documents/d3", Title: "Radio du genou", Kind: "Imagerie", Pinned: true, Day: "12\u00a0avril\u00a02027", Author: "Dr\u00a0Hugo Roux", Seen: ui.Masked, Act: show("d3"), Tick: "d3"},
		{Href: "/documents/d4", Title: "Photo de mon carnet de vaccination", Kind: "Vaccination", Day: "2\u00a0avril\u00a02027", Author: "Vous", Seen: ui.Visible, Own: true, Act: hide("d4"), Tick: "d4"},
		{Href: "/documents/d5", Title: "Lettre de liaison", Kind: "Courrier", Day: "22\u00a0mars\u00a02027", Author: "Hôpital des Vallées", Seen: ui.Withdrawn, Tick: "d5"},
	}
}

func someResults() []ui.Result {
	return []ui.Result{
		{Href: "/documents/d0", Title: []ui.Run{{Text: "Résultat de prise de sang"}}, Meta: "Biologie, 3\u00a0mai\u00a02027, Laboratoire du Pont",
			Extract: []ui.Run{{Text: "… à jeun, la "}, {Text: "glycémie", Marked: true}, {Text: " est normale, sans autre remarque …"}}},
		{Href: "/documents/d3", Title: []ui.Run{{Text: "Suivi de la "}, {Text: "glycémie", Marked: true}}, Meta: "Courrier, 12\u00a0avril\u00a02027, Dr\u00a0Hugo Roux", Seen: []ui.Seen{ui.Masked}},
	}
}

func pageOf(n int) string { return "/documents?page=" + string(rune('0'+n)) }

func fieldsPage(f *form.Form, wrong bool) ui.Page {
	p := ui.Page{Title: "Champs", Back: ui.Link{Href: "/demo/composants", Text: "Composants"}}
	if wrong {
		p.Title, p.Form = "Champs en erreur", f
		p.Names = map[string]string{"nom": "Nom de naissance", "courriel": "Courriel", "mobile": "Téléphone mobile",
			"nir": "Numéro de sécurité sociale", "profession": "Profession", "document": "Document"}
	}
	return p
}

func documentPage() ui.Page {
	p := mine("Un document", "Documents")
	p.Back = ui.Link{Href: "/documents", Text: "Tous les documents"}
	return p
}

func historyPage() ui.Page {
	p := mine("Historique", "Qui voit quoi")
	p.Back = ui.Link{Href: "/acces", Text: "Qui voit quoi"}
	return p
}

func professionalPage() ui.Page {
	return ui.Page{Title: "Espace ouvert", Zone: "Professionnels", Home: "/pro", SignedIn: true,
		Menu: []ui.Tab{{Href: "/pro", Text: "Mes patients"}, {Href: "/pro/patients/p9v4", Text: "Espace ouvert", Current: true}, {Href: "/pro/messages", Text: "Messages", Count: 3, CountOf: "non lus"}},
		Space: &ui.Space{Kind: ui.Professional, Who: "MARTIN Paul",
			Note:    "Homme, né le 3\u00a0mai\u00a01985 (42\u00a0ans) à Foix\u00a0· INS 1\u00a085\u00a005\u00a099\u00a0999\u00a0084\u00a095 (fictif)",
			Privacy: ui.Link{Text: "Motif\u00a0: je le soigne, médecin traitant. Ouvert à 15\u00a0h\u00a012, se ferme à 15\u00a0h\u00a042."},
			Close:   ui.Post{Action: "/pro/patients/p9v4/fermer", Text: "Fermer l’espace santé"}}}
}

// hour is the moment of every page of the gallery that shows one.
func hour(h, m int) time.Time { return time.Date(2027, 5, 4, h, m, 0, 0, clock.Paris) }

func deskPage() ui.Page {
	return ui.Page{Title: "Session aidée", Zone: "Guichet", Home: "/guichet", SignedIn: true, Space: ui.Session{
		What: "Session aidée", Who: "l’espace santé de M.\u00a0Petit", Agent: "Samia B.", Structure: "France services de Foix",
		Scope: "mandat d’aujourd’hui seulement", Until: hour(11, 20), Now: hour(10, 42),
		End: ui.Post{Action: "/guichet/fin", Text: "Terminer la session"}}.Band()}
}

// callPage is a call whose caller is not identified yet.
func callPage() ui.Page {
	return ui.Page{Title: "Appel en cours", Zone: "Assistance", Home: "/assistance", SignedIn: true, Space: ui.Session{
		What: "Appel en cours, personne non identifiée", Agent: "Nadia K.", Structure: "Assistance", Until: hour(11, 0), Now: hour(10, 42),
		End: ui.Post{Action: "/assistance/fin", Text: "Terminer l’appel"}}.Band()}
}
