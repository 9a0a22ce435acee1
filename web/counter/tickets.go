package counter

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/problem"
	"espacesante/internal/support"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) askTicket(w http.ResponseWriter, r *http.Request, a area) error {
	b, err := s.live(r, a)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, openTicketPage(s.pageOf(r, b, "Ouvrir une demande"), b, form.Empty(), newKey()))
}

func (s *Site) openTicket(w http.ResponseWriter, r *http.Request, a area) error {
	b, err := s.live(r, a)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	about := f.Choice("sujet", subjectValues()...)
	if !f.OK() {
		p := s.pageOf(r, b, "Ouvrir une demande")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, openTicketPage(p, b, f, newKey()))
	}
	return s.once(w, r, b, f, func() (finished, error) {
		t, err := s.Support.OpenTicket(r.Context(), serve.Actor(r), b.ID, support.Subject(about))
		return finished{Title: "La demande est ouverte.", Number: t.Number, At: s.Now(), Path: "demande"}, err
	})
}

func (s *Site) tickets(w http.ResponseWriter, r *http.Request, a area) error {
	all, err := s.Support.Waiting(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, ticketsPage(s.page(r, a, "Demandes", a.home+"/demandes"), a, all))
}

func (s *Site) ticket(w http.ResponseWriter, r *http.Request, a area) error {
	return s.ticketWith(w, r, a, http.StatusOK, form.Empty())
}

func (s *Site) ticketWith(w http.ResponseWriter, r *http.Request, a area, status int, f *form.Form) error {
	t, safe, err := s.Support.Taken(r.Context(), serve.Actor(r), chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	p := s.page(r, a, "Demande", a.home+"/demandes")
	p.Form, p.Back = f, ui.Link{Href: a.home + "/demandes", Text: "Retour aux demandes"}
	return ui.Render(w, r, status, ticketPage(p, a, t, safe, f))
}

// moveTicket brings a request to its next step, or hands it over.
func (s *Site) moveTicket(w http.ResponseWriter, r *http.Request, a area) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	step, team := f.Choice("etape", stepValues()...), f.Choice("equipe", teamValues()...)
	if !f.OK() {
		return s.ticketWith(w, r, a, http.StatusUnprocessableEntity, f)
	}
	number := chi.URLParam(r, "number")
	if err := s.Support.Move(r.Context(), serve.Actor(r), number, support.Step(step), support.Team(team)); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "La demande " + number + " a avancé."})
	http.Redirect(w, r, a.home+"/demandes", http.StatusSeeOther)
	return nil
}

// FollowRoutes adds the page where anybody follows a request by its number, and
// a person signed in theirs.
func (s *Site) FollowRoutes(r chi.Router) {
	r.Get("/aide/mes-demandes", serve.Page(s.follow))
	r.Post("/aide/mes-demandes", serve.Page(s.find))
}

func (s *Site) follow(w http.ResponseWriter, r *http.Request) error {
	return s.followWith(w, r, http.StatusOK, form.Empty(), nil)
}

func (s *Site) find(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	number := f.Text("numero")
	if f.OK() {
		if err := s.Support.Guessing(r.Context()); err != nil {
			return err
		}
		t, err := s.Support.Find(r.Context(), number)
		if err == nil {
			return s.followWith(w, r, http.StatusOK, f, &t)
		}
		if err := f.Take(err); err != nil {
			return err
		}
	}
	return s.followWith(w, r, http.StatusUnprocessableEntity, f, nil)
}

func (s *Site) followWith(w http.ResponseWriter, r *http.Request, status int, f *form.Form, found *support.Ticket) error {
	var mine []support.Ticket
	by, signedIn := serve.Someone(r)
	own := signedIn && !by.Patient.IsZero()
	if own {
		var err error
		if mine, err = s.Support.Requests(r.Context(), by, by.Patient); err != nil && problem.Reason(err) == "" {
			return err
		}
	}
	p := ui.Page{Title: "Mes demandes", SignedIn: signedIn, Form: f, Back: ui.Link{Href: "/aide", Text: "Retour à l’aide"}}
	return ui.Render(w, r, status, followPage(p, f, found, own, mine))
}
