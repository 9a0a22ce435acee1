package professional

import (
	"net/http"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// arrival is a first sign-in under way: a link of 24 hours, a code to the same
// address, a password, an application (decisions.md §7).
type arrival struct {
	Link     id.Link
	Account  id.Account
	Code     id.Code
	Proven   bool
	Password string // the hash
	Secret   string
	URL      string
}

// next is where the arrival stands.
func (a arrival) next() string {
	switch {
	case !a.Proven:
		return "/premier-acces/code"
	case a.Password == "":
		return "/premier-acces/mot-de-passe"
	}
	return "/premier-acces/application"
}

// arriving gives the arrival to the page of a step; without one there is
// nothing here, and a step skipped leads back to the first one left.
func (s *Site) arriving(w http.ResponseWriter, r *http.Request, here string) (arrival, bool, error) {
	a, ok := serve.Recall[arrival](s.Sessions, r, "arrival")
	if !ok {
		return a, false, problem.Missing("link")
	}
	if a.next() != here {
		http.Redirect(w, r, a.next(), http.StatusSeeOther)
		return a, false, nil
	}
	return a, true, nil
}

func (s *Site) first(w http.ResponseWriter, r *http.Request) error {
	reach, _, err := s.linkOf(r)
	if problem.KindOf(err) == problem.NotFound {
		return ui.Render(w, r, http.StatusNotFound, linkOverPage())
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, firstPage(chi.URLParam(r, "token"), reach.Masked()))
}

// linkOf reads a link, and where it was sent.
func (s *Site) linkOf(r *http.Request) (identity.Reach, arrival, error) {
	link, account, err := s.People.LinkAccount(r.Context(), chi.URLParam(r, "token"))
	if err != nil {
		return identity.Reach{}, arrival{}, err
	}
	sent, err := s.People.LinkToSend(r.Context(), link)
	return sent.Reach, arrival{Link: link, Account: account}, err
}

// askFirstCode sends the code. Only a press does: a mail reader that opens
// links beforehand sends nothing.
func (s *Site) askFirstCode(w http.ResponseWriter, r *http.Request) error {
	reach, a, err := s.linkOf(r)
	if problem.KindOf(err) == problem.NotFound {
		return ui.Render(w, r, http.StatusNotFound, linkOverPage())
	}
	if err != nil {
		return err
	}
	if a.Code, err = s.People.AskCode(r.Context(), "first-sign-in", a.Account, reach); err != nil {
		return err
	}
	return s.arrive(w, r, a)
}

func (s *Site) arrive(w http.ResponseWriter, r *http.Request, a arrival) error {
	s.Sessions.Keep(r, "arrival", a)
	http.Redirect(w, r, a.next(), http.StatusSeeOther)
	return nil
}

func (s *Site) firstCode(w http.ResponseWriter, r *http.Request) error {
	if _, ok, err := s.arriving(w, r, "/premier-acces/code"); !ok {
		return err
	}
	return ui.Render(w, r, http.StatusOK, firstCodePage(form.Empty()))
}

func (s *Site) takeFirstCode(w http.ResponseWriter, r *http.Request) error {
	a, ok, err := s.arriving(w, r, "/premier-acces/code")
	if !ok {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.People.UseCode(r.Context(), "first-sign-in", a.Code, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, firstCodePage(f))
	}
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	a.Proven = true
	return s.arrive(w, r, a)
}

func (s *Site) firstPassword(w http.ResponseWriter, r *http.Request) error {
	if _, ok, err := s.arriving(w, r, "/premier-acces/mot-de-passe"); !ok {
		return err
	}
	return ui.Render(w, r, http.StatusOK, firstPasswordPage(form.Empty()))
}

func (s *Site) takeFirstPassword(w http.ResponseWriter, r *http.Request) error {
	a, ok, err := s.arriving(w, r, "/premier-acces/mot-de-passe")
	if !ok {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	password := f.Secret("mot-de-passe")
	if code := identity.CheckPassword(password); code != "" {
		f.Fail("mot-de-passe", code, limit.PasswordMin-utf8.RuneCountInString(password), limit.PasswordMin)
		return ui.Render(w, r, http.StatusUnprocessableEntity, firstPasswordPage(f))
	}
	if a, err = s.chosen(r, a, password); err != nil {
		return err
	}
	return s.arrive(w, r, a)
}

// chosen is an arrival whose password is chosen, with the application to set.
func (s *Site) chosen(r *http.Request, a arrival, password string) (arrival, error) {
	hash, err := s.People.HashPassword(r.Context(), password)
	if err != nil {
		return a, err
	}
	application, err := identity.NewAuthenticator(ui.ServiceOf(r.Context()).Name, s.label(r, a.Account))
	a.Password, a.Secret, a.URL = hash, application.Secret, application.URL
	return a, err
}

// label is what the application calls the account: the RPPS number, which is
// public, for a professional.
func (s *Site) label(r *http.Request, a id.Account) string {
	if k, err := s.People.Professional(r.Context(), a); err == nil {
		return k.RPPS
	}
	return "accès professionnel"
}

func (s *Site) firstApplication(w http.ResponseWriter, r *http.Request) error {
	a, ok, err := s.arriving(w, r, "/premier-acces/application")
	if !ok {
		return err
	}
	return ui.Render(w, r, http.StatusOK, firstApplicationPage(form.Empty(), a))
}

func (s *Site) takeFirstApplication(w http.ResponseWriter, r *http.Request) error {
	a, ok, err := s.arriving(w, r, "/premier-acces/application")
	if !ok {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() && !(identity.Authenticator{Secret: a.Secret}).Makes(code) {
		f.Fail("code", "one-time-wrong")
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, firstApplicationPage(f, a))
	}
	err = s.People.FirstSignIn(r.Context(), a.Link, a.Password, a.Secret)
	if err == nil || problem.KindOf(err) == problem.NotFound {
		s.Sessions.Forget(r, "arrival")
	}
	if problem.KindOf(err) == problem.NotFound {
		return ui.Render(w, r, http.StatusNotFound, linkOverPage())
	}
	if err != nil {
		return err
	}
	by, err := s.People.Actor(r.Context(), a.Account, "")
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "arrived", serve.Home(by)+"/connexion")
	http.Redirect(w, r, "/premier-acces/fait", http.StatusSeeOther)
	return nil
}

func (s *Site) firstDone(w http.ResponseWriter, r *http.Request) error {
	door, ok := serve.Recall[string](s.Sessions, r, "arrived")
	if !ok {
		return problem.Missing("link")
	}
	return ui.Render(w, r, http.StatusOK, firstDonePage(door))
}

// groups cuts a secret into pieces of four, to be typed by hand.
func groups(secret string) string {
	var out []byte
	for i := range len(secret) {
		if i > 0 && i%4 == 0 {
			out = append(out, ' ')
		}
		out = append(out, secret[i])
	}
	return string(out)
}
