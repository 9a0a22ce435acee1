package app

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/problem"
	"espacesante/web/serve"
	"espacesante/web/ui"
	"espacesante/web/webtest"
)

// Pages of faults are pages: judged like the others, each with at least two
// ways on (issue of the design system, points 3 and 6).
func TestEveryPageOfAFaultIsSound(t *testing.T) {
	t.Parallel()
	in, b := inspect(t), webtest.Start(t)
	var cause error
	r := chi.NewRouter()
	r.Use(serve.Stack(slog.New(slog.NewTextHandler(io.Discard, nil)), ui.DefaultService(), false)...)
	r.Get("/faute/*", serve.Page(func(http.ResponseWriter, *http.Request) error { return cause }))
	r.Post("/faute/envoi", serve.Page(func(http.ResponseWriter, *http.Request) error { return nil }))
	r.NotFound(serve.Missing)
	r.MethodNotAllowed(serve.WrongMethod)
	in.chapter(t, b, "faults", func() {
		for path, c := range map[string]struct {
			err    error
			status int
		}{
			"/nulle-part":         {nil, http.StatusNotFound},
			"/faute/interdit":     {problem.Refuse(access.NoConsent), http.StatusForbidden},
			"/faute/cache":        {problem.Refuse(access.Masked), http.StatusNotFound},
			"/faute/change":       {problem.Clash("activated"), http.StatusConflict},
			"/faute/illisible":    {problem.Field("code", "required"), http.StatusUnprocessableEntity},
			"/faute/trop":         {problem.Often("codes", 90*time.Second), http.StatusTooManyRequests},
			"/faute/indisponible": {problem.Busy("database", 0), http.StatusServiceUnavailable},
			"/faute/panne":        {errors.New("a secret of the database"), http.StatusInternalServerError},
		} {
			cause = c.err
			w := httptest.NewRecorder()
			r.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if w.Code != c.status {
				in.t.Errorf("%s: status %d, want %d", path, w.Code, c.status)
			}
			in.judges(in.client(), "", path, reply{status: http.StatusOK, head: w.Header(), body: w.Body.Bytes(), path: path})
			var ways int
			in.full.Ask(`document.querySelectorAll("main a[href]").length`, &ways)
			if ways < 2 {
				in.t.Errorf("%s: %d ways on", path, ways)
			}
		}
	})
}
