package health

import (
	"net/http"
	"strings"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/terms"
	"espacesante/internal/vaccine"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

const vaccinesTitle = "Vaccinations"

// diseases are what doses protect against, in plain words.
var diseases = map[vaccine.Against]string{
	"dtp": "Diphtérie, tétanos, poliomyélite", "pertussis": "Coqueluche", "hib": "Haemophilus influenzae b", "hepb": "Hépatite B",
	"pneumo": "Pneumocoque", "menb": "Méningocoque B", "menacwy": "Méningocoques A, C, W, Y", "rota": "Rotavirus",
	"mmr": "Rougeole, oreillons, rubéole", "hpv": "Papillomavirus", "zoster": "Zona", "rsv": "Virus respiratoire syncytial (bronchiolite)",
	vaccine.Flu: "Grippe", vaccine.Covid: "Covid-19",
}

// stepStates are the states in words: late is « à faire », never an alarm.
var stepStates = map[vaccine.State]string{vaccine.Done: "Fait", vaccine.Due: "À faire maintenant", vaccine.Late: "À faire", vaccine.Coming: "Plus tard"}

func stepNamed(s vaccine.Step) string {
	if s.Yearly {
		return diseases[s.Against] + ", chaque automne"
	}
	return diseases[s.Against]
}

// doseOf says which dose a row of the calendar is.
func doseOf(s vaccine.Step) string {
	switch {
	case s.Yearly:
		return "celle de l’année"
	case s.Once && (s.Against == "dtp" || s.Against == "pertussis"):
		return "rappel"
	case s.Once:
		return "1\u00a0dose"
	}
	return "dose " + fr.Number(s.Dose)
}

// booklet opens the booklet for who looks.
func (s *Site) booklet(w http.ResponseWriter, r *http.Request, fn func(Reader, profile.Booklet) error) error {
	who, ok, err := s.Open(w, r, vaccinesTitle, "vaccinations")
	if err != nil || !ok {
		return err
	}
	b, err := s.Profiles.Booklet(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	return fn(who, b)
}

func (s *Site) vaccines(w http.ResponseWriter, r *http.Request) error {
	return s.booklet(w, r, func(who Reader, b profile.Booklet) error {
		return ui.Render(w, r, http.StatusOK, vaccinesPage(who, b))
	})
}

// todo and others split the calendar: what is to be done first.
func todo(b profile.Booklet, states ...vaccine.State) (all []vaccine.Step) {
	for _, s := range b.Steps {
		for _, one := range states {
			if s.State == one {
				all = append(all, s)
			}
		}
	}
	return all
}

func (s *Site) askVaccine(w http.ResponseWriter, r *http.Request) error {
	return s.vaccineForm(w, r, asking{f: drawn()})
}

func (s *Site) vaccineForm(w http.ResponseWriter, r *http.Request, a asking) error {
	who, ok, err := s.Open(w, r, vaccinesTitle, "vaccinations")
	if err != nil || !ok {
		return err
	}
	a.frame(&who.Page, profile.Injected())
	who.Page.Title, who.Page.Back = vaccineTitle(a), ui.Link{Href: who.Vaccines, Text: "Retour aux vaccinations"}
	return ui.Render(w, r, a.code(), vaccineFormPage(who, a, r.URL.Path))
}

func (s *Site) addVaccine(w http.ResponseWriter, r *http.Request) error {
	return s.takeVaccine(w, r, false, func(who Reader, _ id.Entry, d profile.Draft) error {
		_, err := s.Profiles.Vaccinated(r.Context(), who.By, who.Patient, d)
		return err
	})
}

func (s *Site) changeVaccine(w http.ResponseWriter, r *http.Request) error {
	return s.takeVaccine(w, r, true, func(who Reader, entry id.Entry, d profile.Draft) error {
		return s.Profiles.Revaccinated(r.Context(), who.By, who.Patient, entry, d)
	})
}

// takeVaccine reads the form of a vaccination, new or corrected, and keeps it.
func (s *Site) takeVaccine(w http.ResponseWriter, r *http.Request, changes bool, keep func(Reader, id.Entry, profile.Draft) error) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var entry id.Entry
	if changes {
		if entry, err = entryOf(r); err != nil {
			return err
		}
	}
	a := asking{f: f, changes: changes}
	if a.search(terms.Vaccines) {
		return s.vaccineForm(w, r, a)
	}
	who, ok, err := s.Open(w, r, vaccinesTitle, "vaccinations")
	if err != nil || !ok {
		return err
	}
	d := profile.Draft{Key: f.Typed("cle"), Answers: typed(f, profile.Injected())}
	some := true
	if !changes {
		d.Secret, some = secrecy(f, who)
	}
	if f.OK() && !some {
		return s.done(w, r, nothingKept, who.Vaccines)
	}
	if f.OK() {
		if err = f.Take(keep(who, entry, d)); err != nil {
			return err
		}
	}
	if !f.OK() {
		a.status = http.StatusUnprocessableEntity
		return s.vaccineForm(w, r, a)
	}
	return s.done(w, r, "La vaccination est enregistrée.", who.Vaccines)
}

func (s *Site) askVaccineChange(w http.ResponseWriter, r *http.Request) error {
	return s.standing(w, r, injections, func(_ Reader, l profile.Line) error {
		if !l.MayChange {
			return notYours
		}
		return s.vaccineForm(w, r, asking{f: form.Filled(spoken(l, profile.Injected())), changes: true})
	})
}

func (s *Site) vaccine(w http.ResponseWriter, r *http.Request) error {
	return s.shows(w, r, injections, func(who Reader, versions []profile.Line) error {
		who.Page.Title, who.Page.Back = "Une vaccination", ui.Link{Href: who.Vaccines, Text: "Retour aux vaccinations"}
		return ui.Render(w, r, http.StatusOK, vaccinePage(who, versions))
	})
}

// injectionSays is a vaccination in a sentence.
func injectionSays(l profile.Line) string {
	if l.Get("nom") == "" {
		return ""
	}
	return l.Get("nom") + ", " + partly(l.Get("quand"))
}

// details are lot and injector, where they are known.
func details(l profile.Line) string {
	var all []string
	if lot := l.Get("lot"); lot != "" {
		all = append(all, "lot "+lot)
	}
	if by := l.Get("par"); by != "" {
		all = append(all, "par "+by)
	}
	return fr.Upper(strings.Join(all, ", "))
}

func (s *Site) school(w http.ResponseWriter, r *http.Request) error {
	return s.booklet(w, r, func(who Reader, b profile.Booklet) error {
		name, err := s.called(r, who)
		if err != nil {
			return err
		}
		who.Page.Title, who.Page.Back = "Certificat de vaccination", ui.Link{Href: who.Vaccines, Text: "Retour aux vaccinations"}
		return ui.Render(w, r, http.StatusOK, schoolPage(who, b, s.Profiles.Compulsory(b), name, s.Now()))
	})
}

// called is whose papers are printed: name and birth date.
func (s *Site) called(r *http.Request, who Reader) (string, error) {
	p, err := s.People.Of(r.Context(), who.By, who.Patient)
	return fr.Person(p.Called()) + ", " + fr.BornOn(string(p.Sex), p.BirthDate), err
}

func (s *Site) covid(w http.ResponseWriter, r *http.Request) error {
	return s.booklet(w, r, func(who Reader, b profile.Booklet) error {
		if b.Covid.ID.IsZero() {
			return problem.Missing("certificate")
		}
		name, err := s.called(r, who)
		if err != nil {
			return err
		}
		who.Page.Title, who.Page.Back = "Attestation de vaccination", ui.Link{Href: who.Vaccines, Text: "Retour aux vaccinations"}
		return ui.Render(w, r, http.StatusOK, covidPage(who, b.Covid, name))
	})
}

func (s *Site) updateCovid(w http.ResponseWriter, r *http.Request) error {
	who, ok, err := s.Open(w, r, vaccinesTitle, "vaccinations")
	if err != nil || !ok {
		return err
	}
	if err := s.Profiles.UpdateCertificate(r.Context(), who.By, who.Patient); err != nil {
		return err
	}
	return s.done(w, r, "L’attestation est à jour.", who.Vaccines+"/attestation")
}
