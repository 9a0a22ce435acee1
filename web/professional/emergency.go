package professional

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// reasonMax bounds the typed reason, as internal/care does.
const reasonMax = 500

// emergency asks for what the law asks before a space opens without the
// person's say (L.1111-17 I, R.1111-48).
type emergency struct {
	mode  access.Mode
	title string
	path  string
	draw  func(ui.Page, *form.Form, string) component
	read  func(*form.Form, *care.Emergency)
}

var breakingGlass = emergency{access.BrisDeGlace, "Ouvrir en urgence", "/ouvrir/urgence", emergencyPage,
	func(f *form.Form, e *care.Emergency) {
		e.Speechless, e.Danger = f.Checked("exprimer"), f.Checked("danger")
	}}

var onCall = emergency{access.Centre15, "Ouvrir pour un appel au centre 15", "/ouvrir/centre-15", onCallPage,
	func(f *form.Form, e *care.Emergency) { e.OnCall = f.Checked("appel") }}

func (s *Site) askEmergency(k emergency) handler {
	return func(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
		return s.emergencyAsked(w, r, ref, k, form.Empty(), http.StatusOK)
	}
}

func (s *Site) emergencyAsked(w http.ResponseWriter, r *http.Request, ref id.Patient, k emergency, f *form.Form, status int) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	// Nobody reads the page about a person of whom there is nothing to know.
	if _, err := s.meet(r, ref); err != nil {
		return err
	}
	page := s.within(r, k.title, m)
	page.Form, page.Back = f, ui.Link{Href: base(ref) + "/ouvrir", Text: "Retour au choix du motif"}
	page.Names = map[string]string{"raison": "Raison", "exprimer": "Première attestation", "danger": "Seconde attestation", "appel": "Attestation"}
	return ui.Render(w, r, status, k.draw(page, f, base(ref)))
}

func (s *Site) takeEmergency(k emergency) handler {
	return func(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
		m, ok := s.known(w, r, ref)
		if !ok {
			return nil
		}
		f, err := form.Read(r)
		if err != nil {
			return err
		}
		e := care.Emergency{Mode: k.mode}
		k.read(f, &e)
		e.Reason = f.Long("raison", reasonMax)
		var o care.InEmergency
		if f.OK() {
			o, err = s.Care.OpenInEmergency(r.Context(), serve.Actor(r), ref, e)
		}
		if err := f.Take(err); err != nil {
			return err
		}
		if !f.OK() {
			return s.emergencyAsked(w, r, ref, k, f, http.StatusUnprocessableEntity)
		}
		s.Sessions.Keep(r, "open "+ref.String(), opened{met: m, Motive: o.Motive, At: o.Ends.Add(-limit.EmergencyLife), Mode: k.mode, Ends: o.Ends, Line: o.Line})
		http.Redirect(w, r, base(ref), http.StatusSeeOther)
		return nil
	}
}

// urgent is the search of somebody in an emergency: the same doors, never by
// name alone.
func (s *Site) urgent(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, urgentPage(s.page(r, "Trouver en urgence", "/pro/urgence"), form.Empty()))
}
