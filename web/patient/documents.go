package patient

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// marksOf are the words of an address for what one did with documents.
var marksOf = map[string]record.Mark{"nouveaux": record.OnlyNew, "non-lus": record.OnlyUnread, "epingles": record.OnlyPinned}

// filterOf reads what a list is narrowed to from its address, which can be
// kept. An unknown value narrows to nothing in particular.
func filterOf(q url.Values) record.Filter {
	f := record.Filter{Class: q.Get("categorie"), Mark: marksOf[q.Get("suivi")]}
	f.Year, _ = strconv.Atoi(q.Get("annee"))
	f.Page, _ = strconv.Atoi(q.Get("page"))
	f.Author, _ = id.Parse[id.Account](q.Get("auteur"))
	switch v := record.Visibility(q.Get("visibilite")); v {
	case record.OnlyMasked, record.OnlyVisible, record.OnlyMine:
		f.Visibility = v
	}
	return f
}

func (s *Site) documents(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	f := filterOf(r.URL.Query())
	list, err := s.Records.List(r.Context(), by, "", serve.Space(r), f)
	if err != nil {
		return err
	}
	list.Documents = pinsFirst(list)
	page, err := s.page(r, "Documents", "/documents")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, documentsPage(page, shown{list, f, rowsOf(list.Documents), authors(list), r.URL.Query().Has(tickedAll)}))
}

// pinsFirst are the documents of a page, those that the reader pinned on top of
// the first one: each once.
func pinsFirst(list record.Listing) []record.Document {
	pinned := slices.Clone(list.Pins)
	return append(pinned, unpinned(list)...)
}

// unpinned are the documents of a page that are not among the pins shown.
func unpinned(list record.Listing) []record.Document {
	return slices.DeleteFunc(slices.Clone(list.Documents), func(d record.Document) bool {
		return slices.ContainsFunc(list.Pins, func(p record.Document) bool { return p.ID == d.ID })
	})
}

// rowsOf are documents as rows, each with what can be done at once.
func rowsOf(docs []record.Document) []ui.Document {
	rows := reading.Rows(docs, "/documents/", reading.ForHolder)
	for i, d := range docs {
		rows[i].Act = maskLink(d)
	}
	return rows
}

// authors are the professionals that a list can be narrowed to, by name.
func authors(list record.Listing) []ui.Option {
	all := []ui.Option{{Value: "", Label: "Tous"}}
	if len(list.Authors) < 2 {
		return all
	}
	for _, p := range list.Known {
		all = append(all, ui.Option{Value: p.Account.String(), Label: reading.Named(record.Author{Title: p.Title, GivenName: p.GivenName, Name: p.Name})})
	}
	return all
}

// shown is a list on screen.
type shown struct {
	record.Listing
	filter  record.Filter
	rows    []ui.Document
	authors []ui.Option
	all     bool // every box is ticked
}

// narrowed reports whether a filter is set: then an empty list is not an empty
// space.
func (s shown) narrowed() bool {
	f := s.filter
	f.Page = 0
	return f != record.Filter{}
}

// query is the address of the list as it is narrowed.
func (s shown) query() url.Values {
	q := url.Values{}
	set := func(name, value string, there bool) {
		if there {
			q.Set(name, value)
		}
	}
	set("categorie", s.filter.Class, s.filter.Class != "")
	set("annee", strconv.Itoa(s.filter.Year), s.filter.Year != 0)
	set("visibilite", string(s.filter.Visibility), s.filter.Visibility != "")
	set("auteur", s.filter.Author.String(), !s.filter.Author.IsZero())
	set("suivi", s.mark(), s.filter.Mark != "")
	return q
}

// mark is the word of the address for the mark chosen.
func (s shown) mark() string {
	for word, m := range marksOf {
		if m == s.filter.Mark {
			return word
		}
	}
	return ""
}

func (s shown) author() string {
	if s.filter.Author.IsZero() {
		return ""
	}
	return s.filter.Author.String()
}

func (s shown) pages(base string) ui.Pages {
	return ui.Pages{Current: s.Page, Last: s.Pages, Href: func(n int) string {
		q := s.query()
		q.Set("page", strconv.Itoa(n))
		return base + "?" + q.Encode()
	}}
}

// caption says what is listed, and in which order.
func (s shown) caption() string {
	c := fr.Count(s.Total, "document", "documents")
	if s.Total < 2 {
		return c
	}
	if s.Pages > 1 {
		c += ", page " + strconv.Itoa(s.Page) + " sur " + strconv.Itoa(s.Pages)
	}
	if len(s.Pins) > 0 {
		return c + ". Les épinglés, puis du plus récent au plus ancien."
	}
	return c + ". Du plus récent au plus ancien."
}

func (s shown) classes() []ui.Option {
	all := []ui.Option{{Value: "", Label: "Toutes"}}
	for _, c := range s.Classes {
		if class, ok := codes.Class(c); ok {
			all = append(all, ui.Option{Value: c, Label: class.Label})
		}
	}
	return all
}

func (s shown) years() []ui.Option {
	all := []ui.Option{{Value: "", Label: "Toutes"}}
	for _, y := range s.Years {
		all = append(all, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return all
}

func (s shown) year() string {
	if s.filter.Year == 0 {
		return ""
	}
	return strconv.Itoa(s.filter.Year)
}

func maskLink(d record.Document) ui.Link {
	switch {
	case d.Can(access.MaskDocument):
		return ui.Link{Href: "/documents/" + d.ID.String() + "/masquer", Text: "Masquer"}
	case d.Can(access.UnmaskDocument):
		return ui.Link{Href: "/documents/" + d.ID.String(), Text: "Montrer"}
	}
	return ui.Link{}
}

// of reads which document an address is about; one that cannot exist is
// missing like any other.
func of(r *http.Request) (id.Document, error) {
	doc, err := id.Parse[id.Document](chi.URLParam(r, "document"))
	if err != nil {
		return doc, problem.Missing("document")
	}
	return doc, nil
}

func (s *Site) document(w http.ResponseWriter, r *http.Request) error {
	c, err := s.open(r)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Document", "/documents")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/documents", Text: "Retour aux documents"}
	a, got, err := s.foresee(r, []record.Document{c.Document}, record.If{Mask: record.Showing})
	if err != nil {
		return err
	}
	in, err := s.filed(r, c.ID)
	if err != nil {
		return err
	}
	view := reading.View(r.Context(), c, "/documents/"+c.ID.String(), reading.Page(r))
	return ui.Render(w, r, http.StatusOK, documentPage(page, c.Document, view, a.effectOf(got[0], got[1], false), in))
}

func (s *Site) open(r *http.Request) (record.Content, error) {
	doc, err := of(r)
	if err != nil {
		return record.Content{}, err
	}
	by := serve.Actor(r)
	return s.Records.Open(r.Context(), by, "", serve.Space(r), doc)
}

func (s *Site) download(w http.ResponseWriter, r *http.Request) error {
	c, err := s.open(r)
	if err != nil {
		return err
	}
	return reading.Download(w, r, c)
}

func (s *Site) picture(w http.ResponseWriter, r *http.Request) error {
	c, err := s.open(r)
	if err != nil {
		return err
	}
	page, err := url.PathUnescape(chi.URLParam(r, "page"))
	if err != nil {
		return problem.Missing("picture")
	}
	return reading.Picture(w, r, c, page)
}

// wrote is what its author did with a document: one of a previous DMP was
// deposited elsewhere.
func wrote(d record.Document) string {
	if d.Author.Kind == record.FromDMP {
		return "écrit"
	}
	return "déposé"
}
