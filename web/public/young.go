package public

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/enrolment"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// youngRoutes are the way in of a minor whom a representative offered a sign-in
// of their own (TEEN-02). Only here and on /jeunes the pages say « tu ».
func (d *Doors) youngRoutes(r chi.Router) {
	r.Get("/jeunes/ouvrir", serve.Page(d.youngCode))
	r.Post("/jeunes/ouvrir", serve.Page(d.takeYoungCode))
	r.Get("/jeunes/mot-de-passe", serve.Page(d.youngPassword))
	r.Post("/jeunes/mot-de-passe", serve.Page(d.openYoung))
}

const youngKey = "young"

func (d *Doors) youngCode(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, youngCodePage(form.Empty(), false))
}

func (d *Doors) takeYoungCode(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	typed, birth := readCode(f), f.Past("naissance", d.Now())
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, youngCodePage(f, false))
	}
	code, _, _ := enrolment.ParseCode(typed)
	claim, err := d.Enrolment.ProveYoung(r.Context(), code, birth)
	if notProven(err) {
		return ui.Render(w, r, http.StatusUnprocessableEntity, youngCodePage(f, true))
	}
	if err != nil {
		return err
	}
	if err := d.Sessions.Renew(r); err != nil {
		return err
	}
	d.Sessions.Keep(r, youngKey, claim)
	http.Redirect(w, r, "/jeunes/mot-de-passe", http.StatusSeeOther)
	return nil
}

func (d *Doors) youngClaim(w http.ResponseWriter, r *http.Request) (enrolment.Claim, bool) {
	claim, ok := serve.Recall[enrolment.Claim](d.Sessions, r, youngKey)
	if !ok {
		http.Redirect(w, r, "/jeunes/ouvrir", http.StatusSeeOther)
	}
	return claim, ok
}

func (d *Doors) youngPassword(w http.ResponseWriter, r *http.Request) error {
	if _, ok := d.youngClaim(w, r); !ok {
		return nil
	}
	return ui.Render(w, r, http.StatusOK, youngPasswordPage(form.Empty()))
}

// openYoung opens the sign-in and comes in: the code is used by it.
func (d *Doors) openYoung(w http.ResponseWriter, r *http.Request) error {
	claim, ok := d.youngClaim(w, r)
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
	f.Agreed("regles")
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, youngPasswordPage(f))
	}
	by, err := d.Enrolment.OpenYoung(r.Context(), claim, hash)
	if problem.KindOf(err) == problem.Conflict || problem.KindOf(err) == problem.Forbidden {
		d.Sessions.Forget(r, youngKey)
		http.Redirect(w, r, "/connexion", http.StatusSeeOther) // pressed twice: it is open; or it has ended
		return nil
	}
	if err != nil {
		return err
	}
	if err := d.Sessions.SignIn(r, by); err != nil {
		return err
	}
	http.Redirect(w, r, "/accueil", http.StatusSeeOther)
	return nil
}
