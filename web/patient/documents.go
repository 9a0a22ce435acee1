package patient

import (
	"net/http"
	"net/url"
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

// filterOf reads what a list is narrowed to from its address, which can be
// kept. An unknown value narrows to nothing in particular.
func filterOf(q url.Values) record.Filter {
	f := record.Filter{Class: q.Get("categorie")}
	f.Year, _ = strconv.Atoi(q.Get("annee"))
	f.Page, _ = strconv.Atoi(q.Get("page"))
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
	page, err := s.page(r, "Documents", "/documents")
	if err != nil {
		return err
	}
	rows := reading.Rows(list.Documents, "/documents/", reading.ForHolder)
	for i, d := range list.Documents {
		rows[i].Act = maskLink(d)
	}
	return ui.Render(w, r, http.StatusOK, documentsPage(page, shown{list, f, rows}))
}

// shown is a list on screen.
type shown struct {
	record.Listing
	filter record.Filter
	rows   []ui.Document
}

// narrowed reports whether a filter is set: then an empty list is not an empty
// space.
func (s shown) narrowed() bool {
	return s.filter.Class != "" || s.filter.Year != 0 || s.filter.Visibility != ""
}

func (s shown) pages() ui.Pages {
	return ui.Pages{Current: s.Page, Last: s.Pages, Href: func(n int) string {
		q := url.Values{"page": {strconv.Itoa(n)}}
		if s.filter.Class != "" {
			q.Set("categorie", s.filter.Class)
		}
		if s.filter.Year != 0 {
			q.Set("annee", strconv.Itoa(s.filter.Year))
		}
		if s.filter.Visibility != "" {
			q.Set("visibilite", string(s.filter.Visibility))
		}
		return "/documents?" + q.Encode()
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
	doctor, err := s.treatingDoctor(r)
	if err != nil {
		return err
	}
	view := reading.View(r.Context(), c, "/documents/"+c.ID.String(), reading.Page(r))
	return ui.Render(w, r, http.StatusOK, documentPage(page, c.Document, view, seers(c.Document, doctor)))
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

// seers says in words who may see a document (§3 of decisions: the author and
// the médecin traitant always may).
func seers(d record.Document, doctor string) []ui.Seer {
	all := []ui.Seer{{Who: "Vous"}}
	if d.Author.Kind != record.ByPatient {
		all = append(all, ui.Seer{Who: reading.Author(d), Note: "qui l’a " + wrote(d)})
	}
	if doctor != "" {
		all = append(all, ui.Seer{Who: doctor, Note: "votre médecin traitant"})
	}
	if d.Masked {
		all = append(all, ui.Seer{Who: "Les autres professionnels", Note: "le document est masqué", No: true})
	} else {
		all = append(all, ui.Seer{Who: "Les professionnels qui vous soignent", Note: "si leur profession peut lire ce type\u00a0: " + fr.DocumentKind(d.Type)})
	}
	return append(all, ui.Seer{Who: "Jamais un employeur, un assureur ni une mutuelle", No: true})
}
