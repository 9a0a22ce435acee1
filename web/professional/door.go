package professional

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/second"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	if by, ok := serve.Someone(r); ok && by.Role == access.Professional {
		http.Redirect(w, r, "/pro", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, signInPage(form.Empty(), s.Sessions.Over(r), "", s.Cards != nil))
}

func (s *Site) takeSignIn(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	identifier, password := f.Text("identifiant"), f.Secret("mot-de-passe")
	if password == "" {
		f.Fail("mot-de-passe", "required")
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, signInPage(f, serve.Over{}, "", s.Cards != nil))
	}
	challenge, err := s.People.SignIn(r.Context(), "professional", identifier, password)
	if problem.CodeOf(err) == "sign-in-wrong" {
		return ui.Render(w, r, http.StatusUnprocessableEntity, signInPage(f, serve.Over{}, "sign-in-wrong", s.Cards != nil))
	}
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "pro-challenge", challenge)
	http.Redirect(w, r, "/pro/connexion/code", http.StatusSeeOther)
	return nil
}

// step is the second step of the sign-in.
func (s *Site) step() second.Step {
	return second.Step{People: s.People, Sessions: s.Sessions, Key: "pro-challenge", Path: "/pro/connexion", Enter: s.enter,
		Page: func(title, back string, f *form.Form) ui.Page { return formPage(door(title, back), f) }}
}

// enter begins the session; who works in several places says where first.
func (s *Site) enter(w http.ResponseWriter, r *http.Request, by access.Actor) error {
	to, err := s.begin(r, by)
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// begin begins the session, and says where it leads. What the session is to keep
// besides is kept before the answer: a session is written with its first byte.
func (s *Site) begin(r *http.Request, by access.Actor) (to string, err error) {
	all, err := s.People.Places(r.Context(), by.Account)
	if err != nil {
		return "", err
	}
	if err := s.Sessions.SignIn(r, by); err != nil {
		return "", err
	}
	if len(all) > 1 {
		s.Sessions.Keep(r, "where", true)
		return "/pro/structure", nil
	}
	return s.Sessions.Next(r, "/pro"), nil
}

// placed sends who has not yet said where he works today to say it: colleagues
// of a place have rights there and nowhere else.
func (s *Site) placed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if unsaid, _ := serve.Recall[bool](s.Sessions, r, "where"); unsaid {
			http.Redirect(w, r, "/pro/structure", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Site) places(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	all, err := s.People.Places(r.Context(), by.Account)
	if err != nil {
		return err
	}
	f := form.Filled(map[string]string{"lieu": by.Structure})
	if unsaid, _ := serve.Recall[bool](s.Sessions, r, "where"); unsaid {
		f = form.Empty()
	}
	return ui.Render(w, r, http.StatusOK, placesPage(s.page(r, "Lieu d’exercice", "/pro/structure"), f, all))
}

func (s *Site) workAt(w http.ResponseWriter, r *http.Request) error {
	all, err := s.People.Places(r.Context(), serve.Actor(r).Account)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var allowed []string
	for _, p := range all {
		allowed = append(allowed, p.FINESS)
	}
	finess := f.Choice("lieu", allowed...)
	if !f.OK() {
		p := s.page(r, "Lieu d’exercice", "/pro/structure")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, placesPage(p, f, all))
	}
	if err := s.Sessions.WorkAt(r, finess); err != nil {
		return err
	}
	s.Sessions.Forget(r, "where")
	http.Redirect(w, r, "/pro", http.StatusSeeOther)
	return nil
}
