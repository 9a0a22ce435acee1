package professional

import (
	"net/http"
	"slices"

	"espacesante/internal/access"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/psc"
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
	to, err := s.begin(r, by, psc.Professional{})
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// begin begins the session, and says where it leads: the place of work that a card
// names is chosen already, where it is one of several that the directory knows. What the session is to keep
// besides is kept before the answer: a session is written with its first byte.
func (s *Site) begin(r *http.Request, by access.Actor, card psc.Professional) (to string, err error) {
	all, err := s.People.Places(r.Context(), by.Account)
	if err != nil {
		return "", err
	}
	if err := s.Sessions.SignIn(r, by); err != nil {
		return "", err
	}
	if len(all) > 1 {
		s.Sessions.Keep(r, "where", true)
		s.Sessions.Keep(r, "card-place", onCard(all, card))
		return "/pro/structure", nil
	}
	return s.Sessions.Next(r, "/pro"), nil
}

// onCard is the place of work that a card is for, or the one of those it names
// that the directory knows too. Empty where it names none, or several.
func onCard(all []identity.Place, card psc.Professional) string {
	if named := among(all, card.Structure); len(named) == 1 {
		return named[0]
	}
	if named := among(all, card.Structures...); len(named) == 1 {
		return named[0]
	}
	return ""
}

// among are the places that a card names by FINESS or by SIRET.
func among(all []identity.Place, card ...psc.Structure) (named []string) {
	for _, p := range all {
		if slices.ContainsFunc(card, func(c psc.Structure) bool {
			return c.FINESS != "" && c.FINESS == p.FINESS || c.SIRET != "" && c.SIRET == p.SIRET
		}) {
			named = append(named, p.FINESS)
		}
	}
	return named
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
		f = form.Filled(map[string]string{"lieu": s.cardPlace(r)})
	}
	return ui.Render(w, r, http.StatusOK, placesPage(s.page(r, "Lieu d’exercice", "/pro/structure"), f, all, s.cardPlace(r)))
}

// cardPlace is the place that the card of this sign-in named, until one is chosen.
func (s *Site) cardPlace(r *http.Request) string {
	named, _ := serve.Recall[string](s.Sessions, r, "card-place")
	return named
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
		return ui.Render(w, r, http.StatusUnprocessableEntity, placesPage(p, f, all, s.cardPlace(r)))
	}
	if err := s.Sessions.WorkAt(r, finess); err != nil {
		return err
	}
	s.Sessions.Forget(r, "where")
	s.Sessions.Forget(r, "card-place")
	http.Redirect(w, r, "/pro", http.StatusSeeOther)
	return nil
}
