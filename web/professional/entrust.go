package professional

import (
	"net/http"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// entrust asks for the agreement that the person gives for a colleague to whom
// part of the care is entrusted (L.1111-17 II, GP-03).
func (s *Site) entrust(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.entrustPage(w, r, ref, form.Empty(), http.StatusOK)
}

func (s *Site) entrustPage(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	page := s.within(r, "Accord pour un confrère", m)
	page.Form, page.Back = f, ui.Link{Href: base(ref), Text: "Retour à l’espace santé"}
	return ui.Render(w, r, status, entrustPage(page, f, base(ref), s.Now()))
}

func (s *Site) takeEntrust(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	if _, ok := s.known(w, r, ref); !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	e := consent.Entrusting{To: readRPPS(f), On: dayOf(f, s.Now()), How: consent.How(f.Choice("accord", string(consent.Oral), string(consent.Written)))}
	f.Agreed("informe")
	e.Informed = f.OK() // ticked, or the form goes back
	if f.OK() {
		if err := f.Take(s.Consents.Entrust(r.Context(), serve.Actor(r), ref, e)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.entrustPage(w, r, ref, f, http.StatusUnprocessableEntity)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "L’accord est enregistré pour le " + fr.LongDate(e.On) + ". La personne est prévenue."})
	http.Redirect(w, r, base(ref), http.StatusSeeOther)
	return nil
}

// readRPPS judges the form of a professional's number.
func readRPPS(f *form.Form) identity.RPPS {
	n, err := identity.ParseRPPS(f.Digits("rpps", 11))
	if err != nil && f.Wrong("rpps").Code == "" {
		f.Fail("rpps", "rpps-key")
	}
	return n
}

// dayOf is the day of the colleague's consultation: today, or one to be typed.
func dayOf(f *form.Form, now time.Time) time.Time {
	switch f.Choice("quand", "aujourdhui", "autre") {
	case "aujourdhui":
		return clock.Day(now)
	case "autre":
		day := f.Day("jour")
		if last := clock.Day(now).AddDate(0, 0, limit.EntrustDays); f.Wrong("jour").Code == "" && (day.Before(clock.Day(now)) || day.After(last)) {
			f.Fail("jour", "entrust-far")
		}
		return day
	}
	return time.Time{}
}
