package professional

import (
	"net/http"

	"espacesante/internal/profile"
	"espacesante/internal/synthesis"
	"espacesante/web/health"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// namedPart is a part of a synthesis as its page calls it, and how to write it.
type namedPart struct{ title, hint string }

var synthesisParts = map[synthesis.Part]namedPart{
	synthesis.Problems:     {"Pathologies en cours", "Les maladies suivies aujourd’hui."},
	synthesis.History:      {"Antécédents médicaux", "Ce qui est guéri ou passé, et compte encore."},
	synthesis.Surgery:      {"Antécédents chirurgicaux et dispositifs", "Opérations, séjours, matériel resté dans le corps."},
	synthesis.Allergies:    {"Allergies et hypersensibilités", "S’il n’y en a pas, écrivez-le\u00a0: une liste vide ne le dit pas."},
	synthesis.Treatments:   {"Traitements", "Médicaments et autres soins, avec leur posologie."},
	synthesis.Vaccinations: {"Vaccinations", "Gardez celles qui sont utiles au suivi."},
	synthesis.Measures:     {"Dernières mesures", "La dernière de chaque sorte."},
	synthesis.Lifestyle:    {"Mode de vie", "Tabac, alcool, activité, alimentation."},
	synthesis.Work:         {"Facteurs de risque professionnels", "Exposition, gestes répétés, horaires."},
	synthesis.Family:       {"Antécédents familiaux", "Avec le lien de parenté."},
	synthesis.Vigilance:    {"Points de vigilance", "Ce qu’un confrère doit savoir avant d’agir."},
	synthesis.Summary:      {"Pathologies, antécédents, allergies et facteurs de risque", ""},
	synthesis.Background:   {"Pathologies en cours, antécédents et allergies", ""},
	synthesis.Risks:        {"Facteurs de risque", ""},
	synthesis.Plan:         {"Traitement au long cours", ""},
	synthesis.Comment:      {"Commentaire du médecin", "Ce qui ne tient pas ailleurs\u00a0: projet de soins, suivi prévu."},
}

// wording says a synthesis in words.
var wording = synthesis.Wording{Document: "Synthèse médicale", Directives: "La personne a rédigé des directives anticipées.",
	Title: func(p synthesis.Part) string { return synthesisParts[p].title }, Line: health.Said, Injection: health.SaidInjection, Point: health.SaidPoint,
	Nothing: func(s profile.Section) string { return nothingOf[s] }}

// Wording says a synthesis in words, for who else writes one: the demonstration.
func Wording() synthesis.Wording { return wording }

// nothingOf is what « pas concerné » means in a synthesis; elsewhere it adds
// nothing to an empty part.
var nothingOf = map[profile.Section]string{profile.Allergies: "Aucune allergie connue, d’après le profil médical",
	profile.Treatments: "Aucun traitement, d’après le profil médical", profile.Conditions: "Aucune maladie signalée dans le profil médical"}

// synthesesDue lists whose yearly synthesis is to be made.
func (s *Site) synthesesDue(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Care.SynthesesDue(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	p := s.page(r, "Synthèses à faire", "/pro")
	p.Back = ui.Link{Href: "/pro", Text: "Retour à mes patients"}
	return ui.Render(w, r, http.StatusOK, synthesesDuePage(p, all))
}
