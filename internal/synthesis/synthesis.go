// Package synthesis is the yearly synthesis that the médecin traitant makes
// (L.1111-15): prefilled from what the space holds, written part by part, kept
// as he goes, then deposited as one more version of one document. It has no
// words of its own: titles and lines are said by the pages.
package synthesis

import (
	"time"

	"espacesante/internal/care"
	"espacesante/internal/cda"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/vault"
)

// Service keeps drafts and deposits them.
type Service struct {
	gate     *gate.Gate
	vault    *vault.Vault
	profiles *profile.Service
	records  *record.Service
	care     *care.Service
}

// New returns the service behind g. A synthesis that its author withdraws is to
// be made again: records tells the list of who waits for one.
func New(g *gate.Gate, v *vault.Vault, profiles *profile.Service, records *record.Service, c *care.Service) *Service {
	records.Withdrawn = c.Unsynthesised
	return &Service{g, v, profiles, records, c}
}

// Type is « Synthèse médicale » on the official list (JDV_J66), of LOINC.
const Type = "60591-5"

// Part is a part of a synthesis. Its value is sealed with each draft: never
// rename.
type Part string

// The parts, after the volet de synthèse médicale of the CI-SIS, with
// vaccinations and measures, and what the doctor adds.
const (
	Problems     Part = "problems"
	History      Part = "history"
	Surgery      Part = "surgery"
	Allergies    Part = "allergies"
	Treatments   Part = "treatments"
	Vaccinations Part = "vaccinations"
	Measures     Part = "measures"
	Lifestyle    Part = "lifestyle" // risk factors: how one lives…
	Work         Part = "work"      // …at work…
	Family       Part = "family"    // …and what runs in the family
	Vigilance    Part = "vigilance" // what to keep in mind
	Comment      Part = "comment"

	// What gathers parts in the document: nobody writes there.
	Summary    Part = "summary"
	Background Part = "background"
	Risks      Part = "risks"
	Plan       Part = "plan"
)

// Parts lists the parts in the order in which they are written.
func Parts() []Part {
	return []Part{Problems, History, Surgery, Allergies, Treatments, Vaccinations, Measures, Lifestyle, Work, Family, Vigilance, Comment}
}

// Wording says in words what a synthesis is made of.
type Wording struct {
	Document   string // its title
	Directives string // that advance directives are written
	Title      func(Part) string
	Line       func(profile.Section, profile.Line) string
	Nothing    func(profile.Section) string // « pas concerné », empty where it goes without saying
	Injection  func(profile.Injection) string
	Point      func(profile.Point) string
}

// Text is a part of a draft, a line for each thing said.
type Text struct {
	Words   string  `json:"words"`
	Edition int     `json:"edition"` // how often it was saved: a second tab must not undo the first
	Read    bool    `json:"read"`    // saved by the doctor, changed or not
	Offers  []Offer `json:"offers,omitempty"`
}

// Offer is a line that came from the profile, with what it means to a program:
// left as it was offered, it keeps its codes in the document.
type Offer struct {
	Words   string      `json:"words"`
	Entries []cda.Entry `json:"entries,omitempty"`
}

// page is a draft under the key of its space.
type page struct {
	Texts map[Part]*Text `json:"texts"`
}

// Draft is a synthesis being written, or as it was deposited.
type Draft struct {
	ID       id.Synthesis
	Begun    time.Time
	Saved    time.Time
	Version  int         // that it will be, of the doctor's own document
	Last     time.Time   // when his last one was deposited; zero when there is none
	Document id.Document // that it became; zero while it is a draft

	texts map[Part]*Text
	line  id.Line // of the act that wrote it last
}

// There reports whether something is being written.
func (d Draft) There() bool { return !d.ID.IsZero() }

// Text is a part of the draft.
func (d Draft) Text(p Part) Text {
	if t := d.texts[p]; t != nil {
		return *t
	}
	return Text{}
}

// Empty reports whether nothing is said in any part.
func (d Draft) Empty() bool {
	for _, t := range d.texts {
		if t.Words != "" {
			return false
		}
	}
	return true
}

// Edition counts what was saved: what is deposited is what was previewed.
func (d Draft) Edition() (n int) {
	for _, t := range d.texts {
		n += t.Edition
	}
	return n
}

// String hides the words.
func (Draft) String() string { return "[synthesis]" }
