package counter

import (
	"net/http"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/problem"
	"espacesante/internal/support"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// hours is whether calls are taken, as the pages say it.
type hours struct {
	Open bool
	Next time.Time
}

func (s *Site) hours() hours {
	open, next := s.Support.PhoneOpen()
	return hours{open, next}
}

func (s *Site) phoneHome(w http.ResponseWriter, r *http.Request) error {
	return s.phoneHomeWith(w, r, http.StatusOK, form.Empty())
}

func (s *Site) phoneHomeWith(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	mine, err := s.Support.Mine(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	p := s.page(r, phone, "Prendre un appel", phone.home)
	p.Form = f
	return ui.Render(w, r, status, phoneHomePage(p, f, mine, s.hours(), s.Now()))
}

func (s *Site) openCall(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	why := f.Choice("motif", reasonValues()...)
	if !f.OK() {
		return s.phoneHomeWith(w, r, http.StatusUnprocessableEntity, f)
	}
	call, err := s.Support.OpenCall(r.Context(), serve.Actor(r), support.Reason(why))
	if err != nil {
		return err
	}
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	to := phone.at(call, "")
	if support.Reason(why) == support.InDanger {
		to = phone.at(call, "/danger")
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *Site) scripts(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, scriptsPage(s.page(r, phone, "Textes à lire", "/assistance/scripts")))
}

// call is the page of a call: what to read on one side, what to do on the other.
func (s *Site) call(w http.ResponseWriter, r *http.Request) error {
	b, err := s.of(r, phone)
	if err != nil {
		return err
	}
	return s.callPage(w, r, http.StatusOK, b, form.Empty(), "")
}

func (s *Site) callPage(w http.ResponseWriter, r *http.Request, status int, b before, f *form.Form, wrong string) error {
	acts, err := s.acts(r, b)
	if err != nil {
		return err
	}
	p := s.pageOf(r, b, "Appel")
	p.Back, p.Form = ui.Link{Href: phone.home, Text: "Retour à l’accueil"}, f
	return ui.Render(w, r, status, callPage(p, b, f, wrong, acts, s.Now()))
}

// actions is the list of actions, while the person lets it be seen (SUP-05).
func (s *Site) actions(w http.ResponseWriter, r *http.Request) error {
	b, err := s.live(r, phone)
	if err != nil {
		return err
	}
	if b.Patient.IsZero() {
		return problem.Refuse(access.NotIdentified)
	}
	done, err := s.Enrolment.Actions(r.Context(), serve.Actor(r), b.Patient)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, actionsPage(s.pageOf(r, b, "Liste des actions"), done))
}

// acts are what others did for the person, where that may be known.
func (s *Site) acts(r *http.Request, b before) ([]enrolment.ActFor, error) {
	if b.Standing == nil {
		return nil, nil
	}
	return s.Enrolment.ActsFor(r.Context(), serve.Actor(r), b.Patient)
}

// identify takes the caller's answers: judged together, one answer.
func (s *Site) identify(w http.ResponseWriter, r *http.Request) error {
	b, err := s.live(r, phone)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	said := support.Answers{Birthplace: f.Optional("commune"), Reference: f.Optional("reference")}
	said.INS = readINS(f, "nir")
	if day, ok := f.OptionalDay("naissance"); ok {
		said.Birth = day
	}
	if f.OK() {
		err = s.Support.Identify(r.Context(), serve.Actor(r), b.ID, said)
		if code := problem.CodeOf(err); code == support.NotTogether || code == "answers-few" {
			return s.callPage(w, r, http.StatusUnprocessableEntity, b, f, code)
		}
		if err := f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.callPage(w, r, http.StatusUnprocessableEntity, b, f, "")
	}
	return s.known(w, r, b, "La personne est vérifiée, niveau\u00a01.")
}

// known goes on with a caller who has become better known, under a new token.
func (s *Site) known(w http.ResponseWriter, r *http.Request, b before, say string) error {
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: say})
	http.Redirect(w, r, b.at(b.ID, ""), http.StatusSeeOther)
	return nil
}

func (s *Site) sendCode(w http.ResponseWriter, r *http.Request) error {
	b, err := s.live(r, phone)
	if err != nil {
		return err
	}
	to, err := s.Support.SendCode(r.Context(), serve.Actor(r), b.ID)
	if problem.CodeOf(err) == "no-known-contact" {
		return s.callPage(w, r, http.StatusUnprocessableEntity, b, form.Empty(), "no-known-contact")
	}
	if err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Un code de l’appel est parti vers " + dim(to) + "."})
	http.Redirect(w, r, b.at(b.ID, ""), http.StatusSeeOther)
	return nil
}

func (s *Site) readBack(w http.ResponseWriter, r *http.Request) error {
	b, err := s.live(r, phone)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.Support.ReadBack(r.Context(), serve.Actor(r), b.ID, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.callPage(w, r, http.StatusUnprocessableEntity, b, f, "")
	}
	return s.known(w, r, b, "Le code est bon\u00a0: niveau\u00a02.")
}

// phoneOpposition asks for the code, the number and the serial number (#132).
func (s *Site) phoneOpposition(w http.ResponseWriter, r *http.Request) error {
	b, err := s.live(r, phone)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, phoneOppositionPage(s.pageOf(r, b, "Opposition par téléphone"), b, form.Empty(), "", s.hours(), newKey()))
}

func (s *Site) takePhoneOpposition(w http.ResponseWriter, r *http.Request) error {
	b, err := s.live(r, phone)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	again := func(f *form.Form, wrong string) error {
		p := s.pageOf(r, b, "Opposition par téléphone")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, phoneOppositionPage(p, b, f, wrong, s.hours(), newKey()))
	}
	if !s.hours().Open { // #131
		return again(f, "phone-closed")
	}
	code, nir, serial := f.Code("code", 12), f.INS("nir"), f.Digits("vitale", 0)
	f.Agreed("lu")
	if !f.OK() {
		return again(f, "")
	}
	err = s.once(w, r, b, f, func() (finished, error) {
		receipt, err := s.Support.Oppose(r.Context(), serve.Actor(r), b.ID, code, nir, serial)
		return finished{Title: "L’opposition est enregistrée.", Number: receipt.Number, At: s.Now(), Path: "opposition"}, err
	})
	if wrong := problem.CodeOf(err); wrong == enrolment.NotProven || wrong == "phone-closed" {
		return again(f, wrong)
	}
	return err
}

// danger is the path of a sensitive call (SUP-06): nothing is sent, nothing of
// the person is read out, nothing is written in the space.
func (s *Site) danger(w http.ResponseWriter, r *http.Request) error {
	b, err := s.live(r, phone)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, dangerPage(s.pageOf(r, b, "Appel délicat"), b, form.Empty(), newKey()))
}

func (s *Site) takeDanger(w http.ResponseWriter, r *http.Request) error {
	b, err := s.live(r, phone)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	safe := support.CallBack{Phone: f.Mobile("telephone"), Moment: f.Choice("moment", "matin", "midi", "soir")}
	if f.Optional("nir") != "" {
		safe.INS = f.INS("nir")
	}
	if !f.OK() {
		p := s.pageOf(r, b, "Appel délicat")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, dangerPage(p, b, f, newKey()))
	}
	return s.once(w, r, b, f, func() (finished, error) {
		t, err := s.Support.Protect(r.Context(), serve.Actor(r), b.ID, safe)
		return finished{Title: "La demande de protection est transmise.", Number: t.Number, At: s.Now(), Path: "danger"}, err
	})
}
