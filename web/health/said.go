package health

import (
	"strings"

	"espacesante/internal/profile"
	"espacesante/web/fr"
)

// Said is a line of the profile on one line, as a doctor would write it down: what it is, then its details.
func Said(s profile.Section, l profile.Line) string {
	words := headline(s, l)
	if s == profile.Blood {
		words = "Groupe sanguin\u00a0: " + words
	}
	if more := rest(s, l); more != "" {
		words += ", " + strings.ToLower(more[:1]) + more[1:]
	}
	if note := strings.Join(strings.Fields(l.Get("note")), " "); note != "" {
		words += ". " + note
	}
	if l.ContestedAt != nil {
		words += " (contesté par la personne)"
	}
	return words
}

// SaidInjection is a vaccination on one line.
func SaidInjection(i profile.Injection) string {
	words := i.Get("nom")
	if on := i.Get("quand"); on != "" {
		words += ", " + partly(on)
	}
	if lot := i.Get("lot"); lot != "" {
		words += ", lot " + lot
	}
	return words
}

// SaidPoint is a measure on one line.
func SaidPoint(p profile.Point) string {
	return measures[p.Measure].title + "\u00a0: " + valued(p) + ", le " + fr.Date(p.On)
}
