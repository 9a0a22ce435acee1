package public

import (
	"net/http"
	"strconv"

	"espacesante/internal/access"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (d *Doors) signIn(w http.ResponseWriter, r *http.Request) error {
	if by, ok := serve.Someone(r); ok && by.Role == access.Patient {
		http.Redirect(w, r, "/accueil", http.StatusSeeOther)
		return nil
	}
	told := ui.Flash{} // « Votre mot de passe est changé »
	if f := d.Sessions.TakeFlash(r); f != nil {
		told = *f
	}
	return ui.Render(w, r, http.StatusOK, signInPage(form.Empty(), d.Sessions.Over(r), "", told))
}

func (d *Doors) takeSignIn(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	identifier, password := f.Text("identifiant"), f.Secret("mot-de-passe")
	if password == "" {
		f.Fail("mot-de-passe", "required")
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, signInPage(f, serve.Over{}, "", ui.Flash{}))
	}
	challenge, err := d.People.SignIn(r.Context(), "patient", identifier, password)
	if problem.CodeOf(err) == "sign-in-wrong" {
		return ui.Render(w, r, http.StatusUnprocessableEntity, signInPage(f, serve.Over{}, "sign-in-wrong", ui.Flash{}))
	}
	if problem.KindOf(err) == problem.TooMany {
		return d.pause(w, r, err)
	}
	if err != nil {
		return err
	}
	if err := d.Sessions.Renew(r); err != nil {
		return err
	}
	d.Sessions.Keep(r, "challenge", challenge)
	http.Redirect(w, r, "/connexion/code", http.StatusSeeOther)
	return nil
}

// pause says until when an identifier waits, and which other doors are open
// (PAT-03): it is never a lock.
func (d *Doors) pause(w http.ResponseWriter, r *http.Request, often error) error {
	after := problem.After(often)
	w.Header().Set("Retry-After", strconv.Itoa(int(after.Seconds())+1))
	return ui.Render(w, r, http.StatusTooManyRequests, pausePage(d.Now().Add(after)))
}

func (d *Doors) signInHelp(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, signInHelpPage())
}

// stay keeps the session, and tells until when.
func (d *Doors) stay(w http.ResponseWriter, r *http.Request) error {
	by, ok := serve.Someone(r)
	if !ok {
		return problem.SignIn()
	}
	r, err := d.Sessions.Stay(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, stayPage(serve.Home(by)))
}

// dropUnsent forgets what was typed before the session ended.
func (d *Doors) dropUnsent(w http.ResponseWriter, r *http.Request) error {
	by, ok := serve.Someone(r)
	if !ok {
		return problem.SignIn()
	}
	d.Sessions.DropUnsent(r)
	http.Redirect(w, r, serve.Home(by), http.StatusSeeOther)
	return nil
}

func (d *Doors) signOut(w http.ResponseWriter, r *http.Request) error {
	to := "/"
	if by, ok := serve.Someone(r); ok && by.Role == access.Professional {
		to = "/pro/connexion"
		if card, _ := serve.Recall[bool](d.Sessions, r, "by-card"); card {
			to = "/pro/connexion/psc/fin"
		}
	}
	if err := d.Sessions.SignOut(r); err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (d *Doors) reset(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, resetPage(form.Empty()))
}

func (d *Doors) takeReset(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	n, birth := readINS(f), f.Past("naissance", d.Now())
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, resetPage(f))
	}
	asked, err := d.People.AskReset(r.Context(), n, birth)
	if err != nil {
		return err
	}
	d.Sessions.Keep(r, "reset", asked)
	http.Redirect(w, r, "/connexion/mot-de-passe/code", http.StatusSeeOther)
	return nil
}

func (d *Doors) resetCode(w http.ResponseWriter, r *http.Request) error {
	if _, ok := serve.Recall[identity.Reset](d.Sessions, r, "reset"); !ok {
		http.Redirect(w, r, "/connexion/mot-de-passe", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, resetCodePage(form.Empty()))
}

func (d *Doors) takeResetCode(w http.ResponseWriter, r *http.Request) error {
	asked, ok := serve.Recall[identity.Reset](d.Sessions, r, "reset")
	if !ok {
		http.Redirect(w, r, "/connexion/mot-de-passe", http.StatusSeeOther)
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(d.People.ProveReset(r.Context(), asked, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, resetCodePage(f))
	}
	if err := d.Sessions.Renew(r); err != nil {
		return err
	}
	d.Sessions.Forget(r, "reset")
	d.Sessions.Keep(r, "reset-proven", asked)
	http.Redirect(w, r, "/connexion/mot-de-passe/nouveau", http.StatusSeeOther)
	return nil
}

func (d *Doors) resetPassword(w http.ResponseWriter, r *http.Request) error {
	if _, ok := serve.Recall[identity.Reset](d.Sessions, r, "reset-proven"); !ok {
		http.Redirect(w, r, "/connexion/mot-de-passe", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, resetPasswordPage(form.Empty()))
}

func (d *Doors) takeResetPassword(w http.ResponseWriter, r *http.Request) error {
	asked, ok := serve.Recall[identity.Reset](d.Sessions, r, "reset-proven")
	if !ok {
		http.Redirect(w, r, "/connexion/mot-de-passe", http.StatusSeeOther)
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	hash, err := d.readPassword(r, f)
	if err != nil {
		return err
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, resetPasswordPage(f))
	}
	if err := d.People.SetPassword(r.Context(), asked, hash); err != nil {
		return err
	}
	d.Sessions.Forget(r, "reset-proven")
	d.Sessions.Flash(r, ui.Flash{Text: "Votre mot de passe est changé. Connectez-vous avec le nouveau."})
	http.Redirect(w, r, "/connexion", http.StatusSeeOther)
	return nil
}
