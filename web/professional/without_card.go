package professional

import (
	"net/http"
	"time"
	"unicode/utf8"

	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Who comes by card and never used the link sent to him has no password: here he
// chooses one, with an application, to come in when the card is not at hand. A
// passkey then answers in the place of the application (/mes-cles).

const (
	withoutCard = "/mes-cles/sans-carte"
	cardShown   = "card-shown" // when the card was last shown in this session
	choosing    = "without-card"
)

// cardLasts is how long a card that was shown lets one change how one comes in.
const cardLasts = 5 * time.Minute

// shownAgain takes the card of somebody signed in: his own, or nobody's.
func (s *Site) shownAgain(w http.ResponseWriter, r *http.Request, own bool) error {
	if !own {
		return ui.Render(w, r, http.StatusForbidden, noCardPage(cardWords{title: "Ce n’est pas votre carte",
			why: "Quelqu’un d’autre est connecté ici. Montrez la carte de cette personne, ou déconnectez-la."}))
	}
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	s.Sessions.Keep(r, cardShown, s.Now())
	http.Redirect(w, r, withoutCard, http.StatusSeeOther)
	return nil
}

// certain lets through who has shown the card a short while ago and has no
// password yet.
func (s *Site) certain(page serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		own, err := s.People.Factors(r.Context(), serve.Self(r))
		if err != nil {
			return err
		}
		if own.Password {
			http.Redirect(w, r, "/mes-cles", http.StatusSeeOther)
			return nil
		}
		if at, ok := serve.Recall[time.Time](s.Sessions, r, cardShown); ok && s.Now().Sub(at) < cardLasts {
			return page(w, r)
		}
		return ui.Render(w, r, http.StatusOK, showCardPage(s.keysPage(r, "Montrer ma carte", nil)))
	}
}

func (s *Site) keysPage(r *http.Request, title string, f *form.Form) ui.Page {
	p := s.page(r, title, "")
	p.Form, p.Back = f, ui.Link{Href: "/mes-cles", Text: "Retour à mes clés"}
	return p
}

func (s *Site) askChosen(w http.ResponseWriter, r *http.Request) error {
	f := form.Empty()
	return ui.Render(w, r, http.StatusOK, choosePage(s.keysPage(r, "Entrer sans ma carte", f), f))
}

func (s *Site) takeChosen(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	password := f.Secret("mot-de-passe")
	if code := identity.CheckPassword(password); code != "" {
		f.Fail("mot-de-passe", code, limit.PasswordMin-utf8.RuneCountInString(password), limit.PasswordMin)
		return ui.Render(w, r, http.StatusUnprocessableEntity, choosePage(s.keysPage(r, "Entrer sans ma carte", f), f))
	}
	a, err := s.chosen(r, arrival{Account: serve.Self(r).Account, Proven: true}, password)
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, choosing, a)
	http.Redirect(w, r, withoutCard+"/application", http.StatusSeeOther)
	return nil
}

func (s *Site) askApplication(w http.ResponseWriter, r *http.Request) error {
	return s.applicationPage(w, r, http.StatusOK, form.Empty())
}

func (s *Site) applicationPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	a, ok := serve.Recall[arrival](s.Sessions, r, choosing)
	if !ok {
		http.Redirect(w, r, withoutCard, http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, status, ownApplicationPage(s.keysPage(r, "Mon application", f), f, a))
}

func (s *Site) takeApplication(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	a, _ := serve.Recall[arrival](s.Sessions, r, choosing)
	if code := f.OneTime("code", 6); f.OK() && !(identity.Authenticator{Secret: a.Secret}).Makes(code) {
		f.Fail("code", "one-time-wrong")
	}
	if !f.OK() || a.Password == "" {
		return s.applicationPage(w, r, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Forget(r, choosing)
	err = s.People.FirstByCard(r.Context(), serve.Self(r), a.Password, a.Secret)
	if err != nil && problem.KindOf(err) != problem.NotFound { // chosen meanwhile, in another window
		return err
	}
	if err == nil {
		if err := s.Sessions.SignIn(r, serve.Self(r)); err != nil { // a password chosen ends every session, this one too
			return err
		}
		s.Sessions.Keep(r, "by-card", true)
		s.Sessions.Flash(r, ui.Flash{Text: "Vous pouvez maintenant entrer aussi sans votre carte."})
	}
	http.Redirect(w, r, "/mes-cles", http.StatusSeeOther)
	return nil
}
