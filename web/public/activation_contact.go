package public

import (
	"net/http"
	"time"

	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// purposeContact is what the one-time code of the journey proves: that whoever
// answers reads what is sent to the address.
const purposeContact = "contact"

func (d *Doors) activationContact(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, proven)
	if !ok {
		return nil
	}
	f := form.Empty()
	switch a.Reach.Channel {
	case identity.ByEmail:
		f = form.Filled(map[string]string{"moyen": "courriel", "courriel": a.Reach.Address})
	case identity.BySMS:
		f = form.Filled(map[string]string{"moyen": "sms", "mobile": fr.Phone(a.Reach.Address)})
	}
	return ui.Render(w, r, http.StatusOK, activationContactPage(f))
}

func (d *Doors) takeActivationContact(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, proven)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	reach := readReach(f)
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, activationContactPage(f))
	}
	if reach.Channel == "" {
		http.Redirect(w, r, "/activation/sans-contact", http.StatusSeeOther)
		return nil
	}
	if a.Reach != reach {
		a.Reach, a.Verified = reach, false
	}
	if !a.Verified {
		if a.Check, err = d.People.AskCode(r.Context(), purposeContact, id.Account{}, reach); err != nil {
			return err
		}
		a.SentAt = d.Now()
	}
	return d.keep(w, r, a)
}

// readReach reads how somebody is to be reached; the zero Reach is « ni l’un ni
// l’autre ».
func readReach(f *form.Form) identity.Reach {
	switch f.Choice("moyen", "courriel", "sms", "aucun") {
	case "courriel":
		return identity.Reach{Channel: identity.ByEmail, Address: f.Email("courriel")}
	case "sms":
		return identity.Reach{Channel: identity.BySMS, Address: f.Mobile("mobile")}
	}
	return identity.Reach{}
}

func (d *Doors) activationCheck(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, reached)
	if !ok {
		return nil
	}
	return ui.Render(w, r, http.StatusOK, activationCheckPage(form.Empty(), sentCode{a.Reach, a.SentAt}))
}

// sentCode is where and when a one-time code went.
type sentCode struct {
	Reach identity.Reach
	At    time.Time
}

func (d *Doors) takeActivationCheck(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, reached)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(d.People.UseCode(r.Context(), purposeContact, a.Check, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, activationCheckPage(f, sentCode{a.Reach, a.SentAt}))
	}
	a.Verified = true
	return d.keep(w, r, a)
}

func (d *Doors) resendActivationCheck(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, reached)
	if !ok {
		return nil
	}
	var err error
	if a.Check, err = d.People.AskCode(r.Context(), purposeContact, id.Account{}, a.Reach); err != nil {
		return err
	}
	a.SentAt = d.Now()
	return d.keep(w, r, a)
}

func (d *Doors) withoutContact(w http.ResponseWriter, r *http.Request) error {
	if _, ok := d.at(w, r, proven); !ok {
		return nil
	}
	return ui.Render(w, r, http.StatusOK, withoutContactPage())
}
