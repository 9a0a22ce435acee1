// Package review is the site of the doctors who look at what others opened:
// every opening in an emergency, every access that a person reported. They
// read reasons and lines, never a document, never whose space it is.
package review

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Site is what its pages need.
type Site struct {
	Care     *care.Service
	Sessions *serve.Sessions
	Now      clock.Clock
}

// Routes adds the pages of reviewers.
func (s *Site) Routes(r chi.Router) {
	r.Use(serve.Only(access.Reviewer))
	r.Get("/revue", serve.Page(s.queue))
	r.Get("/revue/{ref}/{cas}", serve.Page(s.one))
	r.Post("/revue/{ref}/{cas}", serve.Page(s.conclude))
}

func (s *Site) page(r *http.Request, title string) ui.Page {
	p := ui.Page{Title: title, Zone: "Relecture", SignedIn: true, Home: "/revue"}
	if f := s.Sessions.TakeFlash(r); f != nil {
		p.Flash = *f
	}
	return p
}

// queue lists what waits: overdue first, then who had no link with the person.
func (s *Site) queue(w http.ResponseWriter, r *http.Request) error {
	waiting, done, err := s.Care.Reviews(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, queuePage(s.page(r, "Accès à relire"), waiting, done, s.Now()))
}

func of(r *http.Request) (ref id.Patient, cas id.Review, err error) {
	if ref, err = id.Parse[id.Patient](chi.URLParam(r, "ref")); err == nil {
		cas, err = id.Parse[id.Review](chi.URLParam(r, "cas"))
	}
	if err != nil {
		err = problem.Missing("review")
	}
	return ref, cas, err
}

func (s *Site) one(w http.ResponseWriter, r *http.Request) error {
	return s.asked(w, r, form.Empty(), http.StatusOK)
}

func (s *Site) asked(w http.ResponseWriter, r *http.Request, f *form.Form, status int) error {
	ref, cas, err := of(r)
	if err != nil {
		return err
	}
	c, err := s.Care.Case(r.Context(), serve.Actor(r), ref, cas)
	if err != nil {
		return err
	}
	page := s.page(r, "Relire un accès")
	page.Form, page.Back = f, ui.Link{Href: "/revue", Text: "Retour aux accès à relire"}
	return ui.Render(w, r, status, casePage(page, f, c, s.Now()))
}

func (s *Site) conclude(w http.ResponseWriter, r *http.Request) error {
	ref, cas, err := of(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	v := care.Verdict(f.Choice("avis", string(care.Justified), string(care.Unclear), string(care.Unjustified)))
	if f.OK() {
		err = f.Take(s.Care.Conclude(r.Context(), serve.Actor(r), ref, cas, v))
	}
	switch {
	case err != nil:
		return err
	case !f.OK():
		return s.asked(w, r, f, http.StatusUnprocessableEntity)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Votre avis est enregistré."})
	http.Redirect(w, r, "/revue", http.StatusSeeOther)
	return nil
}

// who is the professional, title first, and what he is.
func who(p care.Professional) string {
	n := p.GivenName + " " + p.Name
	if p.Title != "" {
		n = p.Title + " " + n
	}
	return n
}

func kind(w care.Waiting) string {
	if w.Kind.Emergency() {
		return "Ouverture en urgence"
	}
	if w.Kind.Mistake() {
		return "Ouverture déclarée par erreur"
	}
	return "Accès signalé par la personne"
}

func verdict(v care.Verdict) string {
	switch v {
	case care.Justified:
		return "Justifié"
	case care.Unclear:
		return "À éclaircir"
	case care.Unjustified:
		return "Non justifié"
	}
	return "En attente"
}

// facts are what is known of the case, without whose space it is.
func facts(c care.Case) []ui.Pair {
	place := c.Structure
	if c.City != "" {
		place += ", " + c.City
	}
	if place == "" {
		place = "Non connu"
	}
	pairs := []ui.Pair{{Name: "Professionnel", Value: who(c.Professional) + ", " + fr.Profession(c.Profession)}, {Name: "Lieu", Value: place},
		{Name: "Quand", Value: fr.Moment(c.QueuedAt)}}
	if c.EndsAt != nil {
		pairs = append(pairs, ui.Pair{Name: "Fin prévue", Value: fr.Moment(*c.EndsAt)})
	}
	linked := "Il avait déjà ouvert cet espace santé."
	if c.Stranger {
		linked = "Il n’avait jamais ouvert cet espace santé."
	}
	if c.Kind.Emergency() {
		pairs = append(pairs, ui.Pair{Name: "Lien", Value: linked})
	}
	return append(pairs, ui.Pair{Name: "À relire avant", Value: fr.Moment(c.DueAt)})
}

func lineWhy(l care.CaseLine) string {
	if l.Reason != "" {
		return "refusé"
	}
	return fr.Motive(l.Motive)
}
