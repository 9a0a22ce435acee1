package patient

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// maxAnswer bounds what a passkey may answer, in characters.
const maxAnswer = 20_000

func (s *Site) factors(w http.ResponseWriter, r *http.Request) error {
	own, err := s.People.Factors(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	reach, _, err := s.People.Contact(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	page, err := s.secure(r, "Comment vous vous connectez", nil)
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/securite", Text: "Retour à «\u00a0Protéger mes accès\u00a0»"}
	return ui.Render(w, r, http.StatusOK, factorsPage(page, own, reach))
}

// changed says what was done, on the page of all ways of signing in. The proof
// that let it be done brings a new token.
func (s *Site) changed(w http.ResponseWriter, r *http.Request, what string) error {
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: what + " Un message vous le confirme."})
	http.Redirect(w, r, "/securite/connexion", http.StatusSeeOther)
	return nil
}

// application shows the secret of an authenticator, the same until its first
// code is right.
func (s *Site) application(w http.ResponseWriter, r *http.Request) error {
	a, ok := serve.Recall[identity.Authenticator](s.Sessions, r, "authenticator")
	if !ok {
		var err error
		if a, err = identity.NewAuthenticator(ui.ServiceOf(r.Context()).Name, "mon espace"); err != nil {
			return err
		}
		s.Sessions.Keep(r, "authenticator", a)
	}
	return s.applicationPage(w, r, http.StatusOK, form.Empty(), a)
}

func (s *Site) applicationPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form, a identity.Authenticator) error {
	page, err := s.secure(r, "Application de codes", f)
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, applicationPage(page, f, a))
}

func (s *Site) addApplication(w http.ResponseWriter, r *http.Request) error {
	a, ok := serve.Recall[identity.Authenticator](s.Sessions, r, "authenticator")
	if !ok {
		http.Redirect(w, r, "/securite/application", http.StatusSeeOther)
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.People.AddAuthenticator(r.Context(), serve.Actor(r), a, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.applicationPage(w, r, http.StatusUnprocessableEntity, f, a)
	}
	s.Sessions.Forget(r, "authenticator")
	return s.changed(w, r, "Votre application de codes est réglée.")
}

func (s *Site) askRemoveApplication(w http.ResponseWriter, r *http.Request) error {
	return s.askRemove(w, r, removal{"Retirer l’application de codes", "", "/securite/application/retirer",
		"À la prochaine connexion, un code partira vers votre contact."})
}

// removal is a way of signing in about to go.
type removal struct{ Title, Which, Action, Then string }

func (s *Site) askRemove(w http.ResponseWriter, r *http.Request, what removal) error {
	page, err := s.secure(r, what.Title, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, removePage(page, what))
}

func (s *Site) removeApplication(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.RemoveAuthenticator(r.Context(), serve.Actor(r)); err != nil {
		return err
	}
	return s.changed(w, r, "L’application de codes est retirée.")
}

func (s *Site) passkey(w http.ResponseWriter, r *http.Request) error {
	return s.passkeyPage(w, r, http.StatusOK, form.Empty())
}

func (s *Site) passkeyPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	asked, err := s.People.BeginPasskey(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "passkey-made", asked)
	page, err := s.secure(r, "Nouvelle clé d’accès", f)
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, passkeyPage(page, f, asked))
}

func (s *Site) addPasskey(w http.ResponseWriter, r *http.Request) error {
	asked, ok := serve.Recall[identity.Ceremony](s.Sessions, r, "passkey-made")
	if !ok {
		http.Redirect(w, r, "/securite/cles", http.StatusSeeOther)
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	name, answer := f.Text("nom"), f.Long("reponse", maxAnswer)
	if f.OK() {
		if err := f.Take(s.People.AddPasskey(r.Context(), serve.Actor(r), asked, name, answer)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.passkeyPage(w, r, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Forget(r, "passkey-made")
	return s.changed(w, r, "Votre clé d’accès est ajoutée.")
}

func (s *Site) askRemovePasskey(w http.ResponseWriter, r *http.Request) error {
	key, err := s.keyOf(r)
	if err != nil {
		return err
	}
	return s.askRemove(w, r, removal{"Retirer une clé d’accès", "Clé d’accès «\u00a0" + key.Name + "\u00a0»", "/securite/cles/" + key.ID.String() + "/retirer",
		"Elle n’ouvrira plus votre espace santé. Elle reste sur votre appareil, où vous pouvez l’effacer."})
}

func (s *Site) keyOf(r *http.Request) (identity.Passkey, error) {
	own, err := s.People.Factors(r.Context(), serve.Actor(r))
	if err != nil {
		return identity.Passkey{}, err
	}
	for _, k := range own.Passkeys {
		if k.ID.String() == chi.URLParam(r, "cle") {
			return k, nil
		}
	}
	return identity.Passkey{}, problem.Missing("passkey")
}

func (s *Site) removePasskey(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse[id.Device](chi.URLParam(r, "cle"))
	if err != nil {
		return problem.Missing("passkey")
	}
	if err := s.People.RemovePasskey(r.Context(), serve.Actor(r), key); err != nil {
		return err
	}
	return s.changed(w, r, "La clé d’accès est retirée.")
}

func (s *Site) paper(w http.ResponseWriter, r *http.Request) error {
	own, err := s.People.Factors(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	page, err := s.secure(r, "Codes à imprimer", nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, paperPage(page, own))
}

func (s *Site) makePaper(w http.ResponseWriter, r *http.Request) error {
	codes, err := s.People.MakePaperCodes(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "paper", codes)
	http.Redirect(w, r, "/securite/codes/imprimer", http.StatusSeeOther)
	return nil
}

// printPaper shows the codes once: the page read again holds none.
func (s *Site) printPaper(w http.ResponseWriter, r *http.Request) error {
	codes, ok := serve.Recall[[]string](s.Sessions, r, "paper")
	if !ok {
		http.Redirect(w, r, "/securite/codes", http.StatusSeeOther)
		return nil
	}
	s.Sessions.Forget(r, "paper")
	page, err := s.secure(r, "Vos codes à imprimer", nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, paperCodesPage(page, codes, s.Now()))
}

func (s *Site) askRemovePaper(w http.ResponseWriter, r *http.Request) error {
	return s.askRemove(w, r, removal{"Annuler les codes imprimés", "", "/securite/codes/retirer", "Ceux que vous avez imprimés n’ouvriront plus rien."})
}

func (s *Site) removePaper(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.RemovePaperCodes(r.Context(), serve.Actor(r)); err != nil {
		return err
	}
	return s.changed(w, r, "Les codes imprimés sont annulés.")
}
