package public

import (
	"errors"
	"net/http"
	"slices"

	"espacesante/internal/access"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// maxAnswer bounds what a passkey may answer, in characters.
const maxAnswer = 20_000

// second is the second step of a sign-in, with each way to take it.
type second struct {
	Challenge identity.Challenge
	Options   string // of the question to a passkey; empty when there is none to ask
}

// typed reports whether digits can be typed on the page: an authenticator makes
// them, or they were sent.
func (s second) typed() bool {
	return s.Challenge.Factor == identity.ByTOTP || !s.Challenge.Code.IsZero()
}

func (s second) paper() bool { return slices.Contains(s.Challenge.Others, identity.ByPaper) }

func (d *Doors) signInCode(w http.ResponseWriter, r *http.Request) error {
	return d.secondStep(w, r, http.StatusOK, form.Empty())
}

// secondStep is the page of the second step. A passkey is asked a new question
// each time.
func (d *Doors) secondStep(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	challenge, ok := serve.Recall[identity.Challenge](d.Sessions, r, "challenge")
	if !ok {
		return problem.SignIn()
	}
	step := second{Challenge: challenge}
	if slices.Contains(challenge.Others, identity.ByPasskey) {
		asked, err := d.People.AskPasskey(r.Context(), challenge)
		if problem.KindOf(err) != problem.NotFound && err != nil {
			return err
		}
		if err == nil {
			d.Sessions.Keep(r, "passkey-asked", asked)
			step.Options = asked.Options
		}
	}
	return ui.Render(w, r, status, secondPage(f, step))
}

func (d *Doors) takeSignInCode(w http.ResponseWriter, r *http.Request) error {
	return d.answered(w, r, func(c identity.Challenge, f *form.Form) (access.Actor, error) {
		code := f.OneTime("code", 6)
		if !f.OK() {
			return access.Actor{}, errRead
		}
		return d.People.Confirm(r.Context(), c, code)
	}, d.secondStep)
}

// sendSignInCode sends six digits to who would rather type them.
func (d *Doors) sendSignInCode(w http.ResponseWriter, r *http.Request) error {
	challenge, ok := serve.Recall[identity.Challenge](d.Sessions, r, "challenge")
	if !ok {
		return problem.SignIn()
	}
	challenge, err := d.People.SendCode(r.Context(), challenge)
	if err != nil {
		return err
	}
	d.Sessions.Keep(r, "challenge", challenge)
	http.Redirect(w, r, "/connexion/code", http.StatusSeeOther)
	return nil
}

func (d *Doors) takePasskey(w http.ResponseWriter, r *http.Request) error {
	asked, _ := serve.Recall[identity.Ceremony](d.Sessions, r, "passkey-asked")
	d.Sessions.Forget(r, "passkey-asked") // an answer serves once
	return d.answered(w, r, func(c identity.Challenge, f *form.Form) (access.Actor, error) {
		answer := f.Long("reponse", maxAnswer)
		if !f.OK() {
			return access.Actor{}, errRead
		}
		return d.People.ConfirmPasskey(r.Context(), c, asked, answer)
	}, d.secondStep)
}

func (d *Doors) paperCode(w http.ResponseWriter, r *http.Request) error {
	return d.paperStep(w, r, http.StatusOK, form.Empty())
}

func (d *Doors) paperStep(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	if _, ok := serve.Recall[identity.Challenge](d.Sessions, r, "challenge"); !ok {
		return problem.SignIn()
	}
	return ui.Render(w, r, status, paperCodePage(f))
}

func (d *Doors) takePaperCode(w http.ResponseWriter, r *http.Request) error {
	return d.answered(w, r, func(c identity.Challenge, f *form.Form) (access.Actor, error) {
		code := f.Secret("code")
		if !f.OK() {
			return access.Actor{}, errRead
		}
		return d.People.ConfirmPaper(r.Context(), c, code)
	}, d.paperStep)
}

// errRead says that the form itself tells what is wrong.
var errRead = errors.New("public: see the form")

// answered ends a sign-in with what the form says, or shows its page again.
func (d *Doors) answered(w http.ResponseWriter, r *http.Request, confirm func(identity.Challenge, *form.Form) (access.Actor, error),
	again func(http.ResponseWriter, *http.Request, int, *form.Form) error) error {
	challenge, ok := serve.Recall[identity.Challenge](d.Sessions, r, "challenge")
	if !ok {
		return problem.SignIn()
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	by, err := confirm(challenge, f)
	if err = f.Take(err); err != nil && !errors.Is(err, errRead) {
		return err
	}
	if !f.OK() {
		return again(w, r, http.StatusUnprocessableEntity, f)
	}
	if err := d.Sessions.SignIn(r, by); err != nil {
		return err
	}
	http.Redirect(w, r, d.Sessions.Next(r, "/accueil"), http.StatusSeeOther)
	return nil
}

// stopChange stops a change of contact with what the message to the old one
// says, for who is not signed in.
func (d *Doors) stopChange(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, stopPage(form.Empty(), false))
}

func (d *Doors) takeStop(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	identifier, code := f.Text("identifiant"), f.Text("code")
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, stopPage(f, false))
	}
	err = d.People.StopByCode(r.Context(), identifier, code)
	if problem.CodeOf(err) == "stop-wrong" {
		return ui.Render(w, r, http.StatusUnprocessableEntity, stopPage(f, true))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/arreter-un-changement/fait", http.StatusSeeOther)
	return nil
}

func (d *Doors) stopped(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, stoppedPage())
}
