package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/mandate"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/ui"
)

// pendingUnveil is a document that the person is about to show: the code went to
// her, and she types it.
type pendingUnveil struct {
	Document id.Document
	Name     string // « Document 2 »
	Code     id.Code
}

// veils is the curtain: how many documents, of which day, and nothing else.
func (s *Site) veils(w http.ResponseWriter, r *http.Request, m *meeting) error {
	all, err := s.station(r, m.Practice).veils(m.Patient, pageOf(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, veilsPage(s.framed(r, m, "Documents", "/guichet/session/documents"), all))
}

// pageOf is which page of the list an address asks for.
func pageOf(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		return 1
	}
	return n
}

// onPage is the address of a page of the list; what is done there names it, so
// that the number of a document stays what the helper reads.
func onPage(n int) string {
	if n == 1 {
		return "/guichet/session/documents"
	}
	return "/guichet/session/documents?page=" + strconv.Itoa(n)
}

func veilPages(v record.Veils) ui.Pages {
	return ui.Pages{Current: v.Page, Last: v.Pages, Href: onPage}
}

func curtains(on record.Veils) (out []ui.Curtain) {
	for i, v := range on.All {
		i += on.First
		c := ui.Curtain{Name: numbered(i), Note: fr.Date(v.CaredOn) + ". Titre, auteur et contenu cachés.", Action: onPage(on.Page),
			Field: "document", Value: v.ID.String()}
		if v.Shown {
			c.Open, c.Href, c.Title = true, "/guichet/session/documents/"+v.ID.String(), numbered(i)
			c.Note, c.Action = fr.Date(v.CaredOn)+". Montré par la personne, jusqu’à la fin de la session.", "/guichet/session/documents/refermer"
		}
		out = append(out, c)
	}
	return out
}

func numbered(i int) string { return "Document\u00a0" + strconv.Itoa(i+1) }

// askUnveil sends the person the code with which she shows one document.
func (s *Site) askUnveil(w http.ResponseWriter, r *http.Request, m *meeting) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	behind := s.station(r, m.Practice)
	all, err := behind.veils(m.Patient, pageOf(r))
	if err != nil {
		return err
	}
	for i, v := range all.All {
		if v.ID.String() != f.Typed("document") {
			continue
		}
		m.Pending = &pendingUnveil{Document: v.ID, Name: numbered(all.First + i)}
		m.Pending.Code, err = behind.askCode(m.Patient, mandate.ToUnveil)
		if problem.KindOf(err) == problem.Conflict {
			s.Sessions.Flash(r, ui.Flash{Warn: true, Text: "Aucun contact n’est connu pour envoyer un code. La personne peut montrer ce document depuis son espace santé."})
			m.Pending = nil
			return s.to(w, r, m, "/guichet/session/documents")
		}
		if err != nil {
			return err
		}
		return s.to(w, r, m, "/guichet/session/documents/code")
	}
	return problem.Missing("document")
}

func (s *Site) unveilCode(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Pending == nil {
		return s.to(w, r, m, "/guichet/session/documents")
	}
	return ui.Render(w, r, http.StatusOK, unveilPage(s.faced(r, m, "Montrer un document", "/guichet/session/documents", nil), form.Empty(), m.Pending.Name))
}

// unveil takes the code that the person typed: it shows that document, no other.
func (s *Site) unveil(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Pending == nil {
		return s.to(w, r, m, "/guichet/session/documents")
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	behind := s.station(r, m.Practice)
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(behind.useCode(mandate.ToUnveil, m.Pending.Code, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, unveilPage(s.faced(r, m, "Montrer un document", "/guichet/session/documents", f), f, m.Pending.Name))
	}
	doc := m.Pending.Document
	if err := behind.unveil(m.Sitting, doc); err != nil {
		return err
	}
	m.Pending = nil
	return s.to(w, r, m, "/guichet/session/documents/"+doc.String())
}

func (s *Site) veil(w http.ResponseWriter, r *http.Request, m *meeting) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	doc, err := id.Parse[id.Document](f.Typed("document"))
	if err != nil {
		return problem.Missing("document")
	}
	if err := s.station(r, m.Practice).veil(m.Patient, doc); err != nil {
		return err
	}
	return s.to(w, r, m, "/guichet/session/documents")
}

func (s *Site) shown(r *http.Request, m *meeting) (record.Content, error) {
	doc, err := id.Parse[id.Document](chi.URLParam(r, "document"))
	if err != nil {
		return record.Content{}, problem.Missing("document")
	}
	return s.station(r, m.Practice).read(m.Patient, doc)
}

// document is the one that the person shows. It is read on the screen: no copy
// is offered to the station.
func (s *Site) document(w http.ResponseWriter, r *http.Request, m *meeting) error {
	c, err := s.shown(r, m)
	if err != nil {
		return err
	}
	p := s.framed(r, m, "Document montré", "/guichet/session/documents")
	p.Back = ui.Link{Href: "/guichet/session/documents", Text: "Retour aux documents"}
	view := reading.View(r.Context(), c, "/guichet/session/documents/"+c.ID.String(), reading.Page(r))
	return ui.Render(w, r, http.StatusOK, documentPage(p, c.Document, view))
}

func (s *Site) picture(w http.ResponseWriter, r *http.Request, m *meeting) error {
	c, err := s.shown(r, m)
	if err != nil {
		return err
	}
	page, err := url.PathUnescape(chi.URLParam(r, "page"))
	if err != nil {
		return problem.Missing("picture")
	}
	return reading.Picture(w, r, c, page)
}
