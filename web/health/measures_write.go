package health

import (
	"errors"
	"net/http"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

func (s *Site) addMeasure(w http.ResponseWriter, r *http.Request) error {
	return s.takeMeasure(w, r, false, func(who Reader, d profile.Definition, _ id.Entry, m profile.Reading) error {
		_, err := s.Profiles.Measured(r.Context(), who.By, who.Patient, d.Measure, m)
		return err
	})
}

func (s *Site) changeReading(w http.ResponseWriter, r *http.Request) error {
	return s.takeMeasure(w, r, true, func(who Reader, d profile.Definition, e id.Entry, m profile.Reading) error {
		return s.Profiles.Remeasured(r.Context(), who.By, who.Patient, d.Measure, e, m)
	})
}

// takeMeasure reads the form of a measure, new or corrected, and keeps it.
func (s *Site) takeMeasure(w http.ResponseWriter, r *http.Request, changes bool, keep func(Reader, profile.Definition, id.Entry, profile.Reading) error) error {
	d, err := measureOf(r)
	if err != nil {
		return err
	}
	var entry id.Entry
	if changes {
		if entry, err = entryOf(r); err != nil {
			return err
		}
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	who, ok, err := s.Open(w, r, measuresTitle, "mesures")
	if err != nil || !ok {
		return err
	}
	m := s.reads(f, d)
	some := true
	if !changes {
		m.Secret, some = secrecy(f, who)
	}
	to := who.Measures + "/" + measures[d.Measure].slug
	if f.OK() && !some {
		return s.done(w, r, nothingKept, to)
	}
	if f.OK() {
		if err = f.Take(asksAgain(f, keep(who, d, entry, m))); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.measureForm(w, r, f, http.StatusUnprocessableEntity)
	}
	return s.done(w, r, "La mesure est enregistrée.", to)
}

// reads reads a measure as it is typed, in the order of the page.
func (s *Site) reads(f *form.Form, d profile.Definition) profile.Reading {
	m := profile.Reading{Key: f.Typed("cle"), Sure: f.Checked("sur")}
	first := d.Indicators[0]
	if len(d.Indicators) > 1 && !d.Both {
		var keys []string
		for _, i := range d.Indicators {
			keys = append(keys, i.Key)
		}
		m.Indicator = f.Choice("indicateur", keys...)
		if i, ok := d.Indicator(m.Indicator); ok {
			first = i
		}
	}
	m.Value = f.Number("valeur", first.Least, first.Most)
	if d.Both {
		m.Second = f.Number("valeur2", d.Indicators[1].Least, d.Indicators[1].Most)
	}
	day := f.Past("date", clock.Day(s.Now()))
	m.On = at(f, day, s.Now())
	m.Note = f.Long("note", 150)
	return m
}

// at is the instant of a day and an hour in Paris; midday when no hour is said,
// now when that is still to come.
func at(f *form.Form, day time.Time, now time.Time) time.Time {
	hour, said := 12*time.Hour, f.Optional("heure")
	if said != "" {
		for _, layout := range []string{"15:04", "15h04", "15 h 04", "15h", "15"} {
			if t, err := time.Parse(layout, said); err == nil {
				hour, said = time.Duration(t.Hour())*time.Hour+time.Duration(t.Minute())*time.Minute, ""
				break
			}
		}
		if said != "" {
			f.Fail("heure", "hour-shape")
		}
	}
	if day.IsZero() {
		return day
	}
	t := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, clock.Paris).Add(hour)
	if t.After(now) && clock.Day(t).Equal(clock.Day(now)) {
		return now
	}
	return t
}

// asksAgain turns an unusual value into the question « est-ce exact ? »: an
// interruption, not a refusal (ux.md PAT-07).
func asksAgain(f *form.Form, err error) error {
	var p *problem.Problem
	if errors.As(err, &p) && (p.Fields["valeur"] == "unusual" || p.Fields["valeur2"] == "unusual") {
		f.Fail("sur", "unusual")
	}
	return err
}

func (s *Site) askReading(w http.ResponseWriter, r *http.Request) error {
	return s.standing(w, r, readings, func(_ Reader, l profile.Line) error {
		if !l.MayChange {
			return notYours
		}
		p := profile.PointOf(l)
		on := p.On.In(clock.Paris)
		known := map[string]string{"valeur": fr.Decimal(p.Value), "indicateur": p.Indicator, "date-jour": on.Format("2"), "date-mois": on.Format("1"),
			"date-annee": on.Format("2006"), "heure": on.Format("15:04"), "note": l.Get("note")}
		if p.Second > 0 {
			known["valeur2"] = fr.Decimal(p.Second)
		}
		return s.measureForm(w, r, form.Filled(known), http.StatusOK)
	})
}

func (s *Site) reading(w http.ResponseWriter, r *http.Request) error {
	d, err := measureOf(r)
	if err != nil {
		return err
	}
	return s.shows(w, r, readings, func(who Reader, versions []profile.Line) error {
		who.Page.Title, who.Page.Back = "Une valeur mesurée", ui.Link{Href: who.Measures + "/" + measures[d.Measure].slug, Text: "Retour à cette mesure"}
		return ui.Render(w, r, http.StatusOK, readingPage(who, d, versions))
	})
}
