package fr

import "espacesante/internal/enrolment"

// ForYou says what somebody did for a person: « une opposition ».
func ForYou(k enrolment.ForKind) string { return forYou[k] }

var forYou = map[enrolment.ForKind]string{
	enrolment.ForCode:       "Un nouveau code",
	enrolment.ForSlip:       "Une fiche d’activation",
	enrolment.ForActivation: "Une activation",
	enrolment.ForOpposition: "Une opposition",
	enrolment.ForClosing:    "Une fermeture",
	enrolment.ForErasure:    "Une demande d’effacement",
	enrolment.ForKeeping:    "Un effacement annulé",
	enrolment.ForReopening:  "Une réouverture",
	enrolment.ForSuspension: "Une suspension",
	enrolment.ForResuming:   "La fin d’une suspension",
	enrolment.ForDeath:      "Un décès enregistré",
	enrolment.ForView:       "Une liste montrée à l’assistance",
	enrolment.ForAlive:      "Un décès annulé, enregistré par erreur",
	enrolment.ForTreating:   "Un choix de médecin traitant",
	enrolment.ForContact:    "Un changement de contact",
	enrolment.ForDeferral:   "Une création reportée",
	enrolment.ForRecall:     "Une annulation",
	enrolment.ForHold:       "Une connexion suspendue",
	enrolment.ForGiving:     "Une connexion rétablie",
	enrolment.ForSignOut:    "Des appareils déconnectés",
}

// ForChannel says where it was done.
func ForChannel(channel string) string {
	switch channel {
	case "phone":
		return "par téléphone"
	case "france_services":
		return "dans une France services"
	case "caisse":
		return "au guichet de la caisse"
	}
	return "en ligne"
}

// Place says where somebody works: « Caisse de l’Ariège, Foix ».
func Place(structure, city string) string {
	if city == "" {
		return structure
	}
	if structure == "" {
		return city
	}
	return structure + ", " + city
}
