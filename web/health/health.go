// Package health is the pages of the medical profile, the vaccinations and the
// measures, the same for the person and for a professional, each under their
// own addresses. It decides nothing: services say what may be done.
package health

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Reader is who looks, at whose space, and how their pages are framed.
type Reader struct {
	By      access.Actor
	Mode    access.Mode // of a professional
	Patient id.Patient
	Minor   bool // asks a professional for the minor's say (R.1111-50)
	Own     bool // the person, or who stands in for her: « vous », and « non concerné »
	Page    ui.Page

	Profile, Vaccines, Measures string // where each book is
	Documents                   string // where a document is, its identifier following
}

// Open says who looks; ok is false when it has answered already.
type Open func(w http.ResponseWriter, r *http.Request, title, current string) (reader Reader, ok bool, err error)

// Site is what its pages need.
type Site struct {
	Profiles *profile.Service
	Records  *record.Service
	People   *identity.Service
	Sessions *serve.Sessions
	Letters  letter.Service
	Now      clock.Clock
	Open     Open
}

type wrap func(serve.Handler) http.HandlerFunc

// ProfileRoutes adds the pages of the medical profile under base.
func (s *Site) ProfileRoutes(r chi.Router, base string, page wrap) {
	r.Get(base, page(s.profile))
	r.Get(base+"/resume", page(s.summary))
	r.Get(base+"/resume.pdf", page(s.summaryPDF))
	r.Get(base+"/resume.json", page(s.summaryFHIR))
	r.Get(base+"/{rubrique}", page(s.section))
	r.Get(base+"/{rubrique}/ajouter", page(s.askLine))
	r.Post(base+"/{rubrique}/ajouter", page(s.addLine))
	r.Get(base+"/{rubrique}/{entry}", page(s.line))
	r.Get(base+"/{rubrique}/{entry}/modifier", page(s.askChange))
	r.Post(base+"/{rubrique}/{entry}/modifier", page(s.changeLine))
	s.lineRoutes(r, base+"/{rubrique}", page, facts)
}

// OwnRoutes adds what only the person and who stands in for her answer: the
// first steps, « pas concerné », « ce n’est pas exact ».
func (s *Site) OwnRoutes(r chi.Router, base, vaccines, measures string, page wrap) {
	for at, b := range map[string]book{base + "/{rubrique}": facts, vaccines: injections, measures + "/{mesure}": readings} {
		r.Get(at+"/{entry}/contester", page(s.askContest(b)))
		r.Post(at+"/{entry}/contester", page(s.contest(b)))
		r.Post(at+"/{entry}/ne-plus-contester", page(s.uncontest(b)))
	}
	r.Get(base+"/premiers-pas", page(s.first))
	r.Get(base+"/premiers-pas/{rubrique}", page(s.askFirst))
	r.Post(base+"/premiers-pas/{rubrique}", page(s.takeFirst))
	r.Post(base+"/{rubrique}/non-concerne", page(s.notConcerned))
}

// lineRoutes adds what is done to one line of any book.
func (s *Site) lineRoutes(r chi.Router, base string, page wrap, b book) {
	r.Get(base+"/{entry}/retirer", page(s.askRemove(b)))
	r.Post(base+"/{entry}/retirer", page(s.remove(b)))
}

// VaccineRoutes adds the pages of vaccinations under base.
func (s *Site) VaccineRoutes(r chi.Router, base string, page wrap) {
	r.Get(base, page(s.vaccines))
	r.Get(base+"/ajouter", page(s.askVaccine))
	r.Post(base+"/ajouter", page(s.addVaccine))
	r.Get(base+"/certificat", page(s.school))
	r.Get(base+"/certificat.pdf", page(s.schoolPDF))
	r.Get(base+"/attestation", page(s.covid))
	r.Get(base+"/attestation.pdf", page(s.covidPDF))
	r.Post(base+"/attestation", page(s.updateCovid))
	r.Get(base+"/depuis-un-document/{document}", page(s.askNote))
	r.Post(base+"/depuis-un-document/{document}", page(s.takeNote))
	r.Get(base+"/{entry}", page(s.vaccine))
	r.Get(base+"/{entry}/modifier", page(s.askVaccineChange))
	r.Post(base+"/{entry}/modifier", page(s.changeVaccine))
	s.lineRoutes(r, base, page, injections)
}

// MeasureRoutes adds the pages of measures under base.
func (s *Site) MeasureRoutes(r chi.Router, base string, page wrap) {
	r.Get(base, page(s.measures))
	r.Get(base+"/imprimer", page(s.printMeasures))
	r.Get(base+"/{mesure}", page(s.measure))
	r.Get(base+"/{mesure}/ajouter", page(s.askMeasure))
	r.Post(base+"/{mesure}/ajouter", page(s.addMeasure))
	r.Get(base+"/{mesure}/{entry}", page(s.reading))
	r.Get(base+"/{mesure}/{entry}/modifier", page(s.askReading))
	r.Post(base+"/{mesure}/{entry}/modifier", page(s.changeReading))
	s.lineRoutes(r, base+"/{mesure}", page, readings)
}

// sectionOf reads which section an address is about: addresses number them, and
// say nothing of health.
func sectionOf(r *http.Request) (profile.Section, error) {
	n, err := strconv.Atoi(chi.URLParam(r, "rubrique"))
	if all := profile.Sections(); err == nil && n >= 1 && n <= len(all) {
		return all[n-1], nil
	}
	return "", problem.Missing("section")
}

func numberOf(s profile.Section) string {
	return strconv.Itoa(slices.Index(profile.Sections(), s) + 1)
}

func entryOf(r *http.Request) (id.Entry, error) {
	e, err := id.Parse[id.Entry](chi.URLParam(r, "entry"))
	if err != nil {
		return e, problem.Missing("entry")
	}
	return e, nil
}

// drawn is an empty form with a key: sent twice it is one line.
func drawn() *form.Form { return form.Filled(map[string]string{"cle": rand.Text()}) }

// typed is every answer of the fields, as typed.
func typed(f *form.Form, fields []profile.Field) map[string]string {
	answers := map[string]string{"code": f.Typed("code")}
	for _, one := range fields {
		if one.Kind == profile.Long {
			answers[one.Name] = f.Long(one.Name, 4000)
		} else {
			answers[one.Name] = f.Optional(one.Name)
		}
	}
	return answers
}

// secrecy reads what a minor asked a professional; false when nothing is to be
// kept at all.
func secrecy(f *form.Form, who Reader) (profile.Secrecy, bool) {
	if !who.Minor {
		return profile.NotSecret, true
	}
	switch f.Choice("secret", "non", "rien", "cacher") {
	case "non":
		return profile.NotSecret, true
	case "cacher":
		return profile.Secret, true
	case "rien":
		return profile.Unanswered, false
	}
	return profile.Unanswered, true
}

// done says what was done and leads on.
func (s *Site) done(w http.ResponseWriter, r *http.Request, said, to string) error {
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
