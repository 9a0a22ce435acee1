package patient

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// assistRoutes adds what the person lets 3422 see (SUP-05).
func (s *Site) assistRoutes(r chi.Router) {
	r.Get("/acces/assistance", serve.Page(s.assist))
	r.Post("/acces/assistance", serve.Page(s.letSee))
	r.Post("/acces/assistance/arreter", serve.Page(s.stopSeeing))
}

func (s *Site) assist(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Enrolment.Views(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.accessPart(r, "L’assistance")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, assistPage(page, all, s.Now()))
}

func (s *Site) letSee(w http.ResponseWriter, r *http.Request) error {
	if _, err := form.Read(r); err != nil {
		return err
	}
	if err := s.Enrolment.LetSee(r.Context(), serve.Actor(r), serve.Space(r)); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "L’assistance peut voir la liste des actions pendant 24\u00a0heures."})
	http.Redirect(w, r, "/acces/assistance", http.StatusSeeOther)
	return nil
}

func (s *Site) stopSeeing(w http.ResponseWriter, r *http.Request) error {
	if _, err := form.Read(r); err != nil {
		return err
	}
	if err := s.Enrolment.StopSeeing(r.Context(), serve.Actor(r), serve.Space(r)); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "L’assistance ne voit plus la liste des actions."})
	http.Redirect(w, r, "/acces/assistance", http.StatusSeeOther)
	return nil
}
