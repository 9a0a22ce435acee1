package health

import (
	"encoding/json"
	"net/http"

	"espacesante/internal/fhir"
	"espacesante/internal/profile"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/ui"
)

// summed is the whole profile on one page: what comes first, first.
type summed struct {
	name  string
	parts []letter.Part
}

// order is that of the summary.
var order = []profile.Section{profile.Allergies, profile.Treatments, profile.Conditions, profile.Operations, profile.Blood,
	profile.Needs, profile.Contacts, profile.Family, profile.Habits}

// sum reads everything that the summary says.
func (s *Site) sum(w http.ResponseWriter, r *http.Request, fn func(Reader, summed) error) error {
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	p, err := s.Profiles.Read(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	b, err := s.Profiles.Booklet(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	points, err := s.Profiles.Points(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	sum := summed{}
	if sum.name, err = s.called(r, who); err != nil {
		return err
	}
	for _, section := range order {
		sum.parts = append(sum.parts, partOf(p.Part(section), who))
	}
	sum.parts = append(sum.parts, letter.Part{Title: vaccinesTitle, Lines: recent(lines(b)), Empty: "Rien d’indiqué"},
		letter.Part{Title: measuresTitle, Lines: latest(points), Empty: "Rien d’indiqué"})
	return fn(who, sum)
}

// partOf is a section, a line for each of its lines.
func partOf(p profile.Part, who Reader) letter.Part {
	out := letter.Part{Title: sections[p.Section].title, Empty: stated(p)}
	if p.State != profile.Filled {
		return out
	}
	for _, l := range p.Lines {
		line := headline(p.Section, l)
		if words := rest(p.Section, l); words != "" {
			line += ". " + words
		}
		if l.Author.Kind == profile.ByProfessional {
			line += " (" + wrote(l, who) + ")"
		}
		if l.ContestedAt != nil {
			line += ". La personne dit que ce n’est pas exact"
		}
		out.Lines = append(out.Lines, line+".")
	}
	return out
}

// recent keeps the page one page: the last ten vaccinations.
func recent(all []string) []string { return all[max(0, len(all)-10):] }

func latest(points []profile.Point) (all []string) {
	for _, d := range profile.Definitions() {
		if some := of(points, d.Measure); len(some) > 0 {
			all = append(all, measures[d.Measure].title+"\u00a0: "+valued(some[0])+", le "+fr.Date(some[0].On))
		}
	}
	return all
}

func (s *Site) summary(w http.ResponseWriter, r *http.Request) error {
	return s.sum(w, r, func(who Reader, sum summed) error {
		who.Page.Title, who.Page.Back = "Résumé du profil", ui.Link{Href: who.Profile, Text: "Retour au profil"}
		return ui.Render(w, r, http.StatusOK, summaryPage(who, sum, s.Now()))
	})
}

func (s *Site) summaryPDF(w http.ResponseWriter, r *http.Request) error {
	return s.sum(w, r, func(_ Reader, sum summed) error {
		return s.paper(w, "resume.pdf", letter.Paper{Title: "Résumé du profil médical", Person: sum.name, Parts: sum.parts,
			Foot: "Ce résumé reprend ce que la personne et ses professionnels ont écrit dans l’espace santé. Il peut être incomplet."})
	})
}

// summaryFHIR is the International Patient Summary, for another country's or
// another software's doctor.
func (s *Site) summaryFHIR(w http.ResponseWriter, r *http.Request) error {
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	bundle, err := s.Profiles.Summary(r.Context(), who.By, who.Mode, who.Patient, titles(s.Letters.Name))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", fhir.MediaType)
	w.Header().Set("Content-Disposition", `attachment; filename="resume.json"`)
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(bundle)
}

// titles are the words of the summary's sections.
func titles(service string) map[string]string {
	out := map[string]string{"author": service, "document": "Résumé international du patient", "vaccinations": vaccinesTitle, "measures": measuresTitle,
		"none": "Pas concerné", "unsaid": "Rien d’indiqué"}
	for s, words := range sections {
		out[string(s)] = words.title
	}
	for m, words := range measures {
		out[string(m)] = words.title
	}
	out["devices"] = "Appareils et matériel dans le corps"
	return out
}
