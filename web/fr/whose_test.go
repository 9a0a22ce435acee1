package fr

import "testing"

// #46, #67: in a child's space pages speak of the child, whoever reads.
func TestAParentReadsOfTheChild(t *testing.T) {
	for own, theirs := range map[string]string{
		"Votre espace santé est vide pour l’instant":                "L’espace santé de Léa est vide pour l’instant",
		"Qui a ouvert votre espace santé, pourquoi":                 "Qui a ouvert l’espace santé de Léa, pourquoi",
		"Voir tous vos documents":                                   "Voir tous les documents de Léa",
		"Un collègue de votre médecin.":                             "Un collègue du médecin de Léa.",
		"Le document est revenu dans vos documents.":                "Le document est revenu dans les documents de Léa.",
		"une copie de vos documents":                                "une copie des documents de Léa",
		"ajouté à votre équipe de soins":                            "ajouté à l’équipe de soins de Léa",
		"Les professionnels qui vous soignent":                      "Les professionnels qui soignent Léa",
		"Dr Ève Roux, votre médecin traitant":                       "Dr Ève Roux, le médecin traitant de Léa",
		"Vos soins et vos remboursements ne changent pas.":          "Les soins et remboursements de Léa ne changent pas.",
		"si votre vie est en danger":                                "si la vie de Léa est en danger",
		"Revenir à mon espace santé":                                "Revenir à mon espace santé",
		"Oui, ceux qui me soignent":                                 "Oui, ceux qui soignent Léa",
		"Votre réponse est enregistrée.":                            "Votre réponse est enregistrée.",
		"sans votre accord":                                         "sans votre accord",
		"ce que vos professionnels de santé doivent savoir de vous": "ce que les professionnels de santé de Léa doivent savoir de Léa",
	} {
		if got := OfChild(own, "Léa"); got != theirs {
			t.Errorf("%s: %s, want %s", own, got, theirs)
		}
	}
	if got := OfChild("Ceux qui ouvrent votre espace santé", "Élise"); got != "Ceux qui ouvrent l’espace santé d’Élise" {
		t.Error(got)
	}
	if got := OfChild("Fermer votre espace santé", ""); got != "Fermer l’espace santé" {
		t.Error("the browser's title:", got)
	}
}
