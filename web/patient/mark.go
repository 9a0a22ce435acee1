package patient

import (
	"net/http"

	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// mark shows the word that genuine messages carry, and asks for another.
func (s *Site) mark(w http.ResponseWriter, r *http.Request) error {
	return s.markPage(w, r, http.StatusOK, form.Empty())
}

func (s *Site) markPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	word, err := s.People.Mark(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	page, err := s.page(r, "Mon mot repère", "/parametres")
	if err != nil {
		return err
	}
	page.Form, page.Back = f, ui.Link{Href: "/securite", Text: "Protéger mes accès"}
	return ui.Render(w, r, status, markPage(page, f, word))
}

func (s *Site) setMark(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	word := f.Text("mot")
	if f.OK() {
		if err := f.Take(s.People.SetMark(r.Context(), serve.Actor(r), word)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.markPage(w, r, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Votre mot repère sera dans chaque message, à partir de maintenant."})
	http.Redirect(w, r, "/securite/mot-repere", http.StatusSeeOther)
	return nil
}

// dropMark gives the word up.
func (s *Site) dropMark(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.SetMark(r.Context(), serve.Actor(r), ""); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Vous n’avez plus de mot repère."})
	http.Redirect(w, r, "/securite/mot-repere", http.StatusSeeOther)
	return nil
}
