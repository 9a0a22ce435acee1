package app

import (
	"html"
	"regexp"
	"strings"
)

// insideToo are more pages of a child's space, whose words a parent reads.
var insideToo = []string{"/documents/dossiers", "/documents/frise", "/documents/demandes", "/documents/ajouter/photos", "/documents/recherche",
	"/acces/accords", "/acces/tout-masquer", "/acces/autres", "/acces/professionnels/chercher", "/acces/voir-comme", "/remboursements",
	"/profil-medical", "/profil-medical/1", "/vaccinations", "/mesures", "/carte-urgence", "/carte-urgence/modifier", "/parametres/exporter", "/parametres"}

// ofOneself is what a page says of the record as if its reader held it: « votre », « vos », « vous soignent ». A parent's own
// things are theirs wherever they are.
func ofOneself(page []byte) (said []string) {
	_, main, _ := strings.Cut(string(page), "<main")
	text := strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " "))), " ")
	for _, m := range regexp.MustCompile(`(?:(?i:\b(?:votre|vos)) \pL+[^.]{0,30}|vous soign\pL+|me soign\pL+|(?:mon espace|mes documents|ma santé)|le voie.{3}La loi)`).FindAllString(text, -1) {
		if !ofTheParent.MatchString(m) {
			said = append(said, m)
		}
	}
	return said
}

var ofTheParent = regexp.MustCompile(`(?i)^(?:votre|vos) (?:action|choix|réponse|demande|session|copie|dernière visite|appareil|accord|enfant|mot de passe|contact|caisse|changements|motif|désaccord|mots|mandat|tableur|paiements et vos relevés|téléphone|dossiers|lien)`)
