// Package second is how people who work here prove a second time who they are:
// the step after the password, at each of their doors, and the page where they
// set it. Holders of spaces have their own pages.
package second

import (
	"errors"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// maxAnswer bounds what a passkey may answer, in characters.
const maxAnswer = 20_000

// Step is the second step behind one door: six digits of an application, a
// passkey, a printed code.
type Step struct {
	People   *identity.Service
	Sessions *serve.Sessions
	Key      string // under which the session keeps the sign-in half done
	Path     string // of the door: « /pro/connexion »
	Page     func(title, back string, f *form.Form) ui.Page
	Enter    func(w http.ResponseWriter, r *http.Request, by access.Actor) error
}

// Routes adds the step to r.
func (s Step) Routes(r chi.Router) {
	r.Get(s.Path+"/code", serve.Page(s.show))
	r.Post(s.Path+"/code", serve.Page(s.takeCode))
	r.Post(s.Path+"/cle", serve.Page(s.takeKey))
	r.Get(s.Path+"/code-imprime", serve.Page(s.showPaper))
	r.Post(s.Path+"/code-imprime", serve.Page(s.takePaper))
}

func (s Step) show(w http.ResponseWriter, r *http.Request) error {
	return s.page(w, r, http.StatusOK, form.Empty())
}

// page asks a passkey a new question each time.
func (s Step) page(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	c, ok := serve.Recall[identity.Challenge](s.Sessions, r, s.Key)
	if !ok {
		return problem.SignIn()
	}
	options := ""
	if slices.Contains(c.Others, identity.ByPasskey) {
		asked, err := s.People.AskPasskey(r.Context(), c)
		if err != nil && problem.KindOf(err) != problem.NotFound {
			return err
		}
		if err == nil {
			s.Sessions.Keep(r, s.Key+" key", asked)
			options = asked.Options
		}
	}
	p := s.Page("Code de connexion", s.Path, f)
	return ui.Render(w, r, status, codePage(p, f, s.Path, options, slices.Contains(c.Others, identity.ByPaper)))
}

func (s Step) showPaper(w http.ResponseWriter, r *http.Request) error {
	return s.paperPage(w, r, http.StatusOK, form.Empty())
}

func (s Step) paperPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	if _, ok := serve.Recall[identity.Challenge](s.Sessions, r, s.Key); !ok {
		return problem.SignIn()
	}
	return ui.Render(w, r, status, paperPage(s.Page("Code imprimé", s.Path+"/code", f), f, s.Path))
}

// errRead says that the form itself tells what is wrong.
var errRead = errors.New("second: see the form")

func (s Step) takeCode(w http.ResponseWriter, r *http.Request) error {
	return s.answered(w, r, s.page, func(c identity.Challenge, f *form.Form) (access.Actor, error) {
		code := f.OneTime("code", 6)
		if !f.OK() {
			return access.Actor{}, errRead
		}
		return s.People.Confirm(r.Context(), c, code)
	})
}

func (s Step) takeKey(w http.ResponseWriter, r *http.Request) error {
	asked, _ := serve.Recall[identity.Ceremony](s.Sessions, r, s.Key+" key")
	s.Sessions.Forget(r, s.Key+" key") // an answer serves once
	return s.answered(w, r, s.page, func(c identity.Challenge, f *form.Form) (access.Actor, error) {
		answer := f.Long("reponse", maxAnswer)
		if !f.OK() {
			return access.Actor{}, errRead
		}
		return s.People.ConfirmPasskey(r.Context(), c, asked, answer)
	})
}

func (s Step) takePaper(w http.ResponseWriter, r *http.Request) error {
	return s.answered(w, r, s.paperPage, func(c identity.Challenge, f *form.Form) (access.Actor, error) {
		code := f.Secret("code")
		if !f.OK() {
			return access.Actor{}, errRead
		}
		return s.People.ConfirmPaper(r.Context(), c, code)
	})
}

// answered ends the sign-in with what the form says, or shows its page again.
func (s Step) answered(w http.ResponseWriter, r *http.Request, again func(http.ResponseWriter, *http.Request, int, *form.Form) error,
	confirm func(identity.Challenge, *form.Form) (access.Actor, error)) error {
	c, ok := serve.Recall[identity.Challenge](s.Sessions, r, s.Key)
	if !ok {
		return problem.SignIn()
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	by, err := confirm(c, f)
	if err = f.Take(err); err != nil && !errors.Is(err, errRead) {
		return err
	}
	if !f.OK() {
		return again(w, r, http.StatusUnprocessableEntity, f)
	}
	return s.Enter(w, r, by)
}
