// Package web mounts every page, by audience. The router reads as a map: who
// stands at which door, and what is behind it.
package web

import (
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"espacesante/web/serve"
	"espacesante/web/static"
	"espacesante/web/ui"
)

// Area adds the pages of an audience, each behind its own guard.
type Area func(chi.Router)

// Deps is what the pages stand on.
type Deps struct {
	Service  ui.Service
	Secure   bool           // the site is reached by TLS only
	Proxies  []netip.Prefix // whose X-Forwarded-For is believed
	Log      *slog.Logger
	Sessions *serve.Sessions

	Open   []Area // for anybody: information, doors
	Inside []Area // for people signed in: each area says for whom
}

// Handler is the whole site.
func Handler(d Deps) *chi.Mux {
	r := chi.NewRouter()
	r.Use(serve.From(d.Proxies))
	r.Use(serve.Stack(d.Log, d.Service, d.Secure)...)
	r.Use(middleware.GetHead) // HEAD answers like GET wherever GET does
	// Who is signed in stays so on an address that is none.
	r.NotFound(d.Sessions.Load(http.HandlerFunc(serve.Missing)).ServeHTTP)
	r.MethodNotAllowed(d.Sessions.Load(http.HandlerFunc(serve.WrongMethod)).ServeHTTP)
	r.Method(http.MethodGet, static.Prefix+"*", static.Handler())
	r.Group(func(r chi.Router) {
		r.Use(d.Sessions.Load)
		for _, area := range d.Open {
			r.Group(area)
		}
		for _, area := range d.Inside {
			r.Group(area)
		}
	})
	return r
}
