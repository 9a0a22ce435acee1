package desk

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/second"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Doors are the ways in of everybody who works at a desk, on the phone, or for
// the service itself. They are one page with four names.
type Doors struct {
	People   *identity.Service
	Sessions *serve.Sessions
}

// entrance is one of the four names.
type entrance struct {
	Area  string // « /guichet »
	Zone  string // beside the mark
	Title string
}

// entrances are all of them, in the order of the map of the site.
var entrances = []entrance{
	{"/guichet", "Guichet", "Connexion des aidants"},
	{"/assistance", "Assistance", "Connexion de l’assistance"},
	{"/caisse", "Caisse", "Connexion de la caisse"},
	{"/exploitation", "Exploitation", "Connexion de l’exploitation"},
}

// path is the address of the page, and of its second step.
func (e entrance) path() string { return e.Area + "/connexion" }

// page is what the pages of an entrance say about themselves.
func (e entrance) page(title, back string, f *form.Form) ui.Page {
	return ui.Page{Title: title, Zone: e.Zone, Home: e.path(), Back: ui.Link{Href: back, Text: "Retour"}, Form: f}
}

// Routes adds the four ways in.
func (d *Doors) Routes(r chi.Router) {
	for _, e := range entrances {
		at := func(h func(http.ResponseWriter, *http.Request, entrance) error) http.HandlerFunc {
			return serve.Page(func(w http.ResponseWriter, r *http.Request) error { return h(w, r, e) })
		}
		r.Get(e.path(), at(d.signIn))
		r.Post(e.path(), at(d.takeSignIn))
		d.step(e).Routes(r)
	}
}

// signIn asks for address and password. Somebody signed in goes to where their
// own work is, whatever the name over the door.
func (d *Doors) signIn(w http.ResponseWriter, r *http.Request, e entrance) error {
	if by, ok := serve.Someone(r); ok && works(by) {
		http.Redirect(w, r, serve.Home(by), http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, signInPage(e, form.Empty(), d.Sessions.Ended(r), ""))
}

// works reports whether somebody is of those who sign in here.
func works(by access.Actor) bool {
	switch by.Role {
	case access.Helper, access.Support, access.Caisse, access.Operator, access.Reviewer:
		return true
	}
	return false
}

func (d *Doors) takeSignIn(w http.ResponseWriter, r *http.Request, e entrance) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	identifier, password := f.Text("identifiant"), f.Secret("mot-de-passe")
	if password == "" {
		f.Fail("mot-de-passe", "required")
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, signInPage(e, f, false, ""))
	}
	challenge, err := d.People.SignIn(r.Context(), "staff", identifier, password)
	if problem.CodeOf(err) == "sign-in-wrong" {
		return ui.Render(w, r, http.StatusUnprocessableEntity, signInPage(e, f, false, "sign-in-wrong"))
	}
	if err != nil {
		return err
	}
	if err := d.Sessions.Renew(r); err != nil {
		return err
	}
	d.Sessions.Keep(r, "staff-challenge", challenge)
	http.Redirect(w, r, e.path()+"/code", http.StatusSeeOther)
	return nil
}

// step is the second step behind an entrance.
func (d *Doors) step(e entrance) second.Step {
	return second.Step{People: d.People, Sessions: d.Sessions, Key: "staff-challenge", Path: e.path(), Page: e.page,
		Enter: func(w http.ResponseWriter, r *http.Request, by access.Actor) error {
			if err := d.Sessions.SignIn(r, by); err != nil {
				return err
			}
			http.Redirect(w, r, serve.Home(by), http.StatusSeeOther)
			return nil
		}}
}
