package gallery_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/go-chi/chi/v5"

	"espacesante/web/gallery"
	"espacesante/web/serve"
	"espacesante/web/static"
	"espacesante/web/ui"
	"espacesante/web/webtest"
)

// signedIn serves the parts as somebody sees them whose session ends in left.
func signedIn(t *testing.T, left func() time.Duration) *httptest.Server {
	r := chi.NewRouter()
	r.Use(serve.Stack(slog.New(slog.NewTextHandler(io.Discard, nil)), ui.DefaultService(), false)...)
	r.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/rester-connecte" {
				kept.Add(1)
			}
			now := time.Now()
			next.ServeHTTP(w, r.WithContext(ui.WithEnd(r.Context(), now.Add(left()), now)))
		})
	})
	r.Handle(static.Prefix+"*", static.Handler())
	gallery.Routes(r)
	r.Get("/rester-connecte", func(w http.ResponseWriter, r *http.Request) {
		_ = ui.Render(w, r, http.StatusOK, ui.Message(ui.Page{Title: "Rester connecté"}, "Vous restez connecté"))
	})
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	return s
}

var kept atomic.Int32

// Two minutes before the session ends the page says so, politely; staying keeps
// the page and what was typed in it (ux.md §1.17, RGAA 13.1).
func TestTheEndOfTheSessionIsToldTwoMinutesBefore(t *testing.T) {
	s := signedIn(t, func() time.Duration {
		if kept.Load() > 0 {
			return 20 * time.Minute
		}
		return 122 * time.Second
	})
	b := webtest.Start(t)
	tab := b.Tab(t, webtest.Look{Width: 320})
	tab.Go(s.URL + "/demo/composants/champs")
	tab.Miss("se termine bientôt")
	tab.See("Votre session se termine à")
	tab.Fill("nom", "Léa")
	if err := chromedp.Do(tab.Context(), chromedp.WaitVisible(".es-session.is-soon")); err != nil {
		t.Fatal(err)
	}
	tab.See("Votre session se termine bientôt")
	tab.Axe()
	tab.Fits()
	if err := chromedp.Do(tab.Context(), chromedp.Click(".es-session a"), chromedp.WaitNotPresent(".is-soon")); err != nil {
		t.Fatal(err)
	}
	tab.See("Vous restez connecté")
	var typed string
	tab.Ask(`document.querySelector("[name=nom]").value`, &typed)
	if typed != "Léa" || !strings.HasSuffix(tab.URL(), "/champs") || kept.Load() != 1 {
		t.Errorf("staying lost the page: « %s » on %s, asked %d times", typed, tab.URL(), kept.Load())
	}
	off := b.Tab(t, webtest.Look{ScriptsOff: true})
	off.Go(s.URL + "/demo/composants/champs")
	off.See("Votre session se termine à")
	off.See("Rester connecté (nouvel onglet)")
}

func TestTheEndIsToldWhenItHasCome(t *testing.T) {
	s := signedIn(t, func() time.Duration { return time.Second })
	tab := webtest.Start(t).Tab(t, webtest.Look{})
	kept.Store(0)
	tab.Go(s.URL + "/demo/composants/champs")
	if _, err := chromedp.Run(tab.Context(), chromedp.Poll[bool](`document.querySelector(".es-session [role=status]").textContent.includes("terminée")`)); err != nil {
		t.Fatal(err)
	}
}
