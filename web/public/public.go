// Package public is the site before signing in: what the service is, how to
// choose, how to be helped. It knows nobody.
package public

import (
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Site is what the public pages need.
type Site struct {
	// Genuine tells whether a reference printed in a message is one of ours, when
	// the message left and what it was: « un courriel ».
	Genuine func(ctx context.Context, reference string) (sentOn time.Time, kind string, ok bool, err error)
	Secure  bool // cookies travel over TLS only

	// Own are the pages that the holder of a space sees in place of ours.
	Own map[string]serve.Handler
}

// InfoRoutes adds the pages that inform, to r.
func (s *Site) InfoRoutes(r chi.Router) {
	for path, page := range articles {
		r.Get(path, serve.Page(func(w http.ResponseWriter, r *http.Request) error {
			if own := s.Own[path]; own != nil && serve.Holder(r) {
				return own(w, r)
			}
			return ui.Render(w, r, http.StatusOK, page(s.page(r, "")))
		}))
	}
	s.easyRoutes(r)
	r.Get("/manifest.webmanifest", serve.Page(s.manifest))
	r.Get("/langues", serve.Page(s.languages))
	r.Get("/langues/{langue}", serve.Page(s.inLanguage))
	r.Get("/verifier-un-message", serve.Page(s.askReference))
	r.Post("/verifier-un-message", serve.Page(s.checkReference))
	r.Get("/parametres/affichage", serve.Page(s.showDisplay))
	r.Post("/parametres/affichage", serve.Page(s.setDisplay))
}

// page is what a public page says about itself. Somebody already signed in
// keeps the way out.
func (s *Site) page(r *http.Request, title string) ui.Page {
	_, signedIn := serve.Someone(r)
	return ui.Page{Title: title, SignedIn: signedIn}
}
