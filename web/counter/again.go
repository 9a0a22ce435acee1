package counter

import (
	"net/http"

	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) againWith(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	p := s.page(r, desk, "Nouvel espace après un effacement", "/caisse/nouvel-espace")
	p.Form = f
	p.Back = ui.Link{Href: desk.home, Text: "Retour à l’accueil"}
	return ui.Render(w, r, status, againPage(p, f))
}

func (s *Site) askAgain(w http.ResponseWriter, r *http.Request) error {
	return s.againWith(w, r, http.StatusOK, form.Empty())
}

// takeAgain keeps that somebody whose space was erased asks for a new, empty
// one (domain.md §4): the next file of the caisse opens it.
func (s *Site) takeAgain(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	n, birth := readINS(f, "nir"), f.Past("naissance", s.Now())
	f.Choice("piece", documentValues()...)
	f.Agreed("photo")
	f.Agreed("lu")
	if f.OK() {
		err = f.Take(s.People.AskAgainFor(r.Context(), serve.Actor(r), n, birth))
	}
	switch {
	case err != nil:
		return err
	case !f.OK():
		return s.againWith(w, r, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "La demande est gardée. Le prochain fichier de la caisse propose un nouvel espace santé, vide."})
	http.Redirect(w, r, desk.home, http.StatusSeeOther)
	return nil
}
