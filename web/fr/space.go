package fr

import (
	"strings"
	"unicode"

	"espacesante/internal/access"
)

// Emergency words what a person answered about openings in an emergency.
func Emergency(e access.Emergency) string { return emergencies[e] }

var emergencies = map[access.Emergency]string{
	access.EmergencyYesWithMasked: "Oui, même mes documents masqués",
	access.EmergencyYes:           "Oui, sauf mes documents masqués",
	access.EmergencyNo:            "Non",
}

// Motive words why a professional was let in, as the history tells it.
func Motive(m access.Motive) string { return motives[m] }

var motives = map[access.Motive]string{
	access.AsTreatingDoctor: "médecin traitant",
	access.AsCareTeam:       "équipe de soins",
	access.ByConsent:        "accord donné pour la consultation",
	access.Entrusted:        "accord recueilli par un confrère",
	access.ByLaw:            "protection maternelle et infantile",
	access.ByCode:           "code que vous avez montré",
	access.InEmergency:      "ouverture en urgence",
	access.OnCall:           "appel au centre 15",
}

// Person writes a name kept in capitals the way people write theirs: « Ruth
// Nessi », « Anne-Marie L’Hostis ». A name in small letters stays as it is.
func Person(name string) string {
	if name != strings.ToUpper(name) {
		return name
	}
	first := true
	return strings.Map(func(r rune) rune {
		was := first
		first = !unicode.IsLetter(r)
		if was {
			return r
		}
		return unicode.ToLower(r)
	}, name)
}

// Of puts « de » before a name: « de Léa », « d’Élise ».
func Of(name string) string {
	if name != "" && strings.ContainsRune("AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ", []rune(strings.ToUpper(name))[0]) {
		return "d’" + name
	}
	return "de " + name
}
