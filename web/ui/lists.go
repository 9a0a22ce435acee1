package ui

import "github.com/a-h/templ"

// Seen is who may see a document, as its badge says: icon, word and shape.
type Seen string

// The badges. Later and Secret are for a document's author, and Secret for the
// minor: on the other side the row does not exist.
const (
	Visible   Seen = "visible"
	Masked    Seen = "masked"
	Mine      Seen = "mine"
	Later     Seen = "later"
	Secret    Seen = "secret"
	Urgent    Seen = "alert"
	Withdrawn Seen = "withdrawn"
	Replaced  Seen = "replaced"
)

type badge struct {
	class string
	icon  Icon
	word  string
}

var badges = map[Seen]badge{
	Visible:   {"es-vis--visible", IconEye, "Visible"},
	Masked:    {"es-vis--masked", IconMasked, "Masqué"},
	Mine:      {"es-vis--mine", IconPen, "Ajouté par vous"},
	Later:     {"es-vis--later", IconHourglass, "Après l’annonce"},
	Secret:    {"es-vis--secret", IconKey, "Secret"},
	Urgent:    {"es-vis--alert", IconSiren, "Ouverture en urgence"},
	Withdrawn: {"es-vis--masked", IconWithdrawn, "Retiré par son auteur"},
	Replaced:  {"es-vis--masked", IconReplaced, "Remplacé"},
}

// Document is one row of a list of documents.
type Document struct {
	Href   string
	Title  string
	Kind   string // « Biologie »
	New    bool
	Day    string // day of care, in words
	Author string
	Seen   Seen
	Own    bool   // added by the reader: a second badge, never in place of the first
	Act    Link   // « Masquer », « Montrer »; empty for none
	Tick   string // value of the box that chooses the row; empty for none
	Ticked bool   // the box is ticked beforehand
	Pinned bool   // kept at hand by the reader: says so beside its title
}

// Result is one document that a search found.
type Result struct {
	Href    string
	Title   []Run
	Meta    string // type, day, author
	Extract []Run
	Seen    []Seen
}

// Run is a piece of a text; a marked one is a word that was looked for.
type Run struct {
	Text   string
	Marked bool
}

// Task is one thing to do in a list of tasks, with its state in words.
type Task struct {
	Href  string // empty when it cannot be done yet
	Text  string
	Note  string
	State TaskState
}

// TaskState is where a task is.
type TaskState string

// The states of a task.
const (
	ToDo    TaskState = "à faire"
	Begun   TaskState = "commencé"
	Ended   TaskState = "fait"
	Blocked TaskState = "pas possible"
)

// Todo is one thing that waits for the person.
type Todo struct {
	Href, Text string
	Note       string
	New        bool
	Alert      bool
}

// TopTask is one of the three most useful things of a page.
type TopTask struct {
	Icon       Icon
	Href, Text string
}

// Sight is one card of « Qui voit quoi ».
type Sight struct {
	Icon  Icon
	Title string
	Big   string
	Note  string
	Way   Link
}

// Column is one column of a table.
type Column struct {
	Label  string
	Silent bool   // read aloud only
	Sort   string // address that sorts by it; empty for none
	Sorted string // « ascending » or « descending » when it is
	Narrow bool   // for boxes
}

// Pages is where one is in a long list.
type Pages struct {
	Current, Last int
	Href          func(page int) string
}

// near lists the pages to link: first, last and those around; 0 is a gap.
func (p Pages) near() []int {
	var all []int
	for n := 1; n <= p.Last; n++ {
		switch {
		case n == 1 || n == p.Last || n >= p.Current-1 && n <= p.Current+1:
			all = append(all, n)
		case all[len(all)-1] != 0:
			all = append(all, 0)
		}
	}
	return all
}

// Door is one of two equal ways: same card, same button, same room.
type Door struct {
	Title, Text string
	Points      []string
	Way         Link
	Does        bool // the way changes something: a button, not a link
}

// Kin is a relative whose space one may open.
type Kin struct {
	Kind Kind
	Way  Link
	Note string
}

// Entry is one line of a professional's list.
type Entry struct {
	Href, Text string
	Day, ISO   string
	Note       string
	Current    bool
	More       templ.Component
}

func ticked(docs []Document) bool {
	for _, d := range docs {
		if d.Tick != "" {
			return true
		}
	}
	return false
}

func acted(docs []Document) bool {
	for _, d := range docs {
		if d.Act.Href != "" {
			return true
		}
	}
	return false
}

// badges are who may see it, and whose it is.
func (d Document) badges() (all []Seen) {
	if d.Seen != "" {
		all = append(all, d.Seen)
	}
	if d.Own {
		all = append(all, Mine)
	}
	return all
}

// named tells one document from another read aloud.
func (d Document) named() string { return d.Title + ", " + d.Day }

func (d Document) meta() string {
	if d.Author == "" {
		return d.Day
	}
	return d.Day + ", " + d.Author
}
