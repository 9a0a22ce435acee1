package app

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/web/serve"
	"espacesante/web/static"
)

var segment = regexp.MustCompile(`\{[^}]*\}`)

// unguarded says what is missing among the headers of an answer (T77, ASVS
// 3.2.1, 3.4.3, 3.4.4, 3.4.5, 3.4.6, 3.4.8, 3.5.8, 14.3.2, 4.1.1).
func unguarded(path string, head http.Header) (missing []string) {
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := head.Values(name); len(got) != 1 || got[0] != want {
			missing = append(missing, name)
		}
	}
	for name, wants := range map[string][]string{"Content-Security-Policy": {"default-src 'none'", "frame-ancestors 'none'"},
		"Permissions-Policy": {"camera=()", "geolocation=()"}} {
		for _, want := range wants {
			if got := head.Values(name); len(got) != 1 || !strings.Contains(got[0], want) || strings.Contains(got[0], "unsafe") {
				missing = append(missing, name)
			}
		}
	}
	if cc := head.Get("Cache-Control"); !strings.Contains(cc, "no-store") && (!strings.HasPrefix(path, static.Prefix) || !strings.Contains(cc, "immutable")) {
		missing = append(missing, "Cache-Control")
	}
	if strings.Contains(head.Get("Content-Disposition"), "attachment") && strings.HasSuffix(path, "/telecharger") &&
		!strings.Contains(head.Get("Content-Security-Policy"), "sandbox") {
		missing = append(missing, "sandbox")
	}
	if kind := head.Get("Content-Type"); strings.HasPrefix(kind, "text/") && !strings.Contains(strings.ToLower(kind), "charset=utf-8") {
		missing = append(missing, "charset")
	}
	for _, name := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
		if head.Get(name) != "" {
			missing = append(missing, "no "+name)
		}
	}
	return missing
}

// Issue 3 point 9: every route, asked in every way, and every status. (All
// other tests of the house look at the headers of what it answers, too.)
func TestHeadersStandOnEveryAnswer(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	own, anybody := h.client().signsIn(me), h.client()
	routes := h.handler(newMetrics(h.pool), &health{probes: h.probes()}, true).(chi.Routes)
	statuses := map[int]int{}
	asks := func(c *client, method, path string, fetch string, body string) {
		r, err := http.NewRequestWithContext(t.Context(), method, h.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if fetch != "" {
			r.Header.Set("Sec-Fetch-Site", fetch)
		}
		a := c.sent(r)
		statuses[a.status]++
		if bad := unguarded(path, a.head); bad != nil {
			t.Errorf("%s %s, %d: %v", method, opaque.ReplaceAllString(path, "{ref}"), a.status, bad)
		}
		changes := method != "GET" && method != "HEAD" && method != "OPTIONS"
		if changes && fetch != "same-origin" && a.status < 400 { // ASVS 3.5.1, with neither Origin nor Sec-Fetch-Site
			t.Errorf("%s %s from %q is answered %d", method, path, fetch, a.status)
		}
	}
	a := own.sends("/documents/ajouter", "bilan.pdf", cdatest.PDF("Bilan"), "cle", "k", "type", codes.PatientTypes()[0].Code,
		"visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026")
	for _, path := range []string{a.path, a.path + "/telecharger", a.path + "/image/1", "/static/nothing.css", "/static/../etc/passwd", "//", "/%00", "/%zz", "/.git/config",
		"/metrics", "/debug/pprof/", "/" + strings.Repeat("a", 4000)} {
		if strings.Contains(path, "%zz") {
			continue // no client sends it
		}
		asks(own, "GET", path, "same-origin", "")
	}
	for _, m := range loaded.FindAllStringSubmatch(string(anybody.get("/").body), -1) {
		asks(anybody, "GET", m[1], "same-origin", "")
	}
	tx, err := dbtest.Owner(t, h.pool).Begin(t.Context())
	if err == nil {
		_, err = tx.Exec(t.Context(), "LOCK TABLE documents IN ACCESS EXCLUSIVE MODE")
	}
	if err != nil {
		t.Fatal(err)
	}
	asks(own, "GET", "/documents", "same-origin", "")
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		path := segment.ReplaceAllStringFunc(strings.TrimSuffix(route, "*"), func(string) string { return id.New[id.Document]().String() })
		for _, c := range []*client{anybody, own} {
			if route == "/deconnexion" && c == own {
				continue
			}
			for _, way := range []string{method, "PUT", "TRACE", "OPTIONS", "PROPFIND"} {
				asks(c, way, path, "same-origin", "")
			}
			asks(c, method, path, "", "")
			asks(c, method, path, "cross-site", "")
		}
		asks(anybody, "POST", path, "same-origin", strings.Repeat("x", 300<<10))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range []int{200, 303, 403, 404, 405, 413, 422, 503} {
		if statuses[status] == 0 {
			t.Errorf("no answer was a %d: %v", status, statuses)
		}
	}
	t.Log(statuses)
}

// ASVS 3.4.1: over TLS, a year with its subdomains; the metrics too are guarded.
func TestTLSAsksToBeReachedByTLSOnly(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	serve.Headers(true)(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if got := w.Header().Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
		t.Errorf("got %q", got)
	}
}

// Issue 3 point 9, T40: whoever is slow or endless is sent away, on each listener.
func TestEveryListenerIsBounded(t *testing.T) {
	t.Parallel()
	s := server(http.NotFoundHandler())
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 64<<10 {
		t.Errorf("%+v", s)
	}
}
