package professional

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// requestKinds are what persons ask, as a professional reads it.
var requestKinds = map[record.RequestKind]string{record.Missing: "Un document manque", record.Correct: "Correction d’un document",
	record.Contest: "Contestation d’un dépôt", record.Report: "Erreur signalée par un confrère", record.Reported: "Erreur que vous avez signalée"}

// inbox lists what persons ask of the professional about documents.
func (s *Site) inbox(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Records.Inbox(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, inboxPage(s.page(r, "Demandes", "/pro/demandes"), all, s.Now()))
}

// received finds a request of the professional's own list; another's is missing.
func (s *Site) received(r *http.Request) (record.Received, error) {
	which, err := id.Parse[id.Request](chi.URLParam(r, "demande"))
	if err != nil {
		return record.Received{}, problem.Missing("request")
	}
	all, err := s.Records.Inbox(r.Context(), serve.Actor(r))
	if err != nil {
		return record.Received{}, err
	}
	at := slices.IndexFunc(all, func(q record.Received) bool { return q.ID == which })
	if at < 0 {
		return record.Received{}, problem.Missing("request")
	}
	return all[at], nil
}

func (s *Site) request(w http.ResponseWriter, r *http.Request) error {
	return s.requestAgain(w, r, http.StatusOK, form.Empty())
}

func (s *Site) requestAgain(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	q, err := s.received(r)
	if err != nil {
		return err
	}
	p := s.page(r, "Répondre à une demande", "/pro/demandes")
	p.Form, p.Back = f, ui.Link{Href: "/pro/demandes", Text: "Retour aux demandes"}
	p.Names = map[string]string{"decision": "Votre décision", "reponse": "Votre réponse"}
	return ui.Render(w, r, status, requestPage(p, f, q))
}

// reply answers; granting a contest withdraws the document.
func (s *Site) reply(w http.ResponseWriter, r *http.Request) error {
	q, err := s.received(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if q.Kind == record.Reported { // who reported does not answer himself
		return problem.Missing("request")
	}
	grant := f.Choice("decision", "oui", "non") == "oui"
	words := f.Long("reponse", 500)
	if f.OK() {
		if err = f.Take(s.Records.Reply(r.Context(), serve.Actor(r), q.Patient, q.ID, grant, words)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.requestAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	said := "Votre réponse est envoyée à la personne."
	if q.Kind == record.Report {
		said = "Votre réponse est envoyée à votre confrère."
	}
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, "/pro/demandes", http.StatusSeeOther)
	return nil
}

// replyTo asks for the words of an answer, to whom it goes.
func replyTo(k record.RequestKind) string {
	if k == record.Report {
		return "Votre réponse à votre confrère"
	}
	return "Votre réponse à la personne"
}

// grants are the two answers to a request, each with what it does.
func grants(k record.RequestKind) []ui.Option {
	yes := ui.Option{Value: "oui", Label: "C’est fait, ou ce sera fait"}
	if k == record.Contest {
		yes = ui.Option{Value: "oui", Label: "J’accepte", Hint: "Le document est retiré aussitôt."}
	}
	reads := "La personne lit votre raison."
	if k == record.Report {
		reads = "Votre confrère lit votre raison."
	}
	return []ui.Option{yes, {Value: "non", Label: "Je ne peux pas", Hint: reads}}
}
