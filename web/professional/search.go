package professional

import (
	"net/http"
	"strconv"

	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// findWords looks for words in the titles and the text of the documents of the
// open record (GP-04). The answer comes to the POST itself: the words stand in no
// address, no log, no history of a browser.
func (s *Site) findWords(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	words := f.Text("mots")
	page, _ := strconv.Atoi(f.Typed("page"))
	var found record.Found
	if f.OK() {
		found, err = s.Records.Search(r.Context(), serve.Actor(r), o.Mode, ref, words, record.Filter{Page: page})
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.foundWords(w, r, ref, o, f, nil, http.StatusUnprocessableEntity)
	}
	return s.foundWords(w, r, ref, o, f, &found, http.StatusOK)
}

// askWords is the same page before anything was looked for.
func (s *Site) askWords(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	return s.foundWords(w, r, ref, o, form.Empty(), nil, http.StatusOK)
}

func (s *Site) foundWords(w http.ResponseWriter, r *http.Request, ref id.Patient, o opened, f *form.Form, found *record.Found, status int) error {
	page := s.inside(r, "Chercher dans les documents", ref, o)
	page.Form, page.Names = f, map[string]string{"mots": "Mots du texte"}
	page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	return ui.Render(w, r, status, wordsPage(page, base(ref), f, found))
}
