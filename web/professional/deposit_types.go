package professional

import (
	"slices"
	"strings"

	"espacesante/internal/codes"
	names "espacesante/internal/name"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// common are the types that most deposits have, first in the list.
var common = []string{"11488-4", "57833-6", "11502-2", "18748-4", "11490-0", "60591-5", "89601-9"}

// depositTypes are the types of documents that professionals write: the common
// ones, then all by class. With words, those whose names hold them come first.
func depositTypes(typed string) []ui.Group {
	words := strings.Fields(names.Normal(typed))
	first := ui.Group{Label: "Les plus courants"}
	for _, code := range common {
		first.Options = append(first.Options, ui.Option{Value: code, Label: fr.DocumentKind(code)})
	}
	groups := []ui.Group{first}
	found := ui.Group{Label: "Trouvés"}
	for _, class := range codes.Classes() {
		g := ui.Group{Label: class.Label}
		for _, t := range codes.ProfessionalTypes() {
			if t.Class != class.Code {
				continue
			}
			o := ui.Option{Value: t.Code, Label: t.Label}
			g.Options = append(g.Options, o)
			if len(words) > 0 && holds(t.Label, words) {
				found.Options = append(found.Options, o)
			}
		}
		if len(g.Options) > 0 {
			groups = append(groups, g)
		}
	}
	if len(found.Options) > 0 {
		return append([]ui.Group{found}, groups...)
	}
	return groups
}

// holds reports whether a label has each of the words, accents and case apart.
func holds(label string, words []string) bool {
	label = names.Normal(label)
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(label, word) })
}

// found counts the types that a search found.
func (d depositing) found() int {
	if len(d.types) > 0 && d.types[0].Label == "Trouvés" {
		return len(d.types[0].Options)
	}
	return 0
}
