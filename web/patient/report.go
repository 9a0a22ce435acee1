package patient

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/care"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// reportMax bounds what a person says of an access, as internal/care does.
const reportMax = 500

// askReport stops before an access is reported: the effects first.
func (s *Site) askReport(w http.ResponseWriter, r *http.Request) error {
	return s.reportAsked(w, r, form.Empty(), http.StatusOK)
}

func (s *Site) reportAsked(w http.ResponseWriter, r *http.Request, f *form.Form, status int) error {
	line, err := id.Parse[id.Line](chi.URLParam(r, "line"))
	if err != nil {
		return problem.Missing("line")
	}
	by := serve.Actor(r)
	a, err := s.Care.Reportable(r.Context(), by, serve.Space(r), line)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Signaler un accès", "/historique")
	if err != nil {
		return err
	}
	page.Form, page.Back = f, ui.Link{Href: "/historique", Text: "Retour à l’historique"}
	return ui.Render(w, r, status, reportPage(page, f, a, line))
}

// report blocks the professional and opens the case, in one step.
func (s *Site) report(w http.ResponseWriter, r *http.Request) error {
	line, err := id.Parse[id.Line](chi.URLParam(r, "line"))
	if err != nil {
		return problem.Missing("line")
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	words := f.Long("message", reportMax)
	by := serve.Actor(r)
	if f.OK() {
		err = f.Take(s.Care.Report(r.Context(), by, serve.Space(r), line, words))
	}
	switch {
	case err != nil:
		return err
	case !f.OK():
		return s.reportAsked(w, r, f, http.StatusUnprocessableEntity)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Ce professionnel est bloqué. Un médecin vérifie cet accès avant 72\u00a0heures et vous serez prévenu."})
	http.Redirect(w, r, "/historique", http.StatusSeeOther)
	return nil
}

func reported(a care.Reportable) []ui.Pair {
	return []ui.Pair{{Name: "Qui", Value: reading.Named(record.Author{Name: a.Name, GivenName: a.GivenName, Title: a.Title}) + ", " + fr.Profession(a.Profession)},
		{Name: "Quand", Value: fr.Moment(a.At)}}
}
