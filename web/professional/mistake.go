package professional

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// mistakeMax bounds what is said of a mistake, as internal/care does.
const mistakeMax = 500

// mistake is where who opened says that it was a mistake.
func (o opened) mistake(ref id.Patient) string {
	if o.Line.IsZero() {
		return ""
	}
	return base(ref) + "/par-erreur/" + o.Line.String()
}

// askMistake says first what follows (ux.md §1.12): the access is over at once,
// and the person is told.
func (s *Site) askMistake(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.mistakeAsked(w, r, ref, form.Empty(), http.StatusOK)
}

func (s *Site) mistakeAsked(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	line, err := lineOf(r)
	if err != nil {
		return err
	}
	o, err := s.Care.OwnOpening(r.Context(), serve.Actor(r), ref, line)
	if err != nil {
		return err
	}
	page := s.page(r, "Ouverture par erreur", "/pro/mes-acces")
	page.Form, page.Back, page.Names = f, ui.Link{Href: "/pro/mes-acces", Text: "Retour à mes accès"}, map[string]string{"message": "Ce qui s’est passé"}
	return ui.Render(w, r, status, mistakePage(page, f, o, base(ref)+"/par-erreur/"+line.String()))
}

func lineOf(r *http.Request) (id.Line, error) {
	line, err := id.Parse[id.Line](chi.URLParam(r, "line"))
	if err != nil {
		return line, problem.Missing("line")
	}
	return line, nil
}

func (s *Site) mistaken(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	line, err := lineOf(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	words := f.Long("message", mistakeMax)
	if f.OK() {
		if err := f.Take(s.Care.Mistaken(r.Context(), serve.Actor(r), ref, line, words)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.mistakeAsked(w, r, ref, f, http.StatusUnprocessableEntity)
	}
	s.forget(r, ref)
	s.Sessions.Flash(r, ui.Flash{Text: "C’est noté. L’espace santé est refermé, et la personne est prévenue."})
	http.Redirect(w, r, "/pro/mes-acces", http.StatusSeeOther)
	return nil
}
