package professional

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// handler answers a request about one person.
type handler func(w http.ResponseWriter, r *http.Request, ref id.Patient) error

// about serves h, and one page for every reason why there is nothing to know:
// an address of nobody, no space, opposed, blocked (decisions.md §3).
func (s *Site) about(h handler) http.HandlerFunc {
	return serve.Page(func(w http.ResponseWriter, r *http.Request) error {
		ref, err := id.Parse[id.Patient](chi.URLParam(r, "ref"))
		if err != nil {
			return s.nothing(w, r)
		}
		err = h(w, r, ref)
		switch what(err) {
		case nowhere:
			s.forget(r, ref)
			return s.nothing(w, r)
		case shut:
			s.forget(r, ref)
			return s.closed(w, r, ref)
		case unsaid:
			s.Sessions.Forget(r, "open "+ref.String())
			page := s.page(r, "Espace santé fermé pour vous", "")
			return ui.Render(w, r, http.StatusForbidden, shutPage(page, fr.Reason(problem.Reason(err)), base(ref)))
		}
		return err
	})
}

// obstacle is what stands before a person's space.
type obstacle int

const (
	none    obstacle = iota
	nowhere          // nothing that may be known of
	shut             // closed by the person: said with its date, and nothing else
	unsaid           // a motive, or an agreement, is to be stated first
)

func what(err error) obstacle {
	switch problem.Reason(err) {
	case access.NoSpace, access.Blocked, access.NotActivated, access.SpaceStopped, access.WorkMedicine, access.WrongState:
		return nowhere
	case access.SpaceClosed:
		return shut
	case access.NoConsent, access.NoTeamConsent, access.SharingOff, access.RolesClosed, access.NotOpened, access.EmergencyNone,
		access.SAMURefused, access.DoctorsOnly, access.CarersOnly:
		return unsaid
	}
	if code := problem.CodeOf(err); problem.KindOf(err) == problem.NotFound && (code == "space" || code == "person") {
		return nowhere
	}
	return none
}

func (s *Site) nothing(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusNotFound, nothingPage(s.page(r, "Aucun espace santé", "")))
}

func (s *Site) closed(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	f, err := s.People.Known(r.Context(), serve.Actor(r), ref)
	if problem.CodeOf(err) == identity.NobodyFound {
		return s.nothing(w, r)
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusNotFound, closedPage(s.page(r, "Espace santé fermé", ""), f))
}

func base(ref id.Patient) string { return "/pro/patients/" + ref.String() }

// met is a person whose card was shown to this professional in this session.
type met struct {
	Who   string
	Note  string
	Adult bool
}

// opened is a space opened in this session.
type opened struct {
	met
	Motive access.Motive
	At     time.Time
	Mode   access.Mode // of an emergency; empty is normal
	Ends   time.Time   // of an emergency
	Line   id.Line     // of the opening, which he may say was a mistake
}

func (s *Site) forget(r *http.Request, ref id.Patient) {
	s.Sessions.Forget(r, "open "+ref.String())
	s.Sessions.Forget(r, "met "+ref.String())
}

// known gives the card already shown of a person; without one the request goes
// back to the card.
func (s *Site) known(w http.ResponseWriter, r *http.Request, ref id.Patient) (met, bool) {
	m, ok := serve.Recall[met](s.Sessions, r, "met "+ref.String())
	if !ok {
		http.Redirect(w, r, base(ref)+"/identite", http.StatusSeeOther)
	}
	return m, ok
}

// opening gives the space as it was opened in this session; otherwise the
// request goes back to where one says why. Whether it still opens is for the
// gate to say, each time.
func (s *Site) opening(w http.ResponseWriter, r *http.Request, ref id.Patient) (opened, bool) {
	o, ok := serve.Recall[opened](s.Sessions, r, "open "+ref.String())
	if !ok {
		http.Redirect(w, r, base(ref)+"/identite", http.StatusSeeOther)
	}
	return o, ok
}

// within is the page of a person: who it is stands in the band, never in the title.
func (s *Site) within(r *http.Request, title string, m met) ui.Page {
	p := s.page(r, title, "")
	p.Space = &ui.Space{Kind: ui.Professional, Who: m.Who, Note: m.Note}
	return p
}

// inside is the page of a space that is open.
func (s *Site) inside(r *http.Request, title string, ref id.Patient, o opened) ui.Page {
	p := s.within(r, title, o.met)
	p.Space.Privacy = ui.Link{Text: "Motif\u00a0: " + motive(o.Motive) + ". " + o.lasts(ui.EndOf(r.Context()))}
	p.Space.Close = ui.Post{Action: base(ref) + "/fermer", Text: "Fermer l’espace santé"}
	return p
}

// lasts says since when a space is open, and until when: the end of an
// emergency, else that of the session, which every page moves.
func (o opened) lasts(session time.Time) string {
	switch {
	case o.Ends.IsZero() && session.IsZero():
		return "Ouvert à " + fr.Hour(o.At) + "."
	case o.Ends.IsZero():
		return "Ouvert à " + fr.Hour(o.At) + ", jusqu’à " + fr.Hour(session) + "."
	}
	return "Ouvert de " + fr.Hour(o.At) + " à " + fr.Hour(o.Ends) + ", puis il se referme."
}

// leave closes a space for this session; an emergency is over for good.
func (s *Site) leave(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	if o, ok := serve.Recall[opened](s.Sessions, r, "open "+ref.String()); ok && o.Mode != "" {
		err := s.Care.CloseEmergency(r.Context(), serve.Actor(r), ref, o.Mode)
		if err != nil && what(err) == none {
			return err
		}
	}
	s.forget(r, ref)
	s.Sessions.Flash(r, ui.Flash{Text: "L’espace santé est refermé sur cet ordinateur."})
	http.Redirect(w, r, "/pro", http.StatusSeeOther)
	return nil
}
