package health

import (
	"strings"

	"espacesante/internal/profile"
	"espacesante/web/fr"
)

// Tables are the profile, the vaccinations and the measures as rows of words, for a copy of the space; the first row
// names the columns.
func Tables(b profile.Books) (facts, injections, points [][]string) {
	facts = [][]string{{"Rubrique", "Quoi", "Précisions", "Remarque", "Écrit par", "Le"}}
	for _, l := range b.Facts {
		s := profile.Section(l.Topic)
		what := headline(s, l)
		if l.None {
			what = sections[s].none
		}
		facts = append(facts, []string{sections[s].title, what, rest(s, l), l.Get("note"), writer(l), fr.ISODate(l.At)})
	}
	injections = [][]string{{"Vaccin", "Date", "Lot", "Vacciné par", "Écrit par"}}
	for _, l := range b.Injections {
		injections = append(injections, []string{l.Get("nom"), l.Get("quand"), l.Get("lot"), l.Get("par"), writer(l)})
	}
	points = [][]string{{"Mesure", "Valeur", "Quand", "Écrit par"}}
	for _, p := range b.Points {
		points = append(points, []string{measures[p.Measure].title, strings.ReplaceAll(valued(p), "\u00a0", " "), fr.ISODate(p.On), writer(p.Line)})
	}
	return facts, injections, points
}

func writer(l profile.Line) string {
	if l.Author.Kind != profile.ByProfessional {
		return "la personne, ou qui la représente"
	}
	return strings.TrimSpace(strings.Join([]string{l.Author.Title, l.Author.GivenName, l.Author.Name}, " "))
}

// First are the names of what a section holds, on one line: for an emergency card. Empty when nothing was said.
func First(p profile.Part) string {
	if p.State == profile.None && p.Section == profile.Allergies {
		return "aucune connue"
	}
	if p.State != profile.Filled {
		return ""
	}
	var all []string
	for _, l := range p.Lines {
		words := headline(p.Section, l)
		if phone := l.Get("telephone"); phone != "" {
			words += ", " + dialled(phone)
		}
		all = append(all, words)
	}
	return strings.Join(all, ", ")
}

// Titles are the words of the sections of a patient summary.
func Titles(service string) map[string]string { return titles(service) }
