package fr

import "espacesante/internal/cda"

// CDA says why a clinical document is refused and what its sender can do. A code without a sentence still says that
// nothing was kept.
func CDA(code string) string {
	if s, known := clinical[code]; known {
		return s
	}
	return "Nous n’avons pas pu lire ce document. Il n’a pas été enregistré."
}

var clinical = map[string]string{
	cda.Empty:       "Le document est vide. Vérifiez le fichier choisi.",
	cda.TooBig:      "Le document dépasse 25\u00a0Mo. Demandez une version plus légère à son auteur.",
	cda.Encoding:    "Le texte du document n’est pas lisible. Exportez-le de nouveau, en UTF-8.",
	cda.Doctype:     "Le document contient une déclaration DOCTYPE, interdite par sécurité. Exportez-le sans elle.",
	cda.Malformed:   "Le document est mal formé. Exportez-le de nouveau depuis votre logiciel.",
	cda.Truncated:   "Le document est coupé avant la fin. Envoyez-le de nouveau en entier.",
	cda.TooDeep:     "Le document a trop de niveaux pour être lu. Signalez-le à l’éditeur de votre logiciel.",
	cda.TooMany:     "Le document a trop d’éléments pour être lu. Signalez-le à l’éditeur de votre logiciel.",
	cda.WrongRoot:   "Ce fichier XML n’est pas un document médical au format CDA.",
	cda.SeveralDocs: "Ce fichier contient plusieurs documents. Envoyez-les un par un.",
	cda.NoPatient:   "Le document ne dit pas de quel patient il parle.",
	cda.TwoPatients: "Le document parle de deux patients. Envoyez un document par patient.",
	cda.MissingINS:  "Le document ne porte pas l’INS du patient. Ajoutez-la dans votre logiciel.",
	cda.MissingID:   "Le document n’a pas d’identifiant. Exportez-le de nouveau depuis votre logiciel.",
	cda.MissingType: "Le document ne dit pas de quel type il est. Exportez-le de nouveau.",
	cda.MissingDate: "Le document n’a pas de date, ou elle n’est pas lisible.",
	cda.Confidentiality: "Le niveau de confidentialité du document est inconnu. " +
		"Les niveaux permis sont N, R et V.",
	cda.NoBody:    "Le document n’a pas de contenu. Exportez-le de nouveau depuis votre logiciel.",
	cda.BodyType:  "Le document contient un fichier d’un type non permis. Sont permis PDF, JPEG, TIFF, texte et RTF.",
	cda.BadBase64: "Le fichier contenu dans le document est abîmé. Exportez-le de nouveau.",
}

// Traits names the traits of identity that differ between a document and the record open:
// « le nom de naissance et le sexe ».
func Traits(traits []string) string {
	var words []string
	for _, t := range traits {
		if w, known := traitWords[t]; known {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return "l’identité"
	}
	return List(words...)
}

var traitWords = map[string]string{
	cda.TraitINS:       "l’INS",
	cda.TraitBirthName: "le nom de naissance",
	cda.TraitGivenName: "le premier prénom",
	cda.TraitBirthDate: "la date de naissance",
	cda.TraitSex:       "le sexe",
}
