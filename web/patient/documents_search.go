package patient

import (
	"net/http"
	"strconv"

	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) askSearch(w http.ResponseWriter, r *http.Request) error {
	return s.searchAgain(w, r, http.StatusOK, form.Empty(), nil)
}

// search answers a POST with the results themselves: the words looked for stand
// in no address, no history of a browser, no log.
func (s *Site) search(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	words := f.Text("mots")
	page, _ := strconv.Atoi(f.Typed("page"))
	var found record.Found
	if f.OK() {
		found, err = s.Records.Search(r.Context(), serve.Actor(r), "", serve.Space(r), words, record.Filter{Page: page})
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.searchAgain(w, r, http.StatusUnprocessableEntity, f, nil)
	}
	return s.searchAgain(w, r, http.StatusOK, f, &found)
}

func (s *Site) searchAgain(w http.ResponseWriter, r *http.Request, status int, f *form.Form, found *record.Found) error {
	page, err := s.page(r, "Chercher dans les documents", "/documents")
	if err != nil {
		return err
	}
	page.Form, page.Names, page.Back = f, map[string]string{"mots": "Mots à chercher"}, ui.Link{Href: "/documents", Text: "Retour aux documents"}
	return ui.Render(w, r, status, searchPage(page, f, found))
}
