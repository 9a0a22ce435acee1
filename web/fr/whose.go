package fr

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// theirs are the things of a record that the pages of its holder call « votre »,
// with the article that they have when they are somebody else's, the longest
// first: « mes documents » on a button are the same. A parent's own things, an answer, an action, a session, are not here.
var theirs = []struct{ noun, article string }{
	{"espace santé", "l’"}, {"équipe de soins", "l’"}, {"ancien dossier partagé", "l’"}, {"historique", "l’"},
	{"médecin traitant", "le "}, {"médecin", "le "}, {"profil médical", "le "}, {"carnet", "le "}, {"groupe sanguin", "le "}, {"nom", "le "},
	{"carte d’urgence", "la "}, {"vie", "la "}, {"santé", "la "}, {"confidentialité", "la "},
	{"soins et vos remboursements", "les "}, {"soins et remboursements", "les "}, {"prochains soins", "les "}, {"soins", "les "},
	{"documents masqués", "les "}, {"documents de santé", "les "}, {"nouveaux documents", "les "}, {"documents", "les "},
	{"remboursements", "les "}, {"vaccinations", "les "}, {"mesures", "les "}, {"données", "les "}, {"volontés", "les "},
	{"directives anticipées", "les "}, {"professionnels de santé", "les "}, {"professionnels", "les "}, {"informations", "les "},
	{"réglages", "les "}, {"allergies", "les "}, {"traitements", "les "}, {"antécédents", "les "},
}

var (
	articles = map[string]string{}
	yours    = func() *regexp.Regexp {
		all := make([]string, len(theirs))
		for i, t := range theirs {
			articles[t.noun] = t.article
			all[i] = t.noun
		}
		return regexp.MustCompile(`(?i)(\bde |\bà |)\b(?:votre|vos|mon|ma|mes) (` + strings.Join(all, "|") + `)`)
	}()
	// contracted is what « de » and « à » become with an article.
	contracted = map[string]string{"de le ": "du ", "de les ": "des ", "à le ": "au ", "à les ": "aux "}
)

// said are the other ways in which a page speaks to a holder of himself.
var said = []string{
	"qui vous soignent", "qui soignent X", "qui me soignent", "qui soignent X", "qui vous soigne", "qui soigne X", "quand il vous soigne", "quand il soigne X", "vous soigner", "soigner X", "savoir de vous", "savoir de X",
	"si vous ne pouvez pas parler", "si X ne peut pas parler", "Il vous aide sans lire", "Il aide X sans lire", "ajouter les vôtres", "en ajouter",
	"soins et vos remboursements", "soins et remboursements", "vos proches", "les proches X",
}

// OfChild says to a parent in a child's space what a page says to a holder in
// their own: « vos documents » are « les documents de Léa ». Without a name, in
// the browser's title, they are « les documents ».
func OfChild(text, given string) string {
	if strings.HasPrefix(text, "Revenir à mon ") { // the way out leads to one's own
		return text
	}
	of := ""
	if given != "" {
		of = " " + Of(given)
	}
	for i := 0; i < len(said); i += 2 {
		to := strings.ReplaceAll(said[i+1], " X", " "+given)
		if strings.HasPrefix(said[i+1], "les proches") {
			to = "les proches" + of
		} else if given == "" {
			continue
		} else {
			to = strings.ReplaceAll(to, " de "+given, " "+Of(given))
		}
		text = strings.ReplaceAll(text, said[i], to)
		text = strings.ReplaceAll(text, Upper(said[i]), Upper(to))
	}
	return yours.ReplaceAllStringFunc(text, func(found string) string {
		m := yours.FindStringSubmatch(found)
		noun := m[2]
		to := strings.ToLower(m[1]) + articles[strings.ToLower(noun)]
		for whole, short := range contracted {
			to = strings.Replace(to, whole, short, 1)
		}
		if first, _ := utf8.DecodeRuneInString(found); unicode.IsUpper(first) {
			to = Upper(to)
		}
		return to + noun + of
	})
}
