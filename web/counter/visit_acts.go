package counter

import (
	"espacesante/internal/access"
	"espacesante/web/ui"
)

// atCounter are the acts of a visit that ask more than a yes.
func atCounter(b before) []ui.Link {
	var all []ui.Link
	if b.Standing != nil && b.Standing.May[access.SetContact] && b.Standing.Account && b.Standing.State == access.Activated {
		all = append(all, ui.Link{Href: b.at(b.ID, "/contact"), Text: "Changer le contact"})
	}
	if b.Standing != nil && !b.Standing.Adult {
		all = append(all, ui.Link{Href: b.at(b.ID, "/proteger"), Text: "Protéger l’enfant d’un de ses représentants"})
	}
	if b.Standing != nil && b.Standing.May[access.SetTreating] && !b.Standing.Died {
		all = append(all, ui.Link{Href: b.at(b.ID, "/medecin"), Text: "Enregistrer le choix du médecin traitant, ou sa fin"})
	}
	return append(all, ui.Link{Href: b.at(b.ID, "/demande"), Text: "Ouvrir une demande"})
}
