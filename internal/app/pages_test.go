package app

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/web/static"
	"espacesante/web/webtest"
)

// Budgets of a page, compressed (ux.md §4.5).
const (
	pageBytes  = 20 << 10
	listBytes  = 30 << 10
	styleBytes = 25 << 10
	firstBytes = 70 << 10
	firstAsks  = 6
)

// lists are the pages that show fifty rows or a whole document.
var lists = map[string]bool{"/documents": true, "/historique": true, "/acces/professionnels": true, "/documents/{document}": true,
	"/pro/patients/{ref}": true, "/pro/patients/{ref}/documents/{document}": true, "/demo": true, "/demo/courrier": true}

// inspection judges every page that the house answers. A page is asked by a
// client with its session, then shown again, as it is, to two tabs: one runs
// scripts, the other does not.
type inspection struct {
	*house
	t      *testing.T
	routes chi.Routes
	mirror *mirror
	full   *webtest.Tab
	bare   *webtest.Tab
	met    map[string]bool
	titles map[string]string

	hostile *hostility // instead of judging pages, attacks them
}

// mirror shows the last page again, and asks for its pictures whoever asked
// for the page.
type mirror struct {
	sync.Mutex
	*httptest.Server
	page reply
	by   *client
	path string
}

func (m *mirror) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.Lock()
	defer m.Unlock()
	a, by := m.page, m.by
	if strings.HasPrefix(r.URL.Path, static.Prefix) {
		static.Handler().ServeHTTP(w, r)
		return
	}
	if r.URL.Path != m.path {
		a = by.get(r.URL.RequestURI())
	}
	for k, v := range a.head {
		if k != "Set-Cookie" && k != "Content-Length" {
			w.Header()[k] = v
		}
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

func inspect(t *testing.T) *inspection {
	h := openHouse(t)
	routes := h.handler(newMetrics(h.pool), &health{probes: h.probes()}, true).(chi.Routes)
	m := &mirror{}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.Close)
	return &inspection{house: h, t: t, routes: routes, mirror: m, met: map[string]bool{}, titles: map[string]string{}}
}

// chapter is a part of the walk, with tabs of its own.
func (in *inspection) chapter(t *testing.T, b *webtest.Browser, name string, walk func()) {
	t.Run(name, func(t *testing.T) {
		was, is := in.t, in.house.t
		in.t, in.house.t = t, t
		defer func() { in.t, in.house.t = was, is }()
		if in.hostile != nil {
			walk()
			return
		}
		lives := 10 * time.Minute
		if !testing.Short() {
			lives = 30 * time.Minute
		}
		in.full, in.bare = b.Tab(t, webtest.Look{Width: 1280, Patience: lives}), b.Tab(t, webtest.Look{Width: 320, ScriptsOff: true, Patience: lives})
		walk()
	})
}

// route is the route that answers a path.
func (in *inspection) route(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return trimmed(in.routes.Find(chi.NewRouteContext(), http.MethodGet, path))
}

func trimmed(pattern string) string {
	if pattern = strings.TrimSuffix(pattern, "/"); pattern == "" {
		return "/"
	}
	return pattern
}

// sees opens pages and judges each, once.
func (in *inspection) sees(c *client, paths ...string) {
	in.t.Helper()
	for _, path := range paths {
		a := c.get(path)
		if a.status != http.StatusOK {
			in.t.Errorf("%s: status %d to %s", path, a.status, a.path)
			continue
		}
		in.met[in.route(path)] = true
		if cc := a.head.Get("Cache-Control"); !strings.Contains(cc, "no-store") && path != "/healthz" && path != "/readyz" {
			in.t.Errorf("%s may be kept: %s", path, cc)
		}
		if strings.HasPrefix(a.head.Get("Content-Type"), "text/html") {
			in.judges(c, in.route(path), path, a)
		}
	}
}

// answers sends a form, and judges the page that comes back. It gives where the
// answer leads.
func (in *inspection) answers(c *client, status int, path string, fields ...string) string {
	in.t.Helper()
	if in.hostile != nil && status == http.StatusSeeOther {
		in.hostile.spoils(c, path, fields)
	}
	a := c.post(path, fields...)
	if a.status != status {
		in.t.Fatalf("%s: status %d to %s, want %d: %s", path, a.status, a.path, status, a.body)
	}
	if status != http.StatusSeeOther {
		in.judges(c, "", path, a)
	}
	return a.path
}

// judges looks at one page in every way there is time for.
func (in *inspection) judges(c *client, route, path string, a reply) {
	in.t.Helper()
	if in.hostile != nil {
		in.hostile.attacks(c, path, a)
		return
	}
	name := opaque.ReplaceAllString(path, "{ref}")
	in.weighs(route, name, a)
	in.mirror.Lock()
	in.mirror.page, in.mirror.by, in.mirror.path = a, c, path
	in.mirror.Unlock()
	var beside sync.WaitGroup // what needs nothing of the tab with scripts
	defer beside.Wait()
	beside.Go(func() { webtest.HTML(in.t, name, string(a.body)) })
	var without string
	beside.Go(func() {
		in.bare.Go(in.mirror.URL + path)
		in.bare.Fits()
		without = in.bare.Main()
	})
	in.full.Go(in.mirror.URL + path)
	in.full.Axe()
	o := in.full.Outline()
	if bad := o.Wrong(); bad != "" {
		in.t.Errorf("%s: %s", name, bad)
	}
	if strings.HasPrefix(route, "/demo/composants/") {
		route = "" // samples of pages carry their titles
	}
	if there := in.titles[o.Title]; route != "" && there != "" && there != route {
		in.t.Errorf("%s and %s have the same title « %s »", route, there, o.Title)
	}
	if route != "" {
		in.titles[o.Title] = route
	}
	if strings.HasPrefix(o.Title, "Erreur") != strings.Contains(string(a.body), "govuk-error-summary") {
		in.t.Errorf("%s: the title of a form with something wrong is « %s »", name, o.Title)
	}
	in.full.Resize(320)
	in.full.Fits()
	words := in.full.Main()
	for _, bad := range misspoken(words) {
		in.t.Errorf("%s says « %s »", name, bad)
	}
	in.full.Resize(1280)
	beside.Wait()
	if without != words {
		in.t.Errorf("%s: without scripts the page says\n%s\nwith them\n%s", name, without, words)
	}
	if !testing.Short() {
		in.endures(name)
	}
}

func (in *inspection) weighs(route, name string, a reply) {
	in.t.Helper()
	most := pageBytes
	if lists[route] {
		most = listBytes
	}
	if n := packed(in.t, a.body); n > most {
		in.t.Errorf("%s weighs %d bytes compressed, %d at most", name, n, most)
	}
}

func packed(t testing.TB, b []byte) int {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// everyRoute gives each address that a browser can open.
func (in *inspection) everyRoute() (all []string) {
	err := chi.Walk(in.routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet && !strings.HasSuffix(route, "/*") {
			all = append(all, trimmed(route))
		}
		return nil
	})
	if err != nil || len(all) < 60 {
		in.t.Fatal("the routes could not be read:", len(all), err)
	}
	slices.Sort(all)
	return all
}

var loaded = regexp.MustCompile(`(?:href|src)="(/static/[^"]+|/manifest[^"]*)"`)

// A first visit, nothing kept from before: what the page needs, and how much it
// weighs on the way.
func TestTheFirstVisitIsLight(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, path := range []string{"/", "/activation", "/opposition", "/connexion", "/pro/connexion"} {
		page := h.client().get(path).body
		asks, weight := 1, packed(t, page)
		seen := map[string]bool{}
		for _, m := range loaded.FindAllSubmatch(page, -1) {
			file := string(m[1])
			if seen[file] {
				continue
			}
			seen[file] = true
			w := httptest.NewRecorder()
			r := httptest.NewRequest("GET", file, nil)
			r.Header.Set("Accept-Encoding", "gzip")
			h.handler(newMetrics(h.pool), &health{probes: h.probes()}, true).ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				t.Errorf("%s needs %s: status %d", path, file, w.Code)
			}
			asks++
			weight += w.Body.Len()
			if strings.HasSuffix(file, ".css") && w.Body.Len() > styleBytes {
				t.Errorf("%s weighs %d bytes", file, w.Body.Len())
			}
		}
		if asks < 3 || asks > firstAsks || weight > firstBytes {
			t.Errorf("%s: %d requests, %d bytes", path, asks, weight)
		}
	}
}

// complete says which routes nobody walked without a reason, so that a new page
// is judged or excused by name.
func (in *inspection) complete() {
	in.t.Helper()
	for _, route := range in.everyRoute() {
		if in.met[route] == (unvisited[route] != "") {
			in.t.Errorf("%s: visited %t, reason not to: %q", route, in.met[route], unvisited[route])
		}
	}
	for route := range unvisited {
		if !slices.Contains(in.everyRoute(), route) {
			in.t.Errorf("%s is not a route any more", route)
		}
	}
	in.t.Log(fmt.Sprint(len(in.met), " routes walked"))
}
