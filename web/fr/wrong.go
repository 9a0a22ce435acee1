package fr

import (
	"fmt"
	"strings"

	"espacesante/internal/cda"
)

// Wrong says what is wrong with a field and what to type. Args are those of
// form.Fault. A code without a sentence still tells the person to look again.
func Wrong(code string, args ...any) string {
	if code == "" {
		return ""
	}
	write, known := wrongs[code]
	if !known {
		return "Vérifiez cette réponse."
	}
	return write(args)
}

// KnowsWrong reports whether code has a sentence of its own. Tests of pages ask.
func KnowsWrong(code string) bool { _, ok := wrongs[code]; return ok }

func say(sentence string) func([]any) string { return func([]any) string { return sentence } }

// missing writes « Il manque 2 caractères : le code en a 12. »
func missing(noun, whole string) func([]any) string {
	return func(args []any) string {
		s := "Il manque " + Count(arg(args, 0), noun, noun+"s")
		if n := arg(args, 1); n > 0 {
			s += nbsp + ": " + fmt.Sprintf(whole, n)
		}
		return s + "."
	}
}

func extra(noun, whole string) func([]any) string {
	return func(args []any) string {
		s := "Il y a " + Count(arg(args, 0), noun, noun+"s") + " de trop"
		if n := arg(args, 1); n > 0 {
			s += nbsp + ": " + fmt.Sprintf(whole, n)
		}
		return s + "."
	}
}

// arg reads the i-th argument as a number, 0 when there is none.
func arg(args []any, i int) int {
	if i >= len(args) {
		return 0
	}
	switch n := args[i].(type) {
	case int:
		return n
	case int64:
		return int(n)
	case float64:
		return int(n)
	}
	return 0
}

// quoted reads the i-th argument as words between French quotation marks.
func quoted(args []any, i int) string {
	if i >= len(args) {
		return "choisi"
	}
	return "«" + nbsp + strings.TrimSpace(fmt.Sprint(args[i])) + nbsp + "»"
}

var wrongs = map[string]func([]any) string{
	"said": func(args []any) string { // a sentence that another table wrote
		if len(args) == 0 {
			return "Vérifiez cette réponse."
		}
		return fmt.Sprint(args[0])
	},
	"required":          say("Il manque une réponse."),
	"choose":            say("Choisissez une réponse."),
	"too-many-ticked":   say("Cochez 50 documents au plus."),
	"rpps-form":         say("Écrivez les 11 chiffres du numéro RPPS."),
	"name-or-rpps":      say("Écrivez au moins 2 lettres du nom, ou un numéro RPPS."),
	"attest":            say("Cochez cette case si c’est vrai. Sinon, n’ouvrez pas."),
	"folder-long":       say("Choisissez un nom plus court\u00a0: 60 caractères au plus."),
	"folder-twice":      say("Un autre dossier porte déjà ce nom."),
	"folders-full":      say("Vous avez déjà 50 dossiers. Supprimez-en un avant d’en ajouter."),
	"words-long":        say("Écrivez moins de 500 caractères."),
	"synthesis-changed": say("Cette partie a changé dans un autre onglet. Relisez les deux, puis enregistrez celle que vous gardez."),
	"synthesis-over":    say("Ce brouillon est déjà déposé ou abandonné. Copiez votre texte avant de quitter la page."),
	"synthesis-unseen":  say("La synthèse a changé depuis cet aperçu. Relisez-la, puis déposez-la."),
	"synthesis-empty":   say("La synthèse est vide. Écrivez au moins une ligne."),
	"synthesis-long":    say("Ce texte est trop long. Il peut avoir 4000\u00a0caractères."),
	"requests-full":     say("Vous avez déjà 20 demandes en attente. Annulez-en une avant d’en faire une autre."),
	"author-unknown":    say("Son auteur n’est pas dans l’annuaire. Écrivez-lui, ou contestez le dépôt."),
	"request-open":      say("Vous avez déjà une demande en attente pour ce document."),
	"search-short":      say("Tapez au moins deux lettres."),
	"reason-short":      say("Expliquez en 20 caractères au moins."),
	"agree":             say("Cochez la case pour continuer."),
	"unreadable":        say("Cette réponse contient un caractère que nous ne pouvons pas lire. Tapez-la de nouveau."),
	"too-long": func(args []any) string {
		if len(args) == 0 { // a service that does not count for the page
			return "Le texte est trop long."
		}
		return "Le texte est trop long. Enlevez " + Count(arg(args, 0), "caractère", "caractères") + "."
	},

	"code-short":   missing("caractère", "le code en a %d"),
	"code-long":    extra("caractère", "le code en a %d"),
	"scan-shape":   say("Ce n’est pas le dessin d’un code. Scannez-le de nouveau, ou cherchez la personne par son numéro."),
	"code-shape":   say("Le code ne contient que des lettres et des chiffres."),
	"digits-only":  say("Tapez seulement des chiffres."),
	"digits-short": missing("chiffre", "il en faut %d"),
	"digits-long":  extra("chiffre", "il en faut %d"),

	"ins-shape":       say("Ce numéro ne contient que des chiffres, sauf 2A ou 2B pour la Corse."),
	"ins-key-missing": say("Le numéro a 15 chiffres. Il en manque 2\u00a0: la clé, à la fin."),
	"ins-short": func(args []any) string {
		return "Le numéro a 15 chiffres. Il en manque " + Number(arg(args, 0)) + "."
	},
	"ins-long": func(args []any) string {
		return "Le numéro a 15 chiffres. Il y en a " + Number(arg(args, 0)) + " de trop."
	},
	"ins-key": say("Un chiffre semble faux. Relisez le numéro par groupes, du début à la clé."),

	"password-wrong": say("Ce n’est pas votre mot de passe. Réessayez."),
	"paper-wrong":    say("Ce code imprimé n’est pas le bon, ou il a déjà servi. Essayez le suivant."),
	"passkey-wrong":  say("La clé d’accès n’a pas répondu comme prévu. Réessayez, ou choisissez une autre façon."),
	"stop-wrong":     say("L’identifiant et le code ne vont pas ensemble, ou ce changement est terminé."),
	"contact-same":   say("C’est déjà votre contact. Donnez-en un autre."),

	"email-at":    say("Vérifiez l’adresse\u00a0: il manque le @."),
	"email-shape": say("Vérifiez l’adresse. Exemple\u00a0: prenom.nom@exemple.fr"),
	"phone-shape": say("Vérifiez le numéro de mobile. Exemple\u00a0: 06\u00a039\u00a098\u00a000\u00a012"),

	"not-a-number": say("Tapez un nombre. Exemple\u00a0: 72,5"),
	"number-range": func(args []any) string {
		if len(args) < 2 {
			return "Vérifiez ce nombre."
		}
		return "Tapez un nombre entre " + decimalOf(args[0]) + " et " + decimalOf(args[1]) + "."
	},

	"day-required":   say("Tapez le jour, le mois et l’année."),
	"day-part-jour":  say("Il manque le jour."),
	"day-part-mois":  say("Il manque le mois."),
	"day-part-annee": say("Il manque l’année."),
	"day-year":       say("Écrivez l’année avec 4 chiffres. Exemple\u00a0: 1985"),
	"day-future":     say("Cette date n’est pas encore passée. Vérifiez l’année."),
	"not-a-date":     say("Cette date n’existe pas. Vérifiez le jour et le mois."),

	"file-missing":   say("Choisissez un fichier."),
	"file-empty":     func(args []any) string { return "Le fichier " + quoted(args, 0) + " est vide." },
	"too-many-files": func(args []any) string { return "Envoyez " + Count(arg(args, 0), "fichier", "fichiers") + " au plus." },
	"file-too-big": func(args []any) string {
		return "Le fichier " + quoted(args, 0) + " est trop lourd. La limite est " + Number(arg(args, 1)) + nbsp + "Mo."
	},

	"password-short":      missing("caractère", "il en faut %d"),
	"card-shut":           say("Cette carte ne s’ouvre pas avec ce code. Relisez-le, ou appelez le 15."),
	"card-empty":          say("Écrivez au moins une ligne."),
	"copy-password-short": say("Ce mot de passe est trop court. Il en faut 12 caractères, ou aucun."),
	"password-long":       say("Ce mot de passe est trop long. 128 caractères suffisent."),
	"password-known":      say("Ce mot de passe est trop connu. Choisissez-en un autre."),
	"receipt-unknown":     say("Nous ne connaissons pas ce numéro. Relisez-le par groupes de 4."),
	"code-alphabet":       say("Un caractère n’existe dans aucun code. Le code n’a ni O, ni I, ni L, ni U, ni 0, ni 1."),
	"child-not-proven":    say("Ces informations ne vont pas ensemble, ou le code ne sert plus. Relisez le code et la date."),
	"sign-in-wrong":       say("L’identifiant et le mot de passe ne vont pas ensemble."),
	"one-time-wrong":      say("Ce code n’est pas le bon. Vérifiez les 6 chiffres."),
	"one-time-dead":       say("Ce code a expiré. Demandez-en un autre."),

	"scam-nothing":         say("Écrivez le message, l’adresse du site ou le numéro."),
	"mark-letters":         say("Un mot repère n’a que des lettres, sans chiffre ni espace. Exemple\u00a0: coquelicot"),
	"mark-length":          say("Choisissez un mot de 3 à 20 lettres."),
	"mark-name":            say("Ce mot est dans votre nom ou votre adresse. Un escroc peut le deviner\u00a0: choisissez-en un autre."),
	"mark-health":          say("Ce mot parle de santé. Il serait lisible dans chaque message\u00a0: choisissez-en un autre."),
	"mark-known":           say("Ce mot est trop facile à deviner. Choisissez-en un autre."),
	"code-wrong":           say("Ce code n’est pas celui que la personne voit. Demandez-lui de le relire, ou d’en montrer un autre."),
	"answers-not-together": say("Les réponses ne vont pas ensemble."),
	"answers-few":          say("Posez au moins 3 questions, le numéro compris."),
	"space-not-erased":     say("Aucun espace santé effacé n’est connu pour ce numéro."),
	"doctor-unknown":       say("Aucun médecin en exercice n’a ce numéro."),
	"doctor-same":          say("C’est déjà le choix enregistré."),
	"young-own-contact":    say("C’est votre propre contact. Indiquez celui de l’enfant."),
	"visitor-not-found":    say("Ces informations ne vont pas ensemble."),
	"no-known-contact":     say("Aucun contact connu ne peut recevoir un code. Proposez le guichet de la caisse."),
	"phone-closed":         say("Aucune opposition n’est enregistrée par téléphone à cette heure."),
	"ticket-unknown":       say("Nous ne connaissons pas ce numéro. Relisez-le par groupes de 4."),
	"not-proven":           say("Ces informations ne vont pas ensemble, ou le code ne sert plus."),
	"nobody-found":         say("Aucun espace santé ne peut être ouvert avec ces informations."),

	"rpps-key":          say("Un chiffre semble faux. Relisez les 11 chiffres du numéro RPPS."),
	"colleague-unknown": say("Aucun professionnel en exercice n’a ce numéro. Relisez-le."),
	"block-self":        say("C’est votre propre numéro. La personne vous bloque elle-même, dans son espace santé."),
	"colleague-self":    say("C’est votre propre numéro. Tapez celui de votre confrère."),
	"colleague-never":   say("Cette profession n’ouvre aucun espace santé."),
	"entrust-far":       say("Choisissez aujourd’hui ou un jour des 30 prochains."),
	"day-past":          say("Ce jour est passé. Choisissez aujourd’hui ou un jour à venir."),
	"team-full":         say("Cette équipe a déjà 50 membres."),
	"teams-many":        say("Vous êtes déjà de 20 équipes. Quittez-en une."),
	"matrix-order":      say("Une version déjà publiée prend effet après ce jour. Choisissez ce jour-là, ou après."),
	"when-shape":        say("Écrivez une année, un mois ou un jour. Exemple\u00a0: 2018, 03/2018 ou 12/03/2018"),
	"end-before":        say("La fin est avant le début. Vérifiez les deux dates."),
	"call-shape":        say("Vérifiez ce numéro de téléphone. Exemple\u00a0: 06\u00a039\u00a098\u00a000\u00a012"),
	"section-filled":    say("Cette rubrique a déjà une réponse. Corrigez-la, ou retirez-la d’abord."),
	"entries-full":      say("Il n’y a plus de place ici. Retirez d’anciennes lignes."),
	"measure-range":     say("Cette valeur n’est pas possible. Vérifiez le nombre et l’unité."),
	"unusual":           say("Cette valeur est inhabituelle. Si elle est exacte, cochez la case et enregistrez."),
	"pressure-order":    say("Le nombre le plus bas doit être plus petit que l’autre. Vérifiez les deux."),
	"hour-shape":        say("Vérifiez l’heure. Exemple\u00a0: 8:30"),
	"no-vaccination":    say("Ce document ne contient pas de vaccination que nous savons lire."),

	"type-unknown":     say("Choisissez un type de la liste."),
	"date-future":      say("Cette date n’est pas encore passée. Vérifiez l’année."),
	"date-old":         say("Cette date est trop ancienne. Vérifiez l’année."),
	"photo-missing":    say("Choisissez au moins une photo."),
	"photo-only":       say("Choisissez une photo (JPEG, PNG, HEIC ou TIFF)."),
	"photo-unreadable": say("Cette photo ne se lit pas. Reprenez-la, ou enregistrez-la en JPEG."),
	"file-infected":    say("Le contrôle antivirus a trouvé un problème. Le fichier n’a pas été gardé."),
	"replace-cda":      say("Un document CDA se remplace par lui-même. Déposez sa nouvelle version comme un nouveau document."),
	"file-kind":        say("Ce type de fichier n’est pas pris ici. Envoyez un PDF, une photo ou un texte."),
	"space-full":       say("Cet espace santé n’a plus de place pour ce fichier. Envoyez une version plus légère."),
	"cda-type-unknown": say("Le type du document n’est pas dans la liste officielle. Corrigez-le dans votre logiciel."),
	"cda-duplicate":    say("Ce document est déjà dans l’espace santé, dans la même version."),

	"cda-trait-" + cda.TraitINS:       say("L’INS du document n’est pas celle de la personne."),
	"cda-trait-" + cda.TraitBirthName: say("Le nom de naissance du document n’est pas celui de la personne."),
	"cda-trait-" + cda.TraitGivenName: say("Le premier prénom du document n’est pas celui de la personne."),
	"cda-trait-" + cda.TraitBirthDate: say("La date de naissance du document n’est pas celle de la personne."),
	"cda-trait-" + cda.TraitSex:       say("Le sexe du document n’est pas celui de la personne."),
}

func decimalOf(v any) string {
	switch n := v.(type) {
	case float64:
		return Decimal(n)
	case int:
		return Number(n)
	}
	return fmt.Sprint(v)
}
