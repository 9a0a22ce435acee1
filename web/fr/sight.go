package fr

import "espacesante/internal/access"

// Sight says to the person why somebody else does not read, after « non : ». A
// reason that nobody gave words to says nothing more than no.
func Sight(r access.Reason) string {
	if s := sights[r]; s != "" {
		return s
	}
	return "pas d’accès"
}

var sights = map[access.Reason]string{
	access.NotHabilitated: "sa profession ne lit pas ce type de document",
	access.Masked:         "document masqué",
	access.Blocked:        "bloqué",
	access.NoConsent:      "pas d’accord donné pour aujourd’hui",
	access.NoTeamConsent:  "pas d’accord donné à l’équipe de soins",
	access.SharingOff:     "partage avec personne pour le moment",
	access.EmergencyNone:  "ouvertures en urgence refusées",
	access.SAMURefused:    "ouvertures par le centre 15 refusées",
	access.CarersOnly:     "métier qui n’ouvre pas en urgence",
	access.DoctorsOnly:    "réservé au médecin du centre 15",
	access.WorkMedicine:   "la médecine du travail n’entre jamais",
	access.NotActive:      "n’exerce plus",
	access.NoProfession:   "profession qui n’entre pas",
	access.RolesClosed:    "métier qui n’entre pas encore",
	access.NotForRole:     "réservé au médecin traitant",
	access.NotNormal:      "pas en urgence",
	access.NotYours:       "ne représente pas la personne",
	access.NotCurrent:     "document remplacé ou retiré",
	access.SpaceClosed:    "espace santé fermé",
	access.SpaceStopped:   "espace santé suspendu",
	access.NoSpace:        "espace santé pas encore ouvert",
}
