package profile

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/terms"
	"espacesante/internal/vaccine"
)

// injected are the questions about a vaccination (ux.md PAT-08).
var injected = []Field{{Name: "nom", Required: true, List: terms.Vaccines}, {Name: "quand", Kind: When, Required: true}, {Name: "lot"}, {Name: "par"}, note}

// Injected are the questions about a vaccination.
func Injected() []Field { return slices.Clone(injected) }

// Injection is a vaccination as its reader sees it.
type Injection struct {
	Line
	ATC string    // empty when the name is on no list
	On  time.Time // the first day of what was said: a year, a month
}

// Booklet is the vaccinations of a person, and where she is in the calendar.
type Booklet struct {
	Given []Injection // the newest first
	Steps []vaccine.Step
	Birth time.Time
	Covid Certificate
}

// Vaccinated keeps a vaccination (#21, #113).
func (s *Service) Vaccinated(ctx context.Context, by access.Actor, patient id.Patient, d Draft) (id.Entry, error) {
	answers, err := answered(injected, d.Answers, s.gate.Now())
	if err != nil {
		return id.Entry{}, err
	}
	return s.add(ctx, by, patient, Vaccinations, d, words{Answers: answers}, nil)
}

// Revaccinated corrects one.
func (s *Service) Revaccinated(ctx context.Context, by access.Actor, patient id.Patient, entry id.Entry, d Draft) error {
	answers, err := answered(injected, d.Answers, s.gate.Now())
	if err != nil {
		return err
	}
	return s.change(ctx, by, patient, Vaccinations, entry, words{Answers: answers})
}

// Booklet reads the vaccinations and sets them beside the calendar of the age.
func (s *Service) Booklet(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient) (b Booklet, err error) {
	var person identity.Person
	lines, err := s.read(ctx, by, mode, patient, Vaccinations, func(tx *gate.Tx) ([]row, error) {
		if person, err = identity.PersonIn(ctx, tx, s.vault, patient); err != nil {
			return nil, err
		}
		given, err := standing(ctx, tx, patient, Vaccinations)
		if err != nil {
			return nil, err
		}
		proof, err := standing(ctx, tx, patient, certificates)
		return append(given, proof...), err
	})
	if err != nil {
		return b, err
	}
	b.Birth = person.BirthDate
	for _, l := range lines {
		if l.Topic == covidProof {
			b.Covid = certificateOf(l)
			continue
		}
		b.Given = append(b.Given, InjectionOf(l))
	}
	slices.SortStableFunc(b.Given, func(x, y Injection) int { return y.On.Compare(x.On) })
	b.Covid.compare(b.Given)
	b.Steps = vaccine.At(b.Birth, clock.Day(s.gate.Now()), doses(b.Given))
	return b, nil
}

// Compulsory is what a school asks of somebody of that age.
func (s *Service) Compulsory(b Booklet) []vaccine.Step {
	return vaccine.Compulsory(b.Birth, clock.Day(s.gate.Now()), doses(b.Given))
}

// InjectionOf reads a line of the book of vaccinations, a version of its history too.
func InjectionOf(l Line) Injection {
	i := Injection{Line: l}
	if l.Get("liste") == string(terms.ATC) {
		i.ATC = l.Get("code")
	}
	said := l.Get("quand")
	i.On, _ = time.Parse(time.DateOnly[:min(len(said), len(time.DateOnly))], said) // zero of a version that was emptied
	return i
}

func doses(given []Injection) (all []vaccine.Dose) {
	for _, i := range given {
		all = append(all, vaccine.Dose{ATC: i.ATC, On: i.On})
	}
	return all
}

// FromNote keeps the vaccinations that a clinical document tells of: a note or a
// history of vaccination (CI-SIS, volet VAC). What is there already, the same
// vaccine on the same day, is not kept twice. The document's author is shown.
func (s *Service) FromNote(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document, file []byte, secret Secrecy) (kept int, err error) {
	told, err := cda.Vaccinations(file)
	if err != nil || len(told) == 0 {
		return 0, problem.Field("document", "no-vaccination")
	}
	b, err := s.Booklet(ctx, by, "", patient)
	if err != nil {
		return 0, err
	}
	for n, v := range told {
		answers := fromNote(v)
		if answers["quand"] == "" || b.has(answers) {
			continue
		}
		var from *Author
		if v.By != "" {
			from = &Author{Name: v.By}
		}
		d := Draft{Key: doc.String() + strconv.Itoa(n), Secret: secret}
		if _, err := s.add(ctx, by, patient, Vaccinations, d, words{Answers: answers, From: from}, &doc); err != nil {
			return kept, err
		}
		kept++
	}
	return kept, nil
}

// fromNote is what is kept of a vaccination that a document tells of.
func fromNote(v cda.Vaccination) map[string]string {
	answers := map[string]string{"nom": v.Name}
	if t, ok := atcOf(v.ATC); ok {
		answers["nom"], answers["code"], answers["liste"] = t.Label, t.Code, string(terms.ATC)
	} else if strings.HasPrefix(v.ATC, "J07") {
		answers["code"], answers["liste"] = v.ATC, string(terms.ATC)
	}
	if !v.On.IsZero() {
		answers["quand"] = v.On.Format(time.DateOnly)
	}
	if v.Lot != "" {
		answers["lot"] = v.Lot
	}
	if v.By != "" {
		answers["par"] = v.By
	}
	return answers
}

// atcOf is the vaccine of an ATC code, or the only one of its class.
func atcOf(code string) (found terms.Term, ok bool) {
	for _, t := range terms.All(terms.Vaccines) {
		if code != "" && strings.HasPrefix(t.Code, code) {
			if ok {
				return terms.Term{}, false
			}
			found, ok = t, true
		}
	}
	return found, ok
}

func (b Booklet) has(answers map[string]string) bool {
	return slices.ContainsFunc(b.Given, func(i Injection) bool {
		return i.On.Format(time.DateOnly) == answers["quand"] && (i.Get("nom") == answers["nom"] || i.ATC != "" && i.ATC == answers["code"])
	})
}
