package health

import (
	"net/http"
	"strings"

	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/vaccine"
	"espacesante/web/fr"
	"espacesante/web/letter"
)

// upToDate sums a certificate up.
func upToDate(steps []vaccine.Step) string {
	for _, s := range steps {
		if s.State != vaccine.Done {
			return "Des vaccinations obligatoires à cet âge ne sont pas écrites ici."
		}
	}
	if len(steps) == 0 {
		return "Aucune vaccination obligatoire n’est à montrer à cet âge."
	}
	return "Les vaccinations obligatoires à cet âge sont à jour."
}

// lines are the vaccinations, one a line, the oldest first.
func lines(b profile.Booklet) (all []string) {
	for i := len(b.Given) - 1; i >= 0; i-- {
		l := b.Given[i]
		line := partly(l.Get("quand")) + "\u00a0: " + l.Get("nom")
		if lot := l.Get("lot"); lot != "" {
			line += ", lot " + lot
		}
		all = append(all, line)
	}
	return all
}

func doseLines(c profile.Certificate) (all []string) {
	for i, d := range c.Doses {
		line := "Dose " + fr.Number(i+1) + "\u00a0: " + partly(d.On) + ", " + d.Name
		if d.Lot != "" {
			line += ", lot " + d.Lot
		}
		all = append(all, line)
	}
	return all
}

func (s *Site) schoolPDF(w http.ResponseWriter, r *http.Request) error {
	return s.booklet(w, r, func(who Reader, b profile.Booklet) error {
		name, err := s.called(r, who)
		if err != nil {
			return err
		}
		steps := s.Profiles.Compulsory(b)
		var due []string
		for _, one := range steps {
			line := stepNamed(one) + ", " + doseOf(one) + "\u00a0: " + strings.ToLower(stepStates[one.State])
			if one.State == vaccine.Done {
				line += " le " + fr.Date(one.On)
			}
			due = append(due, line)
		}
		return s.paper(w, "certificat.pdf", letter.Paper{Title: "Certificat de vaccination", Person: name, Lead: upToDate(steps),
			Parts: []letter.Part{{Title: "Vaccinations obligatoires à cet âge", Lines: due}, {Title: "Toutes les vaccinations écrites dans l’espace santé", Lines: lines(b)}},
			Foot:  "Ce certificat reprend ce qui est écrit dans l’espace santé. " + calendarSource})
	})
}

func (s *Site) covidPDF(w http.ResponseWriter, r *http.Request) error {
	return s.booklet(w, r, func(who Reader, b profile.Booklet) error {
		if b.Covid.ID.IsZero() {
			return problem.Missing("certificate")
		}
		name, err := s.called(r, who)
		if err != nil {
			return err
		}
		return s.paper(w, "attestation.pdf", letter.Paper{Title: "Attestation de vaccination Covid-19", Person: name,
			Lead: "Établie le " + fr.Date(b.Covid.At) + ".", Parts: []letter.Part{{Title: "Doses reçues", Lines: doseLines(b.Covid)}},
			Foot: "Cette attestation reprend ce qui est écrit dans l’espace santé. Elle n’est pas un certificat européen."})
	})
}

// paper sends a page to print, dated of now.
func (s *Site) paper(w http.ResponseWriter, name string, p letter.Paper) error {
	p.Head = letter.Head{Service: s.Letters, Date: s.Now()}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return letter.WritePaper(w, p)
}
