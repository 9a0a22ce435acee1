package patient

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// sureFor is how long a password typed again lets one change how one signs in.
const sureFor = 5 * time.Minute

// securityRoutes are the pages of PAT-18: devices, ways of signing in, contact.
func (s *Site) securityRoutes(r chi.Router) {
	r.Get("/securite/appareils", serve.Page(s.devices))
	r.Post("/securite/appareils/deconnecter", serve.Page(s.signOutEverywhere))
	r.Post("/securite/appareils/{device}/deconnecter", serve.Page(s.endDevice))
	r.Get("/securite/mot-repere", serve.Page(s.mark))
	r.Post("/securite/mot-repere", serve.Page(s.setMark))
	r.Post("/securite/mot-repere/retirer", serve.Page(s.dropMark))
	r.Get("/securite/connexion", serve.Page(s.factors))
	r.Get("/securite/mot-de-passe", serve.Page(s.askPassword))
	r.Post("/securite/mot-de-passe", serve.Page(s.takePassword))
	for path, page := range map[string][2]serve.Handler{
		"/securite/application":         {s.application, s.addApplication},
		"/securite/application/retirer": {s.askRemoveApplication, s.removeApplication},
		"/securite/cles":                {s.passkey, s.addPasskey},
		"/securite/cles/{cle}/retirer":  {s.askRemovePasskey, s.removePasskey},
		"/securite/codes":               {s.paper, s.makePaper},
		"/securite/codes/retirer":       {s.askRemovePaper, s.removePaper},
		"/parametres/contact":           {s.contact, s.takeContact},
		"/parametres/contact/code":      {s.contactCode, s.takeContactCode},
	} {
		r.Get(path, serve.Page(s.sure(page[0])))
		r.Post(path, serve.Page(s.sure(page[1])))
	}
	r.Get("/securite/codes/imprimer", serve.Page(s.printPaper))
	r.Post("/parametres/contact/arreter", serve.Page(s.stopContact))
}

// safety is where somebody stands, on the page that protects them.
type safety struct {
	Devices []identity.Device
	Factors identity.Factors
	Reach   identity.Reach
	Next    *identity.ContactChange
}

// Safety is the page « Protéger mes accès » of somebody signed in.
func (s *Site) Safety(w http.ResponseWriter, r *http.Request) error {
	by, to := serve.Actor(r), safety{}
	var err error
	if to.Devices, err = s.liveDevices(r); err != nil {
		return err
	}
	if to.Factors, err = s.People.Factors(r.Context(), by); err != nil {
		return err
	}
	if to.Reach, to.Next, err = s.People.Contact(r.Context(), by); err != nil {
		return err
	}
	page, err := s.page(r, "Protéger mes accès", "/parametres")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, safetyPage(page, to))
}

func (s *Site) liveDevices(r *http.Request) ([]identity.Device, error) {
	return s.People.Devices(r.Context(), serve.Actor(r), limit.PatientIdle, limit.PatientAbsolute)
}

// secure is what the pages below « Protéger mes accès » say of themselves.
func (s *Site) secure(r *http.Request, title string, f *form.Form) (ui.Page, error) {
	page, err := s.page(r, title, "/parametres")
	page.Back, page.Form = ui.Link{Href: "/securite/connexion", Text: "Retour à vos façons de vous connecter"}, f
	return page, err
}

func (s *Site) devices(w http.ResponseWriter, r *http.Request) error {
	all, err := s.liveDevices(r)
	if err != nil {
		return err
	}
	page, err := s.secure(r, "Vos appareils connectés", nil)
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/securite", Text: "Retour à «\u00a0Protéger mes accès\u00a0»"}
	return ui.Render(w, r, http.StatusOK, devicesPage(page, all, s.Sessions.Device(r)))
}

func (s *Site) endDevice(w http.ResponseWriter, r *http.Request) error {
	device, err := id.Parse[id.Device](chi.URLParam(r, "device"))
	if err != nil {
		return problem.Missing("device")
	}
	if err := s.People.EndDevice(r.Context(), serve.Actor(r), device); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Cet appareil est déconnecté."})
	http.Redirect(w, r, "/securite/appareils", http.StatusSeeOther)
	return nil
}

// signOutEverywhere ends every session, this one too: whoever holds a token that
// was stolen is out.
func (s *Site) signOutEverywhere(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.SignOutEverywhere(r.Context(), serve.Actor(r)); err != nil {
		return err
	}
	if err := s.Sessions.StartOver(r); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Tous vos appareils sont déconnectés, celui-ci aussi."})
	http.Redirect(w, r, "/connexion", http.StatusSeeOther)
	return nil
}

// sure lets through who has typed the password again a short while ago, and
// sends others to type it (ASVS 7.5.1).
func (s *Site) sure(page serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		at, ok := serve.Recall[time.Time](s.Sessions, r, "sure")
		if ok && s.Now().Sub(at) < sureFor {
			return page(w, r)
		}
		s.Sessions.Keep(r, "sure-for", r.URL.Path)
		http.Redirect(w, r, "/securite/mot-de-passe", http.StatusSeeOther)
		return nil
	}
}

func (s *Site) askPassword(w http.ResponseWriter, r *http.Request) error {
	return s.passwordAsked(w, r, http.StatusOK, form.Empty())
}

func (s *Site) passwordAsked(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	page, err := s.secure(r, "Retaper le mot de passe", f)
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, passwordPage(page, f))
}

func (s *Site) takePassword(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if password := f.Secret("mot-de-passe"); f.OK() {
		if err := f.Take(s.People.ConfirmPassword(r.Context(), serve.Actor(r), password)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.passwordAsked(w, r, http.StatusUnprocessableEntity, f)
	}
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	s.Sessions.Keep(r, "sure", s.Now())
	to, ok := serve.Recall[string](s.Sessions, r, "sure-for")
	if !ok {
		to = "/securite/connexion"
	}
	s.Sessions.Forget(r, "sure-for")
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
