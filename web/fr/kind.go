package fr

import "espacesante/internal/codes"

// DocumentKind is the name of a type of document.
func DocumentKind(code string) string {
	if t, ok := codes.DocumentType(code); ok {
		return t.Label
	}
	return "Document"
}

// Profession is the name of a profession, of a man or of a woman: « Médecin »,
// « Infirmier ou infirmière ». The directory does not say which; the official
// label stands in the table of the law alone (/matrice).
func Profession(code string) string {
	if both, gendered := eitherOf[code]; gendered {
		return both
	}
	if p, ok := codes.Profession(code); ok {
		return p.Label
	}
	return "Professionnel"
}

// Specialty is the name of a profession's specialty, empty when unknown.
func Specialty(profession, code string) string {
	s, _ := codes.Specialty(profession, code)
	return s.Label
}

// eitherOf are the professions whose official label is of men only, said of both.
var eitherOf = map[string]string{
	"21": "Pharmacien ou pharmacienne", "28": "Opticien ou opticienne", "31": "Assistant ou assistante dentaire",
	"32": "Physicien médical ou physicienne médicale", "35": "Aide-soignant ou aide-soignante", "36": "Ambulancier ou ambulancière",
	"38": "Préparateur ou préparatrice en pharmacie hospitalière", "39": "Préparateur ou préparatrice en pharmacie",
	"40": "Chirurgien-dentiste ou chirurgienne-dentiste", "60": "Infirmier ou infirmière", "69": "Infirmier ou infirmière psychiatrique",
	"70": "Masseur ou masseuse kinésithérapeute", "86": "Technicien ou technicienne de laboratoire médical", "95": "Diététicien ou diététicienne",
	"96": "Psychomotricien ou psychomotricienne", "98": "Manipulateur ou manipulatrice d’électroradiologie médicale",
	"R94_41":    "Assistant ou assistante de service social",
	"FCT_COORD": "Fonctions de coordination et d’orientation", "FCT_SOIN": "Fonctions d’accompagnement au soin",
	"FCT_VIE":    "Fonctions d’accompagnement à la vie sociale, professionnelle ou éducative",
	"FCT_ENCADR": "Fonctions d’encadrement et d’organisation de l’accompagnement",
	"FCT_ADMIN":  "Fonctions administratives ou d’appui à l’organisation de l’accompagnement",
}
