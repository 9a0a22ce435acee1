package professional

import (
	"slices"
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// essentialMost is how many lines of a section stand at the head of a record;
// the others are on the page of the profile.
const essentialMost = 4

// essentialFacts are what is read first of a person (ux.md GP-04, #3, #62). None
// when the profile is not open to the reader's profession: the page says so, for
// no line would be read as no allergy.
func essentialFacts(e profile.Essentials, err error) ([]ui.Essential, error) {
	if problem.Reason(err) == access.NotHabilitated {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	directives := "Aucune n’est gardée ici"
	if e.Directives {
		directives = "Oui"
	}
	if e.TrustedPerson {
		directives += "\u00a0; personne de confiance nommée"
	}
	return []ui.Essential{essential("Allergies", gravest(e.Allergies), true), essential("Traitements", e.Treatments, false),
		essential("Maladies", current(e.Conditions), false), {Name: "Directives anticipées", Value: directives},
		essential("À prévenir", e.Contacts, false)}, nil
}

// gravest sets the grave ones first: the list is cut, and they must not be.
func gravest(p profile.Part) profile.Part {
	p.Lines = slices.Clone(p.Lines)
	slices.SortStableFunc(p.Lines, func(a, b profile.Line) int {
		switch x, y := a.Get("gravite") == "severe", b.Get("gravite") == "severe"; {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	})
	return p
}

// current leaves out the conditions that are over.
func current(p profile.Part) profile.Part {
	all := p.Lines
	p.Lines = nil
	for _, l := range all {
		if l.Get("etat") != "past" {
			p.Lines = append(p.Lines, l)
		}
	}
	return p
}

// essential is one section in a few words. What nobody said is told from what
// nobody has.
func essential(name string, p profile.Part, alerts bool) ui.Essential {
	switch {
	case p.State == profile.None:
		return ui.Essential{Name: name, Value: "Rien, d’après la personne"}
	case len(p.Lines) == 0:
		return ui.Essential{Name: name, Value: "Rien d’indiqué"}
	}
	if len(p.Lines) > 1 {
		name += " (" + fr.Number(len(p.Lines)) + ")"
	}
	var words []string
	for _, l := range p.Lines[:min(len(p.Lines), essentialMost)] {
		said := l.Get("nom")
		if phone := l.Get("telephone"); phone != "" {
			said += ", " + fr.Phone(phone)
		}
		if l.Get("gravite") == "severe" {
			said += " (grave)"
		}
		if l.ContestedAt != nil {
			said += " (contesté par la personne)"
		}
		words = append(words, said)
	}
	if more := len(p.Lines) - essentialMost; more > 0 {
		words = append(words, "et "+fr.Count(more, "autre", "autres"))
	}
	return ui.Essential{Name: name, Value: strings.Join(words, "\u00a0; "), Alert: alerts}
}
