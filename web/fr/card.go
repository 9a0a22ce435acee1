package fr

import "espacesante/internal/card"

// CardLine is one line of an emergency card in words.
type CardLine struct{ Field, Name, Value string }

// CardLines are the lines of an emergency card, in their order; those left empty too.
func CardLines(s card.Shown) []CardLine {
	return []CardLine{{"allergies", "Allergies", s.Allergies}, {"traitements", "Traitements", s.Treatments}, {"maladies", "Maladies", s.Conditions},
		{"groupe", "Groupe sanguin", s.Blood}, {"contact", "Personne à prévenir", s.Contact}, {"langue", "Langue", s.Language},
		{"besoins", "Pour communiquer", s.Needs}, {"volontes", "Volontés", s.Wishes}}
}
