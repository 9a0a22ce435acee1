package patient

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// foldersRoutes adds folders of one's own and pins.
func (s *Site) foldersRoutes(r chi.Router) {
	r.Get("/documents/dossiers", serve.Page(s.folders))
	r.Post("/documents/dossiers", serve.Page(s.makeFolder))
	r.Get("/documents/dossiers/{id}", serve.Page(s.folder))
	r.Post("/documents/dossiers/{id}", serve.Page(s.renameFolder))
	r.Post("/documents/dossiers/{id}/supprimer", serve.Page(s.endFolder))
	r.Post("/documents/dossiers/{id}/retirer/{document}", serve.Page(s.takeOut))
	r.Post("/documents/{document}/ranger", serve.Page(s.putIn))
	r.Post("/documents/{document}/epingler", serve.Page(s.pin))
	r.Post("/documents/{document}/detacher", serve.Page(s.unpin))
}

// viewsBut are the ways of seeing documents; the current one has no address.
func viewsBut(current string) []ui.Link {
	all := []ui.Link{{Href: "/documents", Text: "Liste"}, {Href: "/documents/frise", Text: "Frise"}, {Href: "/documents/dossiers", Text: "Dossiers"},
		{Href: "/documents/demandes", Text: "Demandes"}}
	for i := range all {
		if all[i].Href == current {
			all[i].Href = ""
		}
	}
	return all
}

// kept is one of the person's folders, and whether it holds the document on
// screen.
type kept struct {
	record.Folder
	holds bool
}

func (k kept) href() string { return "/documents/dossiers/" + k.ID.String() }

// free are the folders that a document can be put into.
func free(in []kept) (all []ui.Option) {
	for _, k := range in {
		if !k.holds {
			all = append(all, ui.Option{Value: k.ID.String(), Label: k.Name})
		}
	}
	return all
}

// filed says which folders hold a document.
func (s *Site) filed(r *http.Request, doc id.Document) ([]kept, error) {
	all, err := s.Records.Folders(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	in, err := s.Records.FoldersOf(r.Context(), serve.Actor(r), serve.Space(r), doc)
	folders := make([]kept, len(all))
	for i, f := range all {
		folders[i] = kept{f, slices.Contains(in, f.ID)}
	}
	return folders, err
}

func (s *Site) folders(w http.ResponseWriter, r *http.Request) error {
	return s.foldersAgain(w, r, http.StatusOK, form.Empty())
}

func (s *Site) foldersAgain(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	all, err := s.Records.Folders(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.page(r, "Dossiers", "/documents")
	if err != nil {
		return err
	}
	page.Form, page.Names = f, map[string]string{"nom": "Nom du dossier"}
	return ui.Render(w, r, status, foldersPage(page, f, all))
}

func (s *Site) makeFolder(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	name := f.Text("nom")
	var made id.Folder
	if f.OK() {
		made, err = s.Records.MakeFolder(r.Context(), serve.Actor(r), serve.Space(r), name)
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.foldersAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Le dossier est ajouté. Ouvrez un document pour l’y ranger."})
	http.Redirect(w, r, "/documents/dossiers/"+made.String(), http.StatusSeeOther)
	return nil
}

// ofFolder reads which folder an address is about; one that cannot exist is
// missing like any other.
func ofFolder(s string) (id.Folder, error) {
	f, err := id.Parse[id.Folder](s)
	if err != nil {
		return f, problem.Missing("folder")
	}
	return f, nil
}

func (s *Site) folder(w http.ResponseWriter, r *http.Request) error {
	return s.folderAgain(w, r, http.StatusOK, nil)
}

func (s *Site) folderAgain(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	which, err := ofFolder(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	all, err := s.Records.Folders(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(k record.Folder) bool { return k.ID == which })
	if at < 0 {
		return problem.Missing("folder")
	}
	filter := record.Filter{Folder: which, Page: filterOf(r.URL.Query()).Page}
	list, err := s.Records.List(r.Context(), serve.Actor(r), "", serve.Space(r), filter)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Dossier", "/documents")
	if err != nil {
		return err
	}
	page.Form, page.Names, page.Back = f, map[string]string{"nom": "Nom du dossier"}, ui.Link{Href: "/documents/dossiers", Text: "Retour aux dossiers"}
	return ui.Render(w, r, status, folderPage(page, f, all[at], shown{Listing: list, filter: filter, rows: rowsOf(list.Documents), all: r.URL.Query().Has(tickedAll)}))
}

func (s *Site) renameFolder(w http.ResponseWriter, r *http.Request) error {
	which, err := ofFolder(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	name := f.Text("nom")
	if f.OK() {
		if err = f.Take(s.Records.RenameFolder(r.Context(), serve.Actor(r), serve.Space(r), which, name)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.folderAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	return s.foldedTo(w, r, "/documents/dossiers/"+which.String(), "Le dossier a un nouveau nom.")
}

func (s *Site) foldedTo(w http.ResponseWriter, r *http.Request, to, said string) error {
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *Site) endFolder(w http.ResponseWriter, r *http.Request) error {
	which, err := ofFolder(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	if err := s.Records.EndFolder(r.Context(), serve.Actor(r), serve.Space(r), which); err != nil {
		return err
	}
	return s.foldedTo(w, r, "/documents/dossiers", "Le dossier est supprimé. Ses documents sont toujours dans votre liste.")
}

func (s *Site) putIn(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	which, err := ofFolder(f.Typed("dossier"))
	if err != nil {
		return err
	}
	return s.file(w, r, which, true, "Le document est rangé dans le dossier.")
}

func (s *Site) takeOut(w http.ResponseWriter, r *http.Request) error {
	which, err := ofFolder(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	return s.file(w, r, which, false, "Le document est sorti du dossier.")
}

func (s *Site) file(w http.ResponseWriter, r *http.Request, which id.Folder, in bool, said string) error {
	doc, err := of(r)
	if err != nil {
		return err
	}
	if err := s.Records.File(r.Context(), serve.Actor(r), serve.Space(r), which, doc, in); err != nil {
		return err
	}
	return s.foldedTo(w, r, "/documents/"+doc.String(), said)
}

func (s *Site) pin(w http.ResponseWriter, r *http.Request) error {
	return s.change(w, r, func(by access.Actor, doc id.Document) error {
		return s.Records.Pin(r.Context(), by, serve.Space(r), doc)
	}, "", ui.Flash{Text: "Le document est épinglé en haut de votre liste."})
}

func (s *Site) unpin(w http.ResponseWriter, r *http.Request) error {
	return s.change(w, r, func(by access.Actor, doc id.Document) error {
		return s.Records.Unpin(r.Context(), by, serve.Space(r), doc)
	}, "", ui.Flash{Text: "Le document n’est plus épinglé."})
}
