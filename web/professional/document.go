package professional

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// shownDocument is a document on screen, among those that its reader sees.
type shownDocument struct {
	record.Document
	around record.Around
	base   string
	here   string
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
	doc, err := of(r)
	if err != nil {
		return err
	}
	c, around, err := s.Records.OpenAmong(r.Context(), serve.Actor(r), o.Mode, ref, doc, o.At)
	if err != nil {
		return err
	}
	here := base(ref) + "/documents/" + c.ID.String()
	page := s.inside(r, "Document", ref, o)
	page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	shown := shownDocument{c.Document, around, base(ref), here}
	return ui.Render(w, r, http.StatusOK, documentPage(page, shown, reading.View(r.Context(), c, here, reading.Page(r))))
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

// release ends « pas encore la personne »: she was told.
func (s *Site) release(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.change(w, r, ref, s.Records.Release, "Le document est maintenant visible de la personne.")
}
