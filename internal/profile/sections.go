package profile

import "espacesante/internal/terms"

// Section is a part of the medical profile (ux.md PAT-06). Its value is sealed
// with each line: never rename.
type Section string

// The sections that hold lines of their own. With vaccinations and measures
// they are twelve.
const (
	Conditions Section = "conditions"
	Allergies  Section = "allergies"
	Treatments Section = "treatments"
	Operations Section = "operations" // stays in hospital, operations, implants
	Family     Section = "family"     // what runs in the family (#22)
	Blood      Section = "blood"
	Needs      Section = "needs" // disability, what helps
	Habits     Section = "habits"
	Contacts   Section = "contacts" // to call in an emergency
	Carers     Section = "carers"   // « Mes professionnels »
)

// Sections lists them in the order of the page.
func Sections() []Section {
	return []Section{Conditions, Allergies, Treatments, Operations, Family, Blood, Needs, Habits, Contacts, Carers}
}

// First are the sections to fill in first, two minutes (ux.md PAT-06).
func First() []Section { return []Section{Allergies, Treatments, Contacts} }

// FieldKind is how a field is answered.
type FieldKind int

// The kinds.
const (
	Words FieldKind = iota // a line
	Long                   // several lines
	One                    // one of Options
	When                   // a year, a month or a day
	Later                  // the same, and it may be to come
	Phone
)

// Field is one question of a section. Its name is that of the form and of the
// sealed answer: never rename.
type Field struct {
	Name     string
	Kind     FieldKind
	Required bool
	Options  []string
	List     terms.List // where it can be chosen from; words of one's own always do
}

// Fields of the sections that have the same ones.
var (
	note  = Field{Name: "note", Kind: Long}
	since = Field{Name: "depuis", Kind: When}
)

var fields = map[Section][]Field{
	Conditions: {{Name: "nom", Required: true, List: terms.Conditions}, since,
		{Name: "etat", Kind: One, Options: []string{"active", "past"}}, note},
	Allergies: {{Name: "nom", Required: true, List: terms.Allergens},
		{Name: "gravite", Kind: One, Options: []string{"severe", "mild", "unknown"}}, {Name: "reaction"}, since, note},
	Treatments: {{Name: "nom", Required: true, List: terms.Medicines}, {Name: "prise"}, {Name: "pourquoi"}, since,
		{Name: "jusqu", Kind: Later}, note},
	Operations: {{Name: "nom", Required: true}, {Name: "sorte", Kind: One, Required: true, Options: []string{"operation", "stay", "device"}},
		{Name: "quand", Kind: When}, {Name: "lieu"}, note},
	Family: {{Name: "nom", Required: true, List: terms.Conditions},
		{Name: "qui", Kind: One, Required: true, Options: []string{"mother", "father", "sibling", "child", "grandparent", "other"}}, note},
	Blood: {{Name: "groupe", Kind: One, Required: true, Options: []string{"O+", "O-", "A+", "A-", "B+", "B-", "AB+", "AB-"}},
		{Name: "quand", Kind: When}},
	Needs: {{Name: "sorte", Kind: One, Required: true, Options: []string{"sight", "hearing", "moving", "understanding", "speaking", "other"}},
		{Name: "nom", Required: true}, note},
	Habits: {{Name: "sorte", Kind: One, Required: true, Options: []string{"tobacco", "alcohol", "activity", "food", "sleep", "other"}},
		{Name: "nom", Required: true}, note},
	Contacts: {{Name: "nom", Required: true}, {Name: "lien", Kind: One, Required: true,
		Options: []string{"spouse", "parent", "child", "sibling", "friend", "other"}}, {Name: "telephone", Kind: Phone, Required: true}, note},
	Carers: {{Name: "nom", Required: true}, {Name: "metier"}, {Name: "telephone", Kind: Phone}, {Name: "lieu"}},
}

// Fields are the questions of a section; none when there is no such section.
func Fields(s Section) []Field { return fields[s] }

// alone are the sections that hold one line.
var alone = map[Section]bool{Blood: true}
