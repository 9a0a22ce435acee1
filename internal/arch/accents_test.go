package arch

import (
	"regexp"
	"strings"
	"testing"
)

// bare are words of ours that have lost an accent, capitals included (ux.md
// §0.3).
var bare = regexp.MustCompile(`(?:^|[^\p{L}/\d-])(A (?:propos|partir|la|l’|votre|quoi|qui|savoir)|Etat|Etape|Etapes|Ecrire|Ecrivez|Etes|Etre|Equipe|Eteindre|Ca|sante|Sante|numero|Numero|securite|acces|Acces|deja|Deja|` +
	`apres|Apres|medecin|Medecin|medical|identite|Identite|telephone|Telephone|francais|creer|creation|parametres|Parametres|annee|etre|meme|cle|` +
	`reponse|verifier|Verifier|ordonnance medicale|hopital|operateur|agree|effacer definitivement|definitivement)(?:[^\p{L}/\d-]|$)`)

// rivals are other words for a thing that has one already, and the word.
var rivals = map[*regexp.Regexp]string{
	regexp.MustCompile(`(?i)(^|[^\p{L}])(e-?mails?|mails?|adresse mail)([^\p{L}]|$)`):                       "courriel",
	regexp.MustCompile(`(?i)(^|[^\p{L}])(téléphone portable|portables?|smartphones?)([^\p{L}]|$)`):          "téléphone mobile",
	regexp.MustCompile(`(?i)(^|[^\p{L}])(soignants?|praticiens?|PS)([^\p{L}]|$)`):                           "professionnel",
	regexp.MustCompile(`(?i)(^|[^\p{L}])(s’identifier|s’authentifier|se loguer|login)([^\p{L}]|$)`):         "se connecter",
	regexp.MustCompile(`(?i)(^|[^\p{L}])(se déloguer|logout|vous déconnecter de votre profil)([^\p{L}]|$)`): "se déconnecter",
	regexp.MustCompile(`(?i)(^|[^\p{L}])(télécharger vers|uploader|téléverser)([^\p{L}]|$)`):                "ajouter, déposer",
	regexp.MustCompile(`(?i)(^|[^\p{L}])(NIR|n° de sécu|numéro de sécu)([^\p{L}]|$)`):                       "numéro de sécurité sociale",
}

func accentsOf(words string) string {
	if m := bare.FindStringSubmatch(words); m != nil {
		return m[1]
	}
	return ""
}

func rivalOf(words string) string {
	for rival, word := range rivals {
		if m := rival.FindString(words); m != "" {
			return strings.TrimSpace(m) + ", want « " + word + " »"
		}
	}
	return ""
}

func TestWordsKeepTheirAccentsAndThingsOneName(t *testing.T) {
	for words, rule := range map[string]func(string) string{
		"A propos": accentsOf, "Votre espace sante": accentsOf, "Etape 2": accentsOf, "votre e-mail": rivalOf, "le NIR": rivalOf, "un soignant": rivalOf,
	} {
		if rule(words) == "" {
			t.Errorf("%q passes", words)
		}
	}
	for _, s := range spoken(t) {
		if bad := accentsOf(s.words); bad != "" {
			s.wrong(t, "an accent is missing in « "+bad+" »")
		}
		if bad := rivalOf(s.words); bad != "" {
			s.wrong(t, bad)
		}
	}
}
