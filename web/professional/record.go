package professional

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/codes"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
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

// narrowed is what the list is narrowed to, from its address. The first look
// goes two years back (DMPi TD3.1): the filter is shown and can be taken away.
type narrowed struct {
	period string
	class  string
	author string
	page   int
}

// periods are the lengths of time to choose from; the first is what stands
// when nothing was chosen.
var periods = []ui.Option{{Value: "2", Label: "2 ans"}, {Value: "1", Label: "1 an"}, {Value: "5", Label: "5 ans"},
	{Value: "tout", Label: "Tout"}}

func narrowedBy(q url.Values) narrowed {
	n := narrowed{period: "2", class: q.Get("categorie"), author: q.Get("auteur")}
	for _, p := range periods {
		if p.Value == q.Get("periode") {
			n.period = p.Value
		}
	}
	n.page = atLeastOne(q.Get("page"))
	return n
}

func (n narrowed) filter(now time.Time) record.Filter {
	f := record.Filter{Class: n.class, Page: n.page}
	f.Author, _ = id.Parse[id.Account](n.author) // an author who is nobody narrows to nothing in particular
	years := map[string]int{"1": 1, "2": 2, "5": 5}[n.period]
	if years > 0 {
		f.Since = clock.Day(now).AddDate(-years, 0, 0)
	}
	return f
}

func (n narrowed) href(base string, page int) string {
	q := url.Values{"periode": {n.period}}
	if n.class != "" {
		q.Set("categorie", n.class)
	}
	if n.author != "" {
		q.Set("auteur", n.author)
	}
	if page > 1 {
		q.Set("page", number(page))
	}
	return base + "?" + q.Encode()
}

// everything is the same list without its period.
func (n narrowed) everything(base string) string {
	n.period = "tout"
	return n.href(base, 1)
}

// shownRecord is a record on screen.
type shownRecord struct {
	record.Listing
	narrowed
	base       string
	authors    []ui.Option
	types      string
	profession string
}

// record shows the list of documents that exist for this professional.
func (s *Site) record(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	by := serve.Actor(r)
	n := narrowedBy(r.URL.Query())
	list, err := s.Records.List(r.Context(), by, o.Mode, ref, n.filter(s.Now()))
	if err != nil {
		return err
	}
	known, err := s.People.Professionals(r.Context(), list.Authors)
	if err != nil {
		return err
	}
	shown := shownRecord{list, n, base(ref), authors(known, list.Authors), types(by.Profession), by.Profession}
	return ui.Render(w, r, http.StatusOK, recordPage(s.inside(r, "Documents", ref, o), shown))
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

// events are the documents of the page under the name of their class, the
// class of the newest one first.
func (s shownRecord) events() []ui.Event {
	var order []string
	by := map[string][]ui.Entry{}
	for _, d := range s.Documents {
		if by[d.Class] == nil {
			order = append(order, d.Class)
		}
		by[d.Class] = append(by[d.Class], s.entry(d))
	}
	var all []ui.Event
	for _, c := range order {
		label := "Autres documents"
		if class, ok := codes.Class(c); ok {
			label = class.Label
		}
		all = append(all, ui.Event{Text: label, Done: true, More: ui.Entries(by[c]...)})
	}
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
	return e
}

// masked is what the author and the médecin traitant read beside a document
// that nobody else sees.
const masked = "Masqué par la personne. N’en parlez qu’avec elle."

// of reads which document an address is about; one that cannot exist is
// missing like any other.
func of(r *http.Request) (id.Document, error) {
	doc, err := id.Parse[id.Document](chi.URLParam(r, "document"))
	if err != nil {
		return doc, problem.Missing("document")
	}
	return doc, nil
}

// content opens a document: its line is written before anything leaves.
func (s *Site) content(r *http.Request, ref id.Patient, o opened) (record.Content, error) {
	doc, err := of(r)
	if err != nil {
		return record.Content{}, err
	}
	return s.Records.Open(r.Context(), serve.Actor(r), o.Mode, ref, doc)
}

func (s *Site) document(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	c, err := s.content(r, ref, o)
	if err != nil {
		return err
	}
	here := base(ref) + "/documents/" + c.ID.String()
	page := s.inside(r, "Document", ref, o)
	page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	return ui.Render(w, r, http.StatusOK, documentPage(page, c.Document, here, reading.View(r.Context(), c, here, reading.Page(r))))
}

func (s *Site) download(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	c, err := s.content(r, ref, o)
	if err != nil {
		return err
	}
	return reading.Download(w, r, c)
}

func (s *Site) picture(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	c, err := s.content(r, ref, o)
	if err != nil {
		return err
	}
	n, err := url.PathUnescape(chi.URLParam(r, "page"))
	if err != nil {
		return problem.Missing("picture")
	}
	return reading.Picture(w, r, c, n)
}

// askWithdraw stops before a document is taken back. Its author may without
// the space being open, as he deposited it.
func (s *Site) askWithdraw(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	doc, err := of(r)
	if err != nil {
		return err
	}
	page := s.within(r, "Retirer un document", m)
	d, err := s.Records.Read(r.Context(), serve.Actor(r), "", ref, doc)
	switch {
	case what(err) == unsaid || problem.KindOf(err) == problem.NotFound && s.justDeposited(r, ref, doc):
		return ui.Render(w, r, http.StatusOK, withdrawPage(page, nil, base(ref), doc))
	case err != nil:
		return err
	case !d.Can(access.WithdrawDocument):
		return problem.Missing("document")
	}
	return ui.Render(w, r, http.StatusOK, withdrawPage(page, &d, base(ref), doc))
}

func (s *Site) withdraw(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.change(w, r, ref, s.Records.Withdraw, "Le document est retiré. La personne voit qu’il l’a été par son auteur.")
}

// release ends « pas encore la personne »: she was told.
func (s *Site) release(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.change(w, r, ref, s.Records.Release, "Le document est maintenant visible de la personne.")
}
