package patient

import (
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// requestsRoutes adds what a person asks of professionals about documents.
func (s *Site) requestsRoutes(r chi.Router) {
	r.Get("/documents/demandes", serve.Page(s.requests))
	r.Get("/documents/demandes/nouvelle", serve.Page(s.askMissing))
	r.Post("/documents/demandes/nouvelle", serve.Page(s.takeMissing))
	r.Post("/documents/demandes/{demande}/annuler", serve.Page(s.cancelRequest))
	for kind, k := range asking {
		r.Get("/documents/{document}/"+k.path, serve.Page(s.askAbout(kind)))
		r.Post("/documents/{document}/"+k.path, serve.Page(s.takeAbout(kind)))
	}
}

// wording is what a page says of one kind of request about a document.
type wording struct {
	path, title, said string
}

var asking = map[record.RequestKind]wording{
	record.Correct: {"correction", "Demander une correction", "Votre demande est envoyée à l’auteur du document."},
	record.Contest: {"contester", "Contester un dépôt", "Votre contestation est enregistrée. Vous aurez une réponse dans les 30\u00a0jours."},
}

// wishMax is the longest request typed; internal/record has the last word.
const wishMax = 500

// followed is a request as its list shows it.
type followed struct {
	record.Request
	what, who, state, href string
	late                   bool
}

var kinds = map[record.RequestKind]string{record.Missing: "Document manquant", record.Correct: "Correction", record.Contest: "Contestation d’un dépôt"}

var stated = map[record.RequestState]string{record.Asked: "En attente", record.Granted: "Acceptée", record.Declined: "Refusée", record.Cancelled: "Annulée par vous"}

func (s *Site) requests(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Records.Requests(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	var accounts []id.Account
	for _, q := range all {
		accounts = append(accounts, q.To)
	}
	names, err := s.names(r, accounts)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Demandes", "/documents")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, requestsPage(page, follow(all, names, s.Now())))
}

func follow(all []record.Request, names map[id.Account]string, now time.Time) []followed {
	list := make([]followed, len(all))
	for i, q := range all {
		f := followed{Request: q, what: kinds[q.Kind], who: names[q.To], state: stated[q.State], late: q.Late(now)}
		if f.who == "" {
			f.who = "L’opérateur du service"
		}
		switch {
		case f.late:
			f.state = "Sans réponse depuis 30\u00a0jours"
			if q.Kind == record.Contest {
				f.state = "En retard\u00a0: l’opérateur l’examine"
			}
		case q.State == record.Asked:
			f.state += ", réponse attendue avant la fin du " + fr.LastDay(q.DueAt)
		case q.SettleAt != nil:
			f.state += " le " + fr.Date(*q.SettleAt)
		}
		if q.State == record.Asked && !q.Document.IsZero() {
			f.href = "/documents/" + q.Document.String()
		}
		list[i] = f
	}
	return list
}

// names are professionals as pages call them.
func (s *Site) names(r *http.Request, accounts []id.Account) (map[id.Account]string, error) {
	names := map[id.Account]string{}
	if len(accounts) == 0 {
		return names, nil
	}
	known, err := s.People.Professionals(r.Context(), accounts)
	for _, p := range known {
		names[p.Account] = reading.Named(record.Author{Title: p.Title, GivenName: p.GivenName, Name: p.Name})
	}
	return names, err
}

// newRequest is the key that a page draws: the same request sent twice is one.
func newRequest() *form.Form {
	return form.Filled(map[string]string{"cle": id.New[id.Request]().String()})
}

func (s *Site) askMissing(w http.ResponseWriter, r *http.Request) error {
	return s.missingAgain(w, r, http.StatusOK, newRequest())
}

func (s *Site) missingAgain(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	options, err := s.asked(r)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Demander un document manquant", "/documents")
	if err != nil {
		return err
	}
	page.Form, page.Back = f, ui.Link{Href: "/documents/demandes", Text: "Retour aux demandes"}
	page.Names = map[string]string{"professionnel": "Professionnel", "demande": "Votre demande"}
	return ui.Render(w, r, status, missingPage(page, f, options))
}

// asked are the professionals who can be asked for a document: those who may
// open the space, and those who did or deposited.
func (s *Site) asked(r *http.Request) ([]ui.Option, error) {
	c, err := s.Consents.Circle(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return nil, err
	}
	list, err := s.Records.List(r.Context(), serve.Actor(r), "", serve.Space(r), record.Filter{})
	if err != nil {
		return nil, err
	}
	accounts := list.Authors
	for _, p := range slices.Concat(c.Allowed, c.Past) {
		accounts = append(accounts, p.Account)
	}
	for _, p := range c.Blocked {
		accounts = slices.DeleteFunc(accounts, func(a id.Account) bool { return a == p.Account })
	}
	known, err := s.People.Professionals(r.Context(), accounts)
	var all []ui.Option
	for _, p := range known {
		all = append(all, ui.Option{Value: p.Account.String(), Label: reading.Named(record.Author{Title: p.Title, GivenName: p.GivenName, Name: p.Name}) +
			", " + fr.Profession(p.Profession)})
	}
	return all, err
}

func (s *Site) takeMissing(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	to, _ := id.Parse[id.Account](f.Text("professionnel"))
	if f.Typed("professionnel") == "" {
		f.Fail("professionnel", "choose")
	}
	if err := s.ask(r, f, record.Appeal{Kind: record.Missing, To: to}); err != nil {
		return err
	}
	if !f.OK() {
		return s.missingAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	return s.foldedTo(w, r, "/documents/demandes", "Votre demande est envoyée. Le professionnel la trouve dans son espace.")
}

// ask sends what was typed; what is wrong comes back on the fields.
func (s *Site) ask(r *http.Request, f *form.Form, wish record.Appeal) error {
	if wish.Words = f.Long("demande", wishMax); wish.Words == "" {
		f.Fail("demande", "required")
	}
	var err error
	if wish.ID, err = id.Parse[id.Request](f.Typed("cle")); err != nil {
		wish.ID = id.New[id.Request]()
	}
	if !f.OK() {
		return nil
	}
	err = s.Records.Ask(r.Context(), serve.Actor(r), serve.Space(r), wish)
	if problem.CodeOf(err) == "request-open" {
		f.Fail("demande", "request-open")
		return nil
	}
	return f.Take(err)
}

func (s *Site) askAbout(kind record.RequestKind) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.aboutAgain(w, r, http.StatusOK, newRequest(), kind)
	}
}

func (s *Site) aboutAgain(w http.ResponseWriter, r *http.Request, status int, f *form.Form, kind record.RequestKind) error {
	doc, err := of(r)
	if err != nil {
		return err
	}
	d, err := s.Records.Read(r.Context(), serve.Actor(r), "", serve.Space(r), doc)
	if err != nil {
		return err
	}
	if d.Author.Kind == record.ByPatient {
		return problem.Clash("document-changed")
	}
	page, err := s.page(r, asking[kind].title, "/documents")
	if err != nil {
		return err
	}
	page.Form, page.Back = f, ui.Link{Href: "/documents/" + doc.String(), Text: "Retour au document"}
	page.Names = map[string]string{"demande": "Votre demande"}
	if kind == record.Contest {
		return ui.Render(w, r, status, contestPage(page, f, d))
	}
	return ui.Render(w, r, status, correctPage(page, f, d))
}

func (s *Site) takeAbout(kind record.RequestKind) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		doc, err := of(r)
		if err != nil {
			return err
		}
		f, err := form.Read(r)
		if err != nil {
			return err
		}
		if err := s.ask(r, f, record.Appeal{Kind: kind, Document: doc}); err != nil {
			return err
		}
		if !f.OK() {
			return s.aboutAgain(w, r, http.StatusUnprocessableEntity, f, kind)
		}
		return s.foldedTo(w, r, "/documents/demandes", asking[kind].said)
	}
}

func (s *Site) cancelRequest(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[id.Request](chi.URLParam(r, "demande"))
	if err != nil {
		return problem.Missing("request")
	}
	if err := s.Records.Cancel(r.Context(), serve.Actor(r), serve.Space(r), which); err != nil {
		return err
	}
	return s.foldedTo(w, r, "/documents/demandes", "La demande est annulée.")
}
