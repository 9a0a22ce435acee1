package patient

import (
	"net/http"

	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// purposeClose is what a one-time code proves before closing.
const purposeClose = "close"

// closing is where somebody stands on the way out.
type closing struct {
	Challenge identity.Challenge
	Proven    bool
	Erase     bool // and erase everything
}

// left is what somebody who has just closed may still read.
type left struct {
	Receipt enrolment.Receipt
	Erase   bool
}

func (s *Site) settings(w http.ResponseWriter, r *http.Request) error {
	page, err := s.page(r, "Paramètres", "/parametres")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, settingsPage(page, serve.Elsewhere(r), serve.Actor(r).Young))
}

func (s *Site) leave(r *http.Request, title string) (ui.Page, error) {
	page, err := s.page(r, title, "/parametres")
	page.Back = ui.Link{Href: "/parametres", Text: "Retour aux paramètres"}
	return page, err
}

func (s *Site) askClose(w http.ResponseWriter, r *http.Request) error {
	title := "Fermer votre espace santé"
	if serve.Elsewhere(r) {
		title = "Fermer l’espace santé d’un enfant"
	}
	page, err := s.leave(r, title)
	if err != nil {
		return err
	}
	if serve.Elsewhere(r) {
		name, err := s.called(r)
		if err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusOK, closeChildPage(page, name))
	}
	return ui.Render(w, r, http.StatusOK, closePage(page))
}

// challengeClose sends the code that proves it is the person who closes.
func (s *Site) challengeClose(w http.ResponseWriter, r *http.Request) error {
	return s.challenge(w, r, closing{})
}

// challengeErase is the same for closing and erasing.
func (s *Site) challengeErase(w http.ResponseWriter, r *http.Request) error {
	return s.challenge(w, r, closing{Erase: true})
}

func (s *Site) challenge(w http.ResponseWriter, r *http.Request, c closing) error {
	challenge, err := s.People.Challenge(r.Context(), serve.Self(r), purposeClose)
	if err != nil {
		return err
	}
	c.Challenge = challenge
	s.Sessions.Keep(r, "closing", c)
	http.Redirect(w, r, "/parametres/fermer/verification", http.StatusSeeOther)
	return nil
}

func (s *Site) checkClose(w http.ResponseWriter, r *http.Request) error {
	c, ok := serve.Recall[closing](s.Sessions, r, "closing")
	if !ok {
		http.Redirect(w, r, "/parametres/fermer", http.StatusSeeOther)
		return nil
	}
	return s.checkClosePage(w, r, http.StatusOK, form.Empty(), c)
}

func (s *Site) checkClosePage(w http.ResponseWriter, r *http.Request, status int, f *form.Form, c closing) error {
	page, err := s.leave(r, "C’est bien vous")
	if err != nil {
		return err
	}
	page.Form = f
	return ui.Render(w, r, status, checkClosePage(page, f, c.Challenge))
}

func (s *Site) proveClose(w http.ResponseWriter, r *http.Request) error {
	c, ok := serve.Recall[closing](s.Sessions, r, "closing")
	if !ok {
		http.Redirect(w, r, "/parametres/fermer", http.StatusSeeOther)
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.People.Answer(r.Context(), c.Challenge, purposeClose, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.checkClosePage(w, r, http.StatusUnprocessableEntity, f, c)
	}
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	s.Sessions.Keep(r, "closing", closing{Proven: true, Erase: c.Erase})
	http.Redirect(w, r, "/parametres/fermer/confirmer", http.StatusSeeOther)
	return nil
}

func (s *Site) proven(w http.ResponseWriter, r *http.Request) (closing, bool) {
	c, _ := serve.Recall[closing](s.Sessions, r, "closing")
	if !c.Proven {
		http.Redirect(w, r, "/parametres/fermer", http.StatusSeeOther)
	}
	return c, c.Proven
}

func (s *Site) confirmClose(w http.ResponseWriter, r *http.Request) error {
	c, ok := s.proven(w, r)
	if !ok {
		return nil
	}
	page, err := s.leave(r, "Confirmer la fermeture")
	if err != nil {
		return err
	}
	if serve.Elsewhere(r) {
		name, err := s.called(r)
		if err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusOK, confirmChildPage(page, name, c.Erase, s.Now()))
	}
	if c.Erase {
		return ui.Render(w, r, http.StatusOK, confirmErasePage(page, s.Now()))
	}
	return ui.Render(w, r, http.StatusOK, confirmClosePage(page, s.Now()))
}

// close closes the space. The person is signed out by it: the receipt stays
// readable in what is left of the session.
func (s *Site) close(w http.ResponseWriter, r *http.Request) error {
	c, ok := s.proven(w, r)
	if !ok {
		return nil
	}
	if serve.Elsewhere(r) {
		return s.closeChild(w, r, c.Erase)
	}
	end := s.Enrolment.Close
	if c.Erase {
		end = s.Enrolment.CloseAndErase
	}
	receipt, err := end(r.Context(), serve.Actor(r), enrolment.ByHolder)
	if err != nil {
		return err
	}
	if err := s.Sessions.StartOver(r); err != nil {
		return err
	}
	s.Sessions.Keep(r, "closed", left{receipt, c.Erase})
	http.Redirect(w, r, "/espace-ferme", http.StatusSeeOther)
	return nil
}

func (s *Site) closed(w http.ResponseWriter, r *http.Request) error {
	l, ok := serve.Recall[left](s.Sessions, r, "closed")
	if !ok {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, closedPage(l))
}

func (s *Site) closingReceipt(w http.ResponseWriter, r *http.Request) error {
	l, ok := serve.Recall[left](s.Sessions, r, "closed")
	if !ok {
		return problem.Missing("receipt")
	}
	return s.writeClosing(w, l)
}

// writeClosing answers with the receipt of a closing, which names nobody.
func (s *Site) writeClosing(w http.ResponseWriter, l left) error {
	receipt := l.Receipt
	return s.writeReceipt(w, letter.Closed{Head: letter.Head{Service: s.Letters, Date: s.Now()}, Number: receipt.Number,
		At: receipt.At, Way: letter.Online, ArchiveUntil: enrolment.ArchiveEnd(receipt.At),
		Erase: l.Erase, CancelUntil: enrolment.EraseOn(receipt.At), EraseBy: enrolment.EraseBy(receipt.At)})
}

func (s *Site) writeReceipt(w http.ResponseWriter, m letter.Receipted) error {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="recu.pdf"`)
	return letter.WriteReceipt(w, m, "")
}
