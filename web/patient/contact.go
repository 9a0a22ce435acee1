package patient

import (
	"net/http"

	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// purposeContact is what the code sent to a new contact proves: that whoever
// answers reads what is sent there.
const purposeContact = "contact-change"

// moving is a new contact that waits for its code.
type moving struct {
	To   identity.Reach
	Code id.Code
}

func (s *Site) contact(w http.ResponseWriter, r *http.Request) error {
	return s.contactPage(w, r, http.StatusOK, form.Empty())
}

func (s *Site) contactPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	now, next, err := s.People.Contact(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	page, err := s.leave(r, "Votre contact")
	if err != nil {
		return err
	}
	page.Form = f
	return ui.Render(w, r, status, contactPage(page, f, now, next))
}

func (s *Site) takeContact(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var to identity.Reach
	switch f.Choice("moyen", "courriel", "sms") {
	case "courriel":
		to = identity.Reach{Channel: identity.ByEmail, Address: f.Email("courriel")}
	case "sms":
		to = identity.Reach{Channel: identity.BySMS, Address: f.Mobile("mobile")}
	}
	if f.OK() {
		now, _, err := s.People.Contact(r.Context(), serve.Actor(r))
		if err != nil {
			return err
		}
		if now == to {
			f.Fail("moyen", "contact-same")
		}
	}
	if !f.OK() {
		return s.contactPage(w, r, http.StatusUnprocessableEntity, f)
	}
	code, err := s.People.AskCode(r.Context(), purposeContact, serve.Actor(r).Account, to)
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "moving", moving{to, code})
	http.Redirect(w, r, "/parametres/contact/code", http.StatusSeeOther)
	return nil
}

func (s *Site) contactCode(w http.ResponseWriter, r *http.Request) error {
	m, ok := serve.Recall[moving](s.Sessions, r, "moving")
	if !ok {
		http.Redirect(w, r, "/parametres/contact", http.StatusSeeOther)
		return nil
	}
	return s.contactCodePage(w, r, http.StatusOK, form.Empty(), m)
}

func (s *Site) contactCodePage(w http.ResponseWriter, r *http.Request, status int, f *form.Form, m moving) error {
	page, err := s.leave(r, "Code du nouveau contact")
	if err != nil {
		return err
	}
	page.Back, page.Form = ui.Link{Href: "/parametres/contact", Text: "Retour à votre contact"}, f
	return ui.Render(w, r, status, contactCodePage(page, f, m.To))
}

func (s *Site) takeContactCode(w http.ResponseWriter, r *http.Request) error {
	m, ok := serve.Recall[moving](s.Sessions, r, "moving")
	if !ok {
		http.Redirect(w, r, "/parametres/contact", http.StatusSeeOther)
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.People.UseCode(r.Context(), purposeContact, m.Code, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.contactCodePage(w, r, http.StatusUnprocessableEntity, f, m)
	}
	if err := s.People.ChangeContact(r.Context(), serve.Actor(r), m.To); err != nil {
		return err
	}
	s.Sessions.Forget(r, "moving")
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Votre demande est enregistrée. L’ancien contact est prévenu."})
	http.Redirect(w, r, "/parametres/contact", http.StatusSeeOther)
	return nil
}

// stopContact needs no password: stopping gives nobody anything.
func (s *Site) stopContact(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.StopContactChange(r.Context(), serve.Actor(r)); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Le changement est arrêté. Votre contact reste le même."})
	http.Redirect(w, r, "/securite", http.StatusSeeOther)
	return nil
}
