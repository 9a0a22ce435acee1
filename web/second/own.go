package second

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Own is the page where who works here sets the second step: passkeys, an
// application, printed codes for when both are lost.
type Own struct {
	People   *identity.Service
	Sessions *serve.Sessions
	Now      clock.Clock
}

// sureFor is how long a password typed again lets one change how one signs in.
const sureFor = 5 * time.Minute

// Routes adds the page to r, for everybody who works here.
func (o *Own) Routes(r chi.Router) {
	r.Use(serve.Only(access.Professional, access.Helper, access.Support, access.Caisse, access.Operator, access.Reviewer))
	r.Get("/mes-cles", serve.Page(o.show))
	r.Get("/mes-cles/mot-de-passe", serve.Page(o.askPassword))
	r.Post("/mes-cles/mot-de-passe", serve.Page(o.takePassword))
	r.Get("/mes-cles/ajouter", serve.Page(o.sure(o.askKey)))
	r.Post("/mes-cles/ajouter", serve.Page(o.sure(o.addKey)))
	r.Post("/mes-cles/{cle}/retirer", serve.Page(o.sure(o.removeKey)))
	r.Post("/mes-cles/codes", serve.Page(o.sure(o.makePaper)))
	r.Get("/mes-cles/codes", serve.Page(o.showPaper))
	r.Post("/mes-cles/codes/retirer", serve.Page(o.sure(o.removePaper)))
}

func (o *Own) page(r *http.Request, title string, f *form.Form) ui.Page {
	home := serve.Home(serve.Self(r))
	p := ui.Page{Title: title, SignedIn: true, Home: home, Form: f, Back: ui.Link{Href: "/mes-cles", Text: "Retour à mes clés"}}
	if title == ownTitle {
		p.Back = ui.Link{Href: home, Text: "Retour à mon accueil"}
	}
	if flash := o.Sessions.TakeFlash(r); flash != nil {
		p.Flash = *flash
	}
	return p
}

// ownTitle is the title of the page of all ways.
const ownTitle = "Ma connexion"

func (o *Own) show(w http.ResponseWriter, r *http.Request) error {
	own, err := o.People.Factors(r.Context(), serve.Self(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, ownPage(o.page(r, ownTitle, nil), own))
}

// sure lets through who has typed the password again a short while ago, and
// sends others to type it (ASVS 7.5.1). Somebody who comes by card and never chose
// a password is led to choose one first.
func (o *Own) sure(page serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		at, ok := serve.Recall[time.Time](o.Sessions, r, "work-sure")
		if ok && o.Now().Sub(at) < sureFor {
			return page(w, r)
		}
		http.Redirect(w, r, "/mes-cles/mot-de-passe", http.StatusSeeOther)
		return nil
	}
}

func (o *Own) askPassword(w http.ResponseWriter, r *http.Request) error {
	own, err := o.People.Factors(r.Context(), serve.Self(r))
	if err != nil {
		return err
	}
	if !own.Password { // comes by card, and has none to type
		http.Redirect(w, r, "/mes-cles/sans-carte", http.StatusSeeOther)
		return nil
	}
	f := form.Empty()
	return ui.Render(w, r, http.StatusOK, passwordPage(o.page(r, "Retaper mon mot de passe", f), f))
}

func (o *Own) takePassword(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if password := f.Secret("mot-de-passe"); f.OK() {
		if err := f.Take(o.People.ConfirmPassword(r.Context(), serve.Self(r), password)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, passwordPage(o.page(r, "Retaper mon mot de passe", f), f))
	}
	if err := o.Sessions.Renew(r); err != nil {
		return err
	}
	o.Sessions.Keep(r, "work-sure", o.Now())
	o.Sessions.Flash(r, ui.Flash{Text: "Vous pouvez maintenant changer votre connexion, pendant 5\u00a0minutes."})
	http.Redirect(w, r, "/mes-cles", http.StatusSeeOther)
	return nil
}

func (o *Own) askKey(w http.ResponseWriter, r *http.Request) error {
	return o.keyPage(w, r, http.StatusOK, form.Empty())
}

func (o *Own) keyPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	asked, err := o.People.BeginPasskey(r.Context(), serve.Self(r))
	if err != nil {
		return err
	}
	o.Sessions.Keep(r, "work-key", asked)
	return ui.Render(w, r, status, keyPage(o.page(r, "Ma nouvelle clé d’accès", f), f, asked))
}

func (o *Own) addKey(w http.ResponseWriter, r *http.Request) error {
	asked, ok := serve.Recall[identity.Ceremony](o.Sessions, r, "work-key")
	if !ok {
		http.Redirect(w, r, "/mes-cles/ajouter", http.StatusSeeOther)
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	name, answer := f.Text("nom"), f.Long("reponse", maxAnswer)
	if f.OK() {
		if err := f.Take(o.People.AddPasskey(r.Context(), serve.Self(r), asked, name, answer)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return o.keyPage(w, r, http.StatusUnprocessableEntity, f)
	}
	o.Sessions.Forget(r, "work-key")
	return o.changed(w, r, "La clé d’accès est ajoutée.", "/mes-cles")
}

func (o *Own) removeKey(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse[id.Device](chi.URLParam(r, "cle"))
	if err != nil {
		return problem.Missing("passkey")
	}
	if err := o.People.RemovePasskey(r.Context(), serve.Self(r), key); err != nil {
		return err
	}
	return o.changed(w, r, "La clé d’accès est retirée.", "/mes-cles")
}

func (o *Own) makePaper(w http.ResponseWriter, r *http.Request) error {
	codes, err := o.People.MakePaperCodes(r.Context(), serve.Self(r))
	if err != nil {
		return err
	}
	o.Sessions.Keep(r, "work-paper", codes)
	return o.changed(w, r, "Vos codes sont faits.", "/mes-cles/codes")
}

// showPaper shows the codes once: the page read again holds none.
func (o *Own) showPaper(w http.ResponseWriter, r *http.Request) error {
	codes, ok := serve.Recall[[]string](o.Sessions, r, "work-paper")
	if !ok {
		http.Redirect(w, r, "/mes-cles", http.StatusSeeOther)
		return nil
	}
	o.Sessions.Forget(r, "work-paper")
	return ui.Render(w, r, http.StatusOK, codesPage(o.page(r, "Mes codes à imprimer", nil), codes, o.Now()))
}

func (o *Own) removePaper(w http.ResponseWriter, r *http.Request) error {
	if err := o.People.RemovePaperCodes(r.Context(), serve.Self(r)); err != nil {
		return err
	}
	return o.changed(w, r, "Les codes imprimés sont annulés.", "/mes-cles")
}

// changed says what was done; the proof that let it be done brings a new token.
func (o *Own) changed(w http.ResponseWriter, r *http.Request, what, to string) error {
	if err := o.Sessions.Renew(r); err != nil {
		return err
	}
	o.Sessions.Flash(r, ui.Flash{Text: what})
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
