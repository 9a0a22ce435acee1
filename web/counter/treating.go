package counter

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/support"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// chosen is a choice of médecin traitant that waits for its confirmation; the
// zero Doctor ends one.
type chosen struct {
	Doctor identity.Doctor
}

func (s *Site) treating(r *http.Request) (before, error) {
	b, err := s.atDesk(r, support.Visit)
	if err == nil && (b.Standing == nil || !b.Standing.May[access.SetTreating] || b.Standing.Died) {
		err = problem.Refuse(access.WrongState)
	}
	return b, err
}

func (s *Site) askTreating(w http.ResponseWriter, r *http.Request) error {
	b, err := s.treating(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, treatingPage(s.pageOf(r, b, "Médecin traitant"), b, form.Empty()))
}

// takeTreating finds the doctor by number: who it is is read back before
// anything is recorded.
func (s *Site) takeTreating(w http.ResponseWriter, r *http.Request) error {
	b, err := s.treating(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var c chosen
	if f.Choice("choix", "declarer", "terminer") == "declarer" {
		n, wrong := identity.ParseRPPS(f.Digits("rpps", 11))
		if f.Wrong("rpps").Code == "" && wrong != nil {
			f.Fail("rpps", identity.NoDoctor)
		}
		if f.OK() {
			c.Doctor, err = s.People.Doctor(r.Context(), n)
			err = f.Take(err)
		}
	}
	if err != nil {
		return err
	}
	if !f.OK() {
		p := s.pageOf(r, b, "Médecin traitant")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, treatingPage(p, b, f))
	}
	s.Sessions.Keep(r, "doctor "+b.ID.String(), c)
	http.Redirect(w, r, b.at(b.ID, "/medecin/confirmer"), http.StatusSeeOther)
	return nil
}

func (s *Site) confirmTreating(w http.ResponseWriter, r *http.Request) error {
	b, c, err := s.toConfirm(w, r)
	if err != nil || c == nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, confirmTreatingPage(s.pageOf(r, b, "Médecin traitant\u00a0: confirmer"), b, *c, form.Empty(), newKey()))
}

// toConfirm is the choice that waits, or leads back to the question.
func (s *Site) toConfirm(w http.ResponseWriter, r *http.Request) (before, *chosen, error) {
	b, err := s.treating(r)
	if err != nil {
		return b, nil, err
	}
	c, ok := serve.Recall[chosen](s.Sessions, r, "doctor "+b.ID.String())
	if !ok {
		http.Redirect(w, r, b.at(b.ID, "/medecin"), http.StatusSeeOther)
		return b, nil, nil
	}
	return b, &c, nil
}

func (s *Site) setTreating(w http.ResponseWriter, r *http.Request) error {
	b, c, err := s.toConfirm(w, r)
	if err != nil || c == nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	f.Agreed("lu")
	again := func() error {
		p := s.pageOf(r, b, "Médecin traitant\u00a0: confirmer")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, confirmTreatingPage(p, b, *c, f, newKey()))
	}
	if !f.OK() {
		return again()
	}
	title := "Le médecin traitant est enregistré."
	if c.Doctor.RPPS == "" {
		title = "Le choix du médecin traitant a pris fin."
	}
	err = s.once(w, r, b, f, func() (finished, error) {
		return finished{Title: title, At: s.Now(), Path: "medecin"}, s.Enrolment.TreatingFor(r.Context(), serve.Actor(r), b.Patient, c.Doctor)
	})
	if problem.CodeOf(err) == "doctor-same" {
		f.Fail("lu", "doctor-same")
		return again()
	}
	return err
}
