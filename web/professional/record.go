package professional

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

type (
	component   = templ.Component
	searchAgain = func(ui.Page, formed, bool) component
)

// shownRecord is a record on screen.
type shownRecord struct {
	record.Visit
	narrowed
	base       string
	authors    []ui.Option
	types      string
	profession string
	matters    matters
	essentials []ui.Essential // none when the profile is not open to the reader
	sums       bool           // the reader makes the yearly synthesis
	mistake    string         // where to say that it was opened by mistake; empty for a session begun before
}

// record shows the list of documents that exist for this professional.
func (s *Site) record(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	by := serve.Actor(r)
	n := narrowedBy(r.URL.Query())
	wish := record.Wish{Filter: n.filter(s.Now()), Opened: o.At}
	first := mattersTo(by, o.Motive)
	if !n.sought() {
		wish.First = first.lead
	}
	beside := s.Profiles.Beside(ref)
	visit, err := s.Records.Visit(r.Context(), by, o.Mode, ref, wish, beside.In)
	if err != nil {
		return err
	}
	essentials, err := essentialFacts(beside.Essentials())
	if err != nil {
		return err
	}
	shown := shownRecord{visit, n, base(ref), authors(visit.Known, visit.Authors), types(visit.Matrix, by.Profession), by.Profession, first, essentials,
		o.Motive == access.AsTreatingDoctor, o.mistake(ref)}
	page := s.inside(r, "Documents", ref, o)
	page.Skips = shown.skips()
	return ui.Render(w, r, http.StatusOK, recordPage(page, shown))
}

// authors are those to narrow a list by: depositors by name, and the person.
func authors(known []identity.Known, all []id.Account) []ui.Option {
	options := []ui.Option{{Value: "", Label: "Tous"}}
	for _, k := range known {
		options = append(options, ui.Option{Value: k.Account.String(), Label: called(k)})
	}
	for _, a := range all {
		if !a.IsZero() && !listed(known, a) { // zero: the author of a previous DMP whom the directory does not know
			options = append(options, ui.Option{Value: a.String(), Label: "La personne"})
		}
	}
	return options
}

func listed(known []identity.Known, a id.Account) bool {
	for _, k := range known {
		if k.Account == a {
			return true
		}
	}
	return false
}

func (s shownRecord) classes() []ui.Option {
	all := []ui.Option{{Value: "", Label: "Toutes"}}
	for _, c := range s.Classes {
		if class, ok := codes.Class(c); ok {
			all = append(all, ui.Option{Value: c, Label: class.Label})
		}
	}
	return all
}

func (s shownRecord) pages() ui.Pages {
	return ui.Pages{Current: s.Page, Last: s.Pages, Href: func(n int) string { return s.href(s.base, n) }}
}

// skips lead the keyboard to the parts of the page.
func (s shownRecord) skips() (all []ui.Link) {
	if s.NewOnes > 0 {
		all = append(all, ui.Link{Href: "#nouveautes", Text: "Aller à ce qui est nouveau"})
	}
	return append(all, ui.Link{Href: "#documents", Text: "Aller aux documents"}, ui.Link{Href: "#chercher", Text: "Aller à la recherche"},
		ui.Link{Href: "#filtrer", Text: "Aller aux filtres"})
}

// kinds are the types of document to narrow the list to.
func (s shownRecord) kinds() []ui.Option {
	all := []ui.Option{{Value: "", Label: "Tous"}}
	for _, code := range s.Types {
		all = append(all, ui.Option{Value: code, Label: fr.DocumentKind(code)})
	}
	slices.SortStableFunc(all[1:], func(a, b ui.Option) int { return strings.Compare(a.Label, b.Label) })
	return all
}

func (s shownRecord) entry(d record.Document) ui.Entry {
	e := ui.Entry{Href: s.base + "/documents/" + d.ID.String(), Text: d.Title, Day: fr.Date(d.CaredOn), ISO: fr.ISODate(d.CaredOn), Note: author(d) + "."}
	if d.Title != fr.DocumentKind(d.Type) {
		e.Note = fr.DocumentKind(d.Type) + ". " + e.Note
	}
	switch seen := reading.Seen(d, reading.ForProfessional); seen {
	case "":
	case ui.Masked:
		e.Note += " " + masked
	default:
		e.More = ui.Badge(seen)
	}
	if s.isNew(d) && e.More == nil {
		e.More = ui.New()
	}
	return e
}

// isNew reports whether somebody else added d since the reader last looked.
func (s shownRecord) isNew(d record.Document) bool {
	return !s.Since.IsZero() && d.AddedAt.After(s.Since) && !d.Mine
}

// masked is what the author and the médecin traitant read beside a document
// that nobody else sees.
const masked = "Masqué par la personne. N’en parlez qu’avec elle."
