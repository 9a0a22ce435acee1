package professional

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"espacesante/internal/cda"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// compare sets two documents side by side (ux.md GP-04), each of them opened
// and each a line of the log. With one, it asks which other of its type.
func (s *Site) compare(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	q := r.URL.Query()
	one, err := named(q.Get("un"))
	if err != nil {
		return err
	}
	if q.Get("deux") == "" {
		return s.compareWith(w, r, ref, o, one)
	}
	two, err := named(q.Get("deux"))
	if err != nil {
		return err
	}
	left, err := s.Records.Open(r.Context(), serve.Actor(r), o.Mode, ref, one)
	if err != nil {
		return err
	}
	right, err := s.Records.Open(r.Context(), serve.Actor(r), o.Mode, ref, two)
	if err != nil {
		return err
	}
	c := compared{base: base(ref), pages: [2]int{pageNumber(q, "page1"), pageNumber(q, "page2")}, left: left.Document, right: right.Document,
		values: matched(cda.Results(left.Sections), cda.Results(right.Sections))}
	c.shown[0] = reading.ViewOf(r.Context(), left, c.at(0), c.pages[0], func(n int) string { return c.turned(0, n) })
	c.shown[1] = reading.ViewOf(r.Context(), right, c.at(1), c.pages[1], func(n int) string { return c.turned(1, n) })
	page := s.inside(r, "Comparer deux documents", ref, o)
	page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	return ui.Render(w, r, http.StatusOK, comparePage(page, c))
}

// compareWith asks which document of the same type to set beside one.
func (s *Site) compareWith(w http.ResponseWriter, r *http.Request, ref id.Patient, o opened, one id.Document) error {
	d, err := s.Records.Read(r.Context(), serve.Actor(r), o.Mode, ref, one)
	if err != nil {
		return err
	}
	list, err := s.Records.List(r.Context(), serve.Actor(r), o.Mode, ref, record.Filter{Type: d.Type})
	if err != nil {
		return err
	}
	var others []ui.Option
	for _, other := range list.Documents {
		if other.ID != d.ID {
			others = append(others, ui.Option{Value: other.ID.String(), Label: other.Title + ", " + fr.Date(other.CaredOn) + ", " + author(other)})
		}
	}
	page := s.inside(r, "Comparer avec un autre document", ref, o)
	page.Back = ui.Link{Href: base(ref) + "/documents/" + d.ID.String(), Text: "Retour au document"}
	return ui.Render(w, r, http.StatusOK, compareWithPage(page, d, base(ref), others))
}

// named reads a document's name out of an address.
func named(s string) (id.Document, error) {
	doc, err := id.Parse[id.Document](s)
	if err != nil {
		return doc, problem.Missing("document")
	}
	return doc, nil
}

func pageNumber(q url.Values, name string) int { return atLeastOne(q.Get(name)) }

// compared are two documents side by side, and the results that both give.
type compared struct {
	base        string
	left, right record.Document
	pages       [2]int
	shown       [2]component
	values      []sameValue
}

// sameValue is one result that both documents give.
type sameValue struct{ name, left, right, usual string }

// matched are the results of the same name, in the order of the first document.
// Names are compared without case, values are left as written.
func matched(left, right []cda.Result) (all []sameValue) {
	of := map[string]cda.Result{}
	for _, r := range right {
		if key := plainly(r.Name); of[key].Name == "" {
			of[key] = r
		}
	}
	for _, l := range left {
		key := plainly(l.Name)
		if r := of[key]; r.Name != "" {
			delete(of, key) // a name given twice is compared once
			usual := l.Usual
			if usual == "" {
				usual = r.Usual
			}
			all = append(all, sameValue{l.Name, l.Value, r.Value, usual})
		}
	}
	return all
}

// at is the address of one of the two, for its pictures.
func (c compared) at(side int) string {
	doc := c.left.ID
	if side == 1 {
		doc = c.right.ID
	}
	return c.base + "/documents/" + doc.String()
}

// turned is the same page with another page of one of the two.
func (c compared) turned(side, page int) string {
	pages := c.pages
	pages[side] = page
	q := url.Values{"un": {c.left.ID.String()}, "deux": {c.right.ID.String()}, "page1": {strconv.Itoa(pages[0])}, "page2": {strconv.Itoa(pages[1])}}
	return c.base + "/comparer?" + q.Encode()
}

func plainly(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
