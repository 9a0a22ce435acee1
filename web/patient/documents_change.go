package patient

import (
	"context"
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// about gives a document and the frame of a page that asks before changing it.
func (s *Site) about(r *http.Request, title string, act access.Act) (record.Document, ui.Page, error) {
	doc, err := of(r)
	if err != nil {
		return record.Document{}, ui.Page{}, err
	}
	by := serve.Actor(r)
	d, err := s.Records.Read(r.Context(), by, "", serve.Space(r), doc)
	if err != nil {
		return d, ui.Page{}, err
	}
	if !d.Can(act) {
		return d, ui.Page{}, problem.Clash("document-changed")
	}
	page, err := s.page(r, title, "/documents")
	page.Back = ui.Link{Href: "/documents/" + doc.String(), Text: "Retour au document"}
	return d, page, err
}

func (s *Site) askMask(w http.ResponseWriter, r *http.Request) error {
	d, page, err := s.about(r, "Masquer un document", access.MaskDocument)
	if err != nil {
		return err
	}
	a, got, err := s.foresee(r, []record.Document{d}, record.If{Mask: record.Hiding})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, maskPage(page, d, a.effectOf(got[0], got[1], false), a.doctor(got[1])))
}

// change does one act to the document of the address and goes on to a page
// that says so.
func (s *Site) change(w http.ResponseWriter, r *http.Request, do func(access.Actor, id.Document) error, to string, said ui.Flash) error {
	doc, err := of(r)
	if err != nil {
		return err
	}
	if err := do(serve.Actor(r), doc); err != nil {
		return err
	}
	if to == "" {
		to = "/documents/" + doc.String()
	}
	if said.Undo.Text != "" {
		said.Undo.Action = "/documents/" + doc.String() + said.Undo.Action
	}
	s.Sessions.Flash(r, said)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *Site) mask(w http.ResponseWriter, r *http.Request) error {
	return s.seenBy(w, r, s.Records.Mask, "Le document est masqué.", ui.Post{Action: "/montrer", Text: "Annuler"})
}

func (s *Site) unmask(w http.ResponseWriter, r *http.Request) error {
	return s.seenBy(w, r, s.Records.Unmask, "Le document est de nouveau visible.", ui.Post{Action: "/masquer", Text: "Annuler"})
}

// seenBy changes who sees the document of the address, and says who reads it
// then, as the policy answers it.
func (s *Site) seenBy(w http.ResponseWriter, r *http.Request, do func(context.Context, access.Actor, id.Patient, id.Document) error, said string, undo ui.Post) error {
	flash := ui.Flash{Text: said, Undo: undo}
	doc, err := of(r)
	if err == nil {
		err = do(r.Context(), serve.Actor(r), serve.Space(r), doc)
	}
	if err != nil {
		return err
	}
	who, err := s.nowRead(r, []id.Document{doc})
	if err != nil {
		return err
	}
	flash.Text += " " + who
	return s.change(w, r, func(access.Actor, id.Document) error { return nil }, "", flash)
}

func (s *Site) askDelete(w http.ResponseWriter, r *http.Request) error {
	d, page, err := s.about(r, "Mettre à la corbeille", access.DeleteDocument)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, deletePage(page, d))
}

func (s *Site) delete(w http.ResponseWriter, r *http.Request) error {
	return s.change(w, r, func(by access.Actor, doc id.Document) error {
		return s.Records.Delete(r.Context(), by, serve.Space(r), doc)
	}, "/documents", ui.Flash{Text: "Le document est dans la corbeille, pour 30\u00a0jours.", Undo: ui.Post{Action: "/restaurer", Text: "Annuler"}})
}

func (s *Site) restore(w http.ResponseWriter, r *http.Request) error {
	return s.change(w, r, func(by access.Actor, doc id.Document) error {
		return s.Records.Restore(r.Context(), by, serve.Space(r), doc)
	}, "", ui.Flash{Text: "Le document est revenu dans vos documents."})
}

func (s *Site) bin(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	f := record.Filter{Shelf: record.InBin, Page: filterOf(r.URL.Query()).Page}
	list, err := s.Records.List(r.Context(), by, "", serve.Space(r), f)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Corbeille", "/documents")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/documents", Text: "Retour aux documents"}
	return ui.Render(w, r, http.StatusOK, binPage(page, shown{Listing: list}))
}
