package health

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/cda"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// noted is the document whose vaccinations are to be kept.
func (s *Site) noted(r *http.Request, who Reader) (id.Document, []byte, error) {
	doc, err := id.Parse[id.Document](chi.URLParam(r, "document"))
	if err != nil {
		return doc, nil, problem.Missing("document")
	}
	c, err := s.Records.Open(r.Context(), who.By, who.Mode, who.Patient, doc)
	return doc, c.Original, err
}

func (s *Site) askNote(w http.ResponseWriter, r *http.Request) error {
	return s.notePage(w, r, form.Empty(), http.StatusOK)
}

func (s *Site) notePage(w http.ResponseWriter, r *http.Request, f *form.Form, status int) error {
	who, ok, err := s.Open(w, r, vaccinesTitle, "vaccinations")
	if err != nil || !ok {
		return err
	}
	_, file, err := s.noted(r, who)
	if err != nil {
		return err
	}
	who.Page.Form, who.Page.Names = f, map[string]string{"document": "Document", "secret": "Secret demandé par le mineur"}
	who.Page.Title = "Vaccinations d’un document"
	who.Page.Back = ui.Link{Href: who.Documents + chi.URLParam(r, "document"), Text: "Retour au document"}
	return ui.Render(w, r, status, notePage(who, told(file), f, r.URL.Path))
}

func (s *Site) takeNote(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	who, ok, err := s.Open(w, r, vaccinesTitle, "vaccinations")
	if err != nil || !ok {
		return err
	}
	if who.Mode != "" {
		return problem.Refuse(access.NotNormal)
	}
	secret, some := secrecy(f, who)
	kept := 0
	if f.OK() && some {
		doc, file, err := s.noted(r, who)
		if err != nil {
			return err
		}
		kept, err = s.Profiles.FromNote(r.Context(), who.By, who.Patient, doc, file, secret)
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.notePage(w, r, f, http.StatusUnprocessableEntity)
	}
	said := fr.Count(kept, "vaccination ajoutée", "vaccinations ajoutées") + "."
	if kept == 0 {
		said = "Aucune vaccination nouvelle\u00a0: elles étaient déjà là."
	}
	if !some {
		said = nothingKept
	}
	return s.done(w, r, said, who.Vaccines)
}

// told are the vaccinations that a document tells of; none of what does not read.
func told(file []byte) (all []ui.Pair) {
	found, err := cda.Vaccinations(file)
	if err != nil {
		return nil
	}
	for _, v := range found {
		all = append(all, ui.Pair{Name: v.Name, Value: fr.Date(v.On)})
	}
	return all
}
