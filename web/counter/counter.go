// Package counter is the site as agents see it: 3422 on the telephone, the
// counter of a caisse. It shows where a space is in its life, never what it
// holds, and every act stands on a caller known or a person present.
package counter

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/enrolment"
	"espacesante/internal/family"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/support"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Site is what its pages need.
type Site struct {
	Support   *support.Service
	Enrolment *enrolment.Service
	People    *identity.Service
	Family    *family.Service
	Sessions  *serve.Sessions
	Letters   letter.Service
	Now       clock.Clock
}

// PhoneRoutes adds /assistance, for agents of 3422.
func (s *Site) PhoneRoutes(r chi.Router) {
	r.Use(serve.Only(access.Support))
	r.Get("/assistance", serve.Page(s.phoneHome))
	r.Post("/assistance/appels", serve.Page(s.openCall))
	r.Get("/assistance/scripts", serve.Page(s.scripts))
	r.Get("/assistance/appels/{ref}", serve.Page(s.call))
	r.Post("/assistance/appels/{ref}/identite", serve.Page(s.identify))
	r.Post("/assistance/appels/{ref}/code", serve.Page(s.sendCode))
	r.Post("/assistance/appels/{ref}/code-lu", serve.Page(s.readBack))
	r.Get("/assistance/appels/{ref}/opposition", serve.Page(s.phoneOpposition))
	r.Post("/assistance/appels/{ref}/opposition", serve.Page(s.takePhoneOpposition))
	r.Get("/assistance/appels/{ref}/actions", serve.Page(s.actions))
	r.Get("/assistance/appels/{ref}/danger", serve.Page(s.danger))
	r.Post("/assistance/appels/{ref}/danger", serve.Page(s.takeDanger))
	s.shared(r, phone)
}

// CaisseRoutes adds /caisse, for agents of a caisse.
func (s *Site) CaisseRoutes(r chi.Router) {
	r.Use(serve.Only(access.Caisse))
	r.Get("/caisse", serve.Page(s.caisseHome))
	r.Post("/caisse/visites", serve.Page(s.receive))
	r.Get("/caisse/sans-la-personne", serve.Page(s.askFile))
	r.Post("/caisse/sans-la-personne", serve.Page(s.openFile))
	r.Get("/caisse/file", serve.Page(s.queue))
	r.Get("/caisse/nouvel-espace", serve.Page(s.askAgain))
	r.Post("/caisse/nouvel-espace", serve.Page(s.takeAgain))
	r.Get("/caisse/visites/{ref}", serve.Page(s.visit))
	r.Get("/caisse/visites/{ref}/fiche.pdf", serve.Page(s.slip))
	r.Get("/caisse/visites/{ref}/contact", serve.Page(s.askContact))
	r.Post("/caisse/visites/{ref}/contact", serve.Page(s.setContact))
	r.Get("/caisse/visites/{ref}/medecin", serve.Page(s.askTreating))
	r.Post("/caisse/visites/{ref}/medecin", serve.Page(s.takeTreating))
	r.Get("/caisse/visites/{ref}/medecin/confirmer", serve.Page(s.confirmTreating))
	r.Post("/caisse/visites/{ref}/medecin/confirmer", serve.Page(s.setTreating))
	r.Get("/caisse/visites/{ref}/deces", serve.Page(s.askDeath))
	r.Post("/caisse/visites/{ref}/deces", serve.Page(s.recordDeath))
	r.Get("/caisse/visites/{ref}/proteger", serve.Page(s.askProtect))
	r.Post("/caisse/visites/{ref}/proteger", serve.Page(s.protect))
	s.shared(r, desk)
}

// shared adds what both areas do alike.
func (s *Site) shared(r chi.Router, a area) {
	at := func(h func(http.ResponseWriter, *http.Request, area) error) http.HandlerFunc {
		return serve.Page(func(w http.ResponseWriter, r *http.Request) error { return h(w, r, a) })
	}
	r.Post(a.one+"/{ref}/terminer", at(s.end))
	r.Get(a.one+"/{ref}/faire/{errand}", at(s.askErrand))
	r.Post(a.one+"/{ref}/faire/{errand}", at(s.runErrand))
	r.Get(a.one+"/{ref}/fait", at(s.done))
	r.Get(a.one+"/{ref}/recu.pdf", at(s.receipt))
	r.Post(a.one+"/{ref}/annuler/{act}", at(s.recall))
	r.Get(a.one+"/{ref}/demande", at(s.askTicket))
	r.Post(a.one+"/{ref}/demande", at(s.openTicket))
	r.Get(a.home+"/demandes", at(s.tickets))
	r.Get(a.home+"/demandes/{number}", at(s.ticket))
	r.Post(a.home+"/demandes/{number}", at(s.moveTicket))
}

// area is one of the two: where its pages stand, how they name themselves.
type area struct {
	home, one, zone string
	what            string // in the band: « Appel », « Visite »
	way             letter.Way
}

var (
	phone = area{"/assistance", "/assistance/appels", "Assistance", "Appel", letter.ByPhone}
	desk  = area{"/caisse", "/caisse/visites", "Caisse", "Visite", letter.Caisse}
)

func (a area) at(ref id.Attendance, rest string) string { return a.one + "/" + ref.String() + rest }

// menu is where an agent can go.
func (a area) menu(current string) []ui.Tab {
	tabs := []ui.Tab{{Href: a.home, Text: "Accueil"}, {Href: a.home + "/demandes", Text: "Demandes"}}
	if a == phone {
		tabs = append(tabs, ui.Tab{Href: "/assistance/scripts", Text: "Textes à lire"})
	} else {
		tabs = append(tabs, ui.Tab{Href: "/caisse/sans-la-personne", Text: "Sans la personne"}, ui.Tab{Href: "/caisse/file", Text: "Échéances"})
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == current
	}
	return tabs
}

// page is what the pages of an area say of themselves.
func (s *Site) page(r *http.Request, a area, title, current string) ui.Page {
	p := ui.Page{Title: title, Zone: a.zone, Home: a.home, SignedIn: true, Menu: a.menu(current), Names: names}
	if f := s.Sessions.TakeFlash(r); f != nil {
		p.Flash = *f
	}
	return p
}

// before is whom the agent has before him: the call or the visit, and where the
// space is when that may be known.
type before struct {
	area
	support.Attendance
	Standing *enrolment.Standing // nil until the caller is known, and in a file
	Now      bool                // it still serves
}

// of opens the call or the visit that an address names: the agent's own.
func (s *Site) of(r *http.Request, a area) (before, error) {
	ref, err := id.Parse[id.Attendance](chi.URLParam(r, "ref"))
	if err != nil {
		return before{}, problem.Missing("attendance")
	}
	by := serve.Actor(r)
	found, err := s.Support.Of(r.Context(), by, ref)
	if err != nil {
		return before{}, err
	}
	b := before{area: a, Attendance: found, Now: found.Live(s.Now())}
	if b.Now && !b.Patient.IsZero() && b.Kind != support.File {
		st, err := s.Enrolment.Standing(r.Context(), by, b.Patient)
		if err != nil {
			return b, err
		}
		b.Standing = &st
	}
	return b, nil
}

// live is of, where the call or the visit still serves.
func (s *Site) live(r *http.Request, a area) (before, error) {
	b, err := s.of(r, a)
	if err == nil && !b.Now {
		return b, problem.Clash("attendance-over")
	}
	return b, err
}

// pageOf is a page of a call or a visit, under its band.
func (s *Site) pageOf(r *http.Request, b before, title string) ui.Page {
	p := s.page(r, b.area, title, "")
	p.Menu = nil
	p.Back = ui.Link{Href: b.at(b.ID, ""), Text: "Retour à " + map[area]string{phone: "l’appel", desk: "la visite"}[b.area]}
	if b.Now {
		p.Space = ui.Session{What: b.name(), Who: b.who(), Scope: b.scope(), Until: b.EndsAt, Now: s.Now(),
			End: ui.Post{Action: b.at(b.ID, "/terminer"), Text: "Terminer " + map[area]string{phone: "l’appel", desk: "la visite"}[b.area]}}.Band()
	}
	return p
}

func (b before) name() string {
	if b.Kind == support.File {
		return "Sans la personne"
	}
	return b.what
}

// who names the person, once known.
func (b before) who() string {
	if b.Standing == nil {
		return ""
	}
	return fr.Person(b.Standing.Names.Called())
}

// scope says how surely.
func (b before) scope() string {
	switch {
	case b.Kind == support.Visit:
		return "identité vérifiée"
	case b.Kind == support.File:
		return "actes limités"
	case b.Level == 2:
		return "niveau 2, code relu"
	case b.Level == 1:
		return "niveau 1, vérifié par téléphone"
	}
	return "niveau 0, personne n’est identifié"
}

func (s *Site) end(w http.ResponseWriter, r *http.Request, a area) error {
	ref, err := id.Parse[id.Attendance](chi.URLParam(r, "ref"))
	if err != nil {
		return problem.Missing("attendance")
	}
	if err := s.Support.End(r.Context(), serve.Actor(r), ref); err != nil {
		return err
	}
	s.Sessions.Forget(r, "done "+ref.String())
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Terminé. Vous n’agissez plus pour personne."})
	http.Redirect(w, r, a.home, http.StatusSeeOther)
	return nil
}
