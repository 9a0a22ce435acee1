package patient

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/export"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// purposeCopy is what a one-time code proves before a copy is asked for (ASVS 7.5.3).
const purposeCopy = "copy"

func (s *Site) copyRoutes(r chi.Router) {
	r.Get("/parametres/exporter", serve.Page(s.copies))
	r.Post("/parametres/exporter", serve.Page(s.challengeCopy))
	r.Get("/parametres/exporter/verification", serve.Page(s.checkCopy))
	r.Post("/parametres/exporter/verification", serve.Page(s.proveCopy))
	r.Get("/parametres/exporter/choix", serve.Page(s.chooseCopy))
	r.Post("/parametres/exporter/choix", serve.Page(s.askCopy))
	r.Get("/parametres/exporter/copie.zip", serve.Page(s.takeCopy))
	r.Post("/parametres/exporter/effacer", serve.Page(s.endCopy))
	r.Get("/taches/{task}", serve.Page(s.progress))
}

// copying is where somebody stands on the way to a copy.
type copying struct {
	Challenge identity.Challenge
	Proven    bool
}

func (s *Site) copies(w http.ResponseWriter, r *http.Request) error {
	c, there, err := s.Copies.Standing(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.leave(r, "Télécharger une copie")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, copiesPage(page, c, there))
}

func (s *Site) challengeCopy(w http.ResponseWriter, r *http.Request) error {
	challenge, err := s.People.Challenge(r.Context(), serve.Self(r), purposeCopy)
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "copying", copying{Challenge: challenge})
	http.Redirect(w, r, "/parametres/exporter/verification", http.StatusSeeOther)
	return nil
}

// copyStep is where one stands, or leads to the first page.
func (s *Site) copyStep(w http.ResponseWriter, r *http.Request, proven bool) (copying, bool) {
	c, ok := serve.Recall[copying](s.Sessions, r, "copying")
	if !ok || c.Proven != proven {
		http.Redirect(w, r, "/parametres/exporter", http.StatusSeeOther)
		return c, false
	}
	return c, true
}

func (s *Site) checkCopy(w http.ResponseWriter, r *http.Request) error {
	c, ok := s.copyStep(w, r, false)
	if !ok {
		return nil
	}
	return s.checkCopyPage(w, r, http.StatusOK, form.Empty(), c)
}

func (s *Site) checkCopyPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form, c copying) error {
	page, err := s.leave(r, "Vérifier que c’est vous")
	if err != nil {
		return err
	}
	page.Form = f
	return ui.Render(w, r, status, checkCopyPage(page, f, c.Challenge))
}

func (s *Site) proveCopy(w http.ResponseWriter, r *http.Request) error {
	c, ok := s.copyStep(w, r, false)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.People.Answer(r.Context(), c.Challenge, purposeCopy, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.checkCopyPage(w, r, http.StatusUnprocessableEntity, f, c)
	}
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	s.Sessions.Keep(r, "copying", copying{Proven: true})
	http.Redirect(w, r, "/parametres/exporter/choix", http.StatusSeeOther)
	return nil
}

func (s *Site) chooseCopy(w http.ResponseWriter, r *http.Request) error {
	if _, ok := s.copyStep(w, r, true); !ok {
		return nil
	}
	return s.chooseCopyPage(w, r, http.StatusOK, form.Filled(map[string]string{"quoi": string(export.All)}))
}

func (s *Site) chooseCopyPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	page, err := s.leave(r, "Choisir ce que la copie contient")
	if err != nil {
		return err
	}
	page.Form = f
	page.Names = map[string]string{"quoi": "Contenu", "mot-de-passe": "Mot de passe"}
	return ui.Render(w, r, status, chooseCopyPage(page, f))
}

func (s *Site) askCopy(w http.ResponseWriter, r *http.Request) error {
	if _, ok := s.copyStep(w, r, true); !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	scope := f.Choice("quoi", string(export.All), string(export.LastYear), string(export.Documents))
	password := ""
	if f.Typed("mot-de-passe") != "" {
		password = f.Secret("mot-de-passe")
	}
	var asked id.Task
	if f.OK() {
		asked, err = s.Copies.Ask(r.Context(), serve.Actor(r), serve.Space(r), export.Asked{Scope: export.Scope(scope), Password: password})
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.chooseCopyPage(w, r, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Keep(r, "copying", copying{})
	http.Redirect(w, r, "/taches/"+asked.String(), http.StatusSeeOther)
	return nil
}

// takeCopy streams the copy: a line is committed before its first byte.
func (s *Site) takeCopy(w http.ResponseWriter, r *http.Request) error {
	c, there, err := s.Copies.Standing(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	if !there || c.ReadyAt.IsZero() {
		http.Redirect(w, r, "/parametres/exporter", http.StatusSeeOther)
		return nil
	}
	t, err := s.Copies.Take(r.Context(), serve.Actor(r), serve.Space(r), c.ID)
	if err != nil {
		return err
	}
	defer func() { _ = t.Close() }()
	return reading.SendCopy(w, t)
}

func (s *Site) endCopy(w http.ResponseWriter, r *http.Request) error {
	if err := s.Copies.End(r.Context(), serve.Actor(r), serve.Space(r)); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "La copie est effacée. Celle que vous avez téléchargée reste chez vous."})
	http.Redirect(w, r, "/parametres/exporter", http.StatusSeeOther)
	return nil
}

// progress is how far a long work is. It can be left: the person is told when it is ready.
func (s *Site) progress(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[id.Task](chi.URLParam(r, "task"))
	if err != nil {
		return problem.Missing("task")
	}
	t, err := s.Tasks.Read(r.Context(), serve.Actor(r), serve.Space(r), which)
	if err != nil {
		return err
	}
	page, err := s.leave(r, "Où en est votre demande")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, progressPage(page, t))
}
