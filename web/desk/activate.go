package desk

import (
	"net/http"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/web/form"
	"espacesante/web/ui"
)

// terms is the version of the rules of use that the last page asks to accept.
const terms = "2026-11-22"

type codeID = id.Code

func weak(password string) (string, []any) {
	return identity.CheckPassword(password), []any{limit.PasswordMin - utf8.RuneCountInString(password), limit.PasswordMin}
}

func (s *Site) askContact(w http.ResponseWriter, r *http.Request, m *meeting) error {
	return ui.Render(w, r, http.StatusOK, contactPage(s.faced(r, m, "Contact de la personne", "/guichet/session", nil), form.Empty()))
}

func (s *Site) takeContact(w http.ResponseWriter, r *http.Request, m *meeting) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var reach identity.Reach
	switch f.Choice("moyen", "courriel", "sms") {
	case "courriel":
		reach = identity.Reach{Channel: identity.ByEmail, Address: f.Email("courriel")}
	case "sms":
		reach = identity.Reach{Channel: identity.BySMS, Address: f.Mobile("mobile")}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, contactPage(s.faced(r, m, "Contact de la personne", "/guichet/session", f), f))
	}
	m.Joined = joining{Reach: reach, SentTo: reach.Masked()}
	if m.Joined.Code, err = s.station(r, m.Practice).contact(reach); err != nil {
		return err
	}
	return s.to(w, r, m, "/guichet/session/activer/code")
}

func (s *Site) askContactCode(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Joined.Code.IsZero() {
		return s.to(w, r, m, "/guichet/session/activer")
	}
	return ui.Render(w, r, http.StatusOK, personCodePage(s.faced(r, m, "Code du contact", "/guichet/session/activer", nil), form.Empty(),
		"/guichet/session/activer/code", m.Joined.SentTo))
}

func (s *Site) takeContactCode(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Joined.Code.IsZero() {
		return s.to(w, r, m, "/guichet/session/activer")
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.station(r, m.Practice).useCode(purposeContact, m.Joined.Code, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, personCodePage(s.faced(r, m, "Code du contact", "/guichet/session/activer", f), f,
			"/guichet/session/activer/code", m.Joined.SentTo))
	}
	m.Joined.Verified = true
	return s.to(w, r, m, "/guichet/session/activer/mot-de-passe")
}

func (s *Site) askPassword(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if !m.Joined.Verified {
		return s.to(w, r, m, "/guichet/session/activer")
	}
	return ui.Render(w, r, http.StatusOK, passwordPage(s.faced(r, m, "Choix du mot de passe", "/guichet/session/activer", nil), form.Empty(),
		"/guichet/session/activer/mot-de-passe"))
}

func (s *Site) takePassword(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if !m.Joined.Verified {
		return s.to(w, r, m, "/guichet/session/activer")
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if m.Joined.Password, err = s.readPassword(r, f); err != nil {
		return err
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, passwordPage(s.faced(r, m, "Choix du mot de passe", "/guichet/session/activer", f), f,
			"/guichet/session/activer/mot-de-passe"))
	}
	return s.to(w, r, m, "/guichet/session/activer/partage")
}

func (s *Site) askSharing(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Joined.Password == "" {
		return s.to(w, r, m, "/guichet/session/activer")
	}
	return ui.Render(w, r, http.StatusOK, sharingPage(s.faced(r, m, "Partage", "/guichet/session/activer/mot-de-passe", nil), form.Empty()))
}

// activate takes the last choices of the person, and activates.
func (s *Site) activate(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Joined.Password == "" {
		return s.to(w, r, m, "/guichet/session/activer")
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	sharing := f.Choice("partage", "oui", "non")
	emergency := f.Choice("urgence", string(access.EmergencyYesWithMasked), string(access.EmergencyYes), string(access.EmergencyNo))
	f.Agreed("regles")
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, sharingPage(s.faced(r, m, "Partage", "/guichet/session/activer/mot-de-passe", f), f))
	}
	err = s.station(r, m.Practice).activate(m.Patient, enrolment.Activation{Reach: m.Joined.Reach, Password: m.Joined.Password,
		Sharing: sharing == "oui", Emergency: access.Emergency(emergency), Terms: terms})
	if err != nil {
		return err
	}
	m.Joined = joining{}
	s.Sessions.Flash(r, ui.Flash{Text: "L’espace santé est activé. La personne seule connaît son mot de passe."})
	return s.to(w, r, m, "/guichet/session")
}
