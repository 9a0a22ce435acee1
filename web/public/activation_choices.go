package public

import (
	"net/http"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/ui"
)

func (d *Doors) activationPassword(w http.ResponseWriter, r *http.Request) error {
	if _, ok := d.at(w, r, verified); !ok {
		return nil
	}
	return ui.Render(w, r, http.StatusOK, activationPasswordPage(form.Empty()))
}

func (d *Doors) takeActivationPassword(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, verified)
	if !ok {
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
		return ui.Render(w, r, http.StatusUnprocessableEntity, activationPasswordPage(f))
	}
	a.Password = hash
	return d.keep(w, r, a)
}

// readPassword reads a new password and makes the hash to keep; the password
// itself goes no further.
func (d *Doors) readPassword(r *http.Request, f *form.Form) (string, error) {
	password := f.Secret("mot-de-passe")
	if code := identity.CheckPassword(password); code != "" {
		n := utf8.RuneCountInString(password)
		f.Fail("mot-de-passe", code, limit.PasswordMin-n, limit.PasswordMin)
		return "", nil
	}
	return d.People.HashPassword(r.Context(), password)
}

func (d *Doors) activationSharing(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, protected)
	if !ok {
		return nil
	}
	f := form.Empty()
	if a.Chosen && !a.Later {
		known := map[string]string{"partage": "oui", "urgence": string(a.Emergency)}
		if !a.Sharing {
			known["partage"] = "non"
		}
		f = form.Filled(known)
	}
	return ui.Render(w, r, http.StatusOK, activationSharingPage(f))
}

func (d *Doors) takeActivationSharing(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, protected)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if f.Typed("choix") == "plus-tard" {
		a.Chosen, a.Later, a.Sharing, a.Emergency = true, true, true, access.EmergencyYes
		return d.keep(w, r, a)
	}
	sharing := f.Choice("partage", "oui", "non")
	emergency := f.Choice("urgence", string(access.EmergencyYesWithMasked), string(access.EmergencyYes), string(access.EmergencyNo))
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, activationSharingPage(f))
	}
	a.Chosen, a.Later, a.Sharing, a.Emergency = true, false, sharing == "oui", access.Emergency(emergency)
	return d.keep(w, r, a)
}

func (d *Doors) activationSummary(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, complete)
	if !ok {
		return nil
	}
	return ui.Render(w, r, http.StatusOK, activationSummaryPage(form.Empty(), a))
}

func (d *Doors) activate(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, complete)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	f.Agreed("regles")
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, activationSummaryPage(f, a))
	}
	by, err := d.Enrolment.Activate(r.Context(), enrolment.Activation{Claim: a.Claim, Reach: a.Reach, Password: a.Password,
		Sharing: a.Sharing, Emergency: a.Emergency, Terms: terms})
	if problem.Reason(err) == access.WrongState { // a button pressed twice: the first press has signed in
		http.Redirect(w, r, "/accueil", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if err := d.Sessions.SignIn(r, by); err != nil {
		return err
	}
	d.Sessions.Keep(r, "welcome", true)
	http.Redirect(w, r, "/accueil", http.StatusSeeOther)
	return nil
}
