// Package operator is the site as those who run the service see it: deadlines,
// disputes, what people report. It shows no document.
package operator

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/notification"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Scams is the page of the scams that people report (OPS-07).
type Scams struct {
	// Reports gives a page of them, the newest first; each reading is a line.
	Reports  func(ctx context.Context, by access.Actor, page int) (notification.ScamPage, error)
	Sessions *serve.Sessions
}

// Routes adds the page to r.
func (s *Scams) Routes(r chi.Router) {
	r.Use(serve.Only(access.Operator))
	r.Get("/exploitation/signalements", serve.Page(s.list))
}

func (s *Scams) list(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		n = 1
	}
	page, err := s.Reports(r.Context(), serve.Actor(r), n)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, scamsPage(frame(s.Sessions, r, "Arnaques signalées", "/exploitation/signalements"), page))
}

// lately says how many reports each channel brought in the last 30 days.
func lately(p notification.ScamPage) (all []ui.Pair) {
	for _, c := range notification.ScamChannels() {
		if n := p.Lately[c]; n > 0 {
			all = append(all, ui.Pair{Name: fr.Upper(fr.ScamChannel(c)), Value: fr.Count(n, "signalement", "signalements")})
		}
	}
	return all
}

// alike says how many reports tell of the same site or number.
func alike(r notification.Reported) string {
	if r.Same < 2 {
		return "Signalé une fois"
	}
	return "Signalé " + fr.Number(r.Same) + " fois"
}

// pagesOf are the ways to the pages before and after.
func pagesOf(p notification.ScamPage) (all []ui.Link) {
	if p.Page > 1 {
		all = append(all, ui.Link{Href: "/exploitation/signalements?page=" + strconv.Itoa(p.Page-1), Text: "Plus récents"})
	}
	if p.Page < p.Pages {
		all = append(all, ui.Link{Href: "/exploitation/signalements?page=" + strconv.Itoa(p.Page+1), Text: "Plus anciens"})
	}
	return all
}
