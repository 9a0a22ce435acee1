package public_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/web/public"
	"espacesante/web/serve"
	"espacesante/web/static"
	"espacesante/web/ui"
	"espacesante/web/webtest"
)

var pages = []string{"/", "/aide", "/guichets", "/securite", "/verifier-un-message", "/facile-a-lire", "/langue-des-signes",
	"/accessibilite", "/plan-du-site", "/donnees-personnelles", "/mentions-legales", "/parametres/affichage", "/langues", "/langues/fr", "/langues/en",
	"/langues/ar", "/langues/uk", "/facile-a-lire/comprendre", "/facile-a-lire/etre-aide"}

func infoSite() http.Handler {
	s := &public.Site{Genuine: func(_ context.Context, ref string) (time.Time, string, bool, error) {
		return time.Date(2027, 3, 12, 8, 0, 0, 0, time.UTC), "un courriel", ref == "R-4F7K-22", nil
	}}
	r := chi.NewRouter()
	r.Use(serve.Stack(slog.New(slog.NewTextHandler(io.Discard, nil)), ui.DefaultService(), false)...)
	r.NotFound(serve.Missing)
	r.Handle(static.Prefix+"*", static.Handler())
	s.InfoRoutes(r)
	return r
}

// everyPage is every address of an information page.
func everyPage(t *testing.T) (all []string) {
	err := chi.Walk(infoSite().(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet && !strings.HasPrefix(route, static.Prefix) {
			all = append(all, route)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

func post(h http.Handler, path string, values url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var (
	titles = regexp.MustCompile(`<title>([^<]*)</title>`)
	ones   = regexp.MustCompile(`<h1[ >]`)
	links  = regexp.MustCompile(`href="(/[^"#]*)`)
)

func TestEveryInformationPageIsValidWithOneTitleOfItsOwn(t *testing.T) {
	h := infoSite()
	seen := map[string]string{}
	for _, path := range append(pages, "/nulle-part") {
		body := get(h, path).Body.String()
		webtest.HTML(t, path, body)
		title := titles.FindStringSubmatch(body)
		if title == nil || seen[title[1]] != "" {
			t.Errorf("%s: the title %v is that of %s", path, title, seen[title[1]])
			continue
		}
		seen[title[1]] = path
		if !strings.HasSuffix(title[1], "\u00a0– Espace santé") {
			t.Errorf("%s: %s", path, title[1])
		}
		if n := len(ones.FindAllString(body, -1)); n != 1 {
			t.Errorf("%s: %d h1", path, n)
		}
	}
}

// elsewhere are the doors that other files of the site open.
var elsewhere = map[string]bool{"/activation": true, "/opposition": true, "/connexion": true, "/pro/connexion": true, "/recu": true, "/aide/mes-demandes": true,
	"/opposition/sans-code": true, "/reouvrir": true, "/suspension": true, "/matrice": true,
	"/connexion/aide": true, "/activation/nouveau-code": true, "/guichet/connexion": true, "/assistance/connexion": true,
	"/caisse/connexion": true, "/exploitation/connexion": true, "/arnaques/signaler": true, "/arreter-un-changement": true, "/jeunes": true, "/jeunes/ouvrir": true}

func TestEveryLinkOfAnInformationPageLeadsSomewhere(t *testing.T) {
	h := infoSite()
	for _, path := range pages {
		for _, l := range links.FindAllStringSubmatch(get(h, path).Body.String(), -1) {
			if !elsewhere[l[1]] && get(h, l[1]).Code != 200 {
				t.Errorf("%s leads to %s, which does not exist", path, l[1])
			}
		}
	}
}

// Activating and opposing have the same weight (decisions.md §2): same card,
// same button, one after the other, as many lines.
func TestTheTwoDoorsWeighTheSame(t *testing.T) {
	body := get(infoSite(), "/").Body.String()
	doors := strings.Split(body, `<article class="es-card es-card--cut es-door">`)
	if len(doors) != 3 {
		t.Fatalf("%d doors", len(doors)-1)
	}
	buttons := 0
	for _, d := range doors[1:] {
		d, _, _ = strings.Cut(d, "</article>")
		buttons += strings.Count(d, `<a class="govuk-button" `)
		if n := strings.Count(d, "<li>"); n != 3 {
			t.Errorf("%d points on a door", n)
		}
	}
	if buttons != 2 {
		t.Errorf("%d filled buttons on the two doors", buttons)
	}
}

func TestAMessageIsToldGenuineOrNot(t *testing.T) {
	h := infoSite()
	for reference, says := range map[string]string{
		"r-4f7k-22": "Oui, ce message vient de nous", "R-0000-00": "Nous ne connaissons pas cette référence",
	} {
		w := post(h, "/verifier-un-message", url.Values{"reference": {reference}})
		if w.Code != 200 || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: %d", reference, w.Code)
		}
		webtest.HTML(t, reference, w.Body.String())
	}
	w := post(h, "/verifier-un-message", url.Values{})
	if w.Code != 422 || !strings.Contains(w.Body.String(), "<title>Erreur\u00a0: ") {
		t.Error(w.Code)
	}
	webtest.HTML(t, "empty reference", w.Body.String())
}

func TestDisplaySettingsAreKeptAndShownOnEveryPage(t *testing.T) {
	h := infoSite()
	w := post(h, "/parametres/affichage", url.Values{"theme": {"sombre"}, "taille": {"tres-grand"}, "espacement": {"large"}, "police": {"lisible"}})
	if w.Code != 303 {
		t.Fatal(w.Code, w.Body)
	}
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.Name != "affichage" {
		t.Fatal(cookie)
	}
	r := httptest.NewRequest("GET", "/aide", nil)
	r.AddCookie(cookie)
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	for _, want := range []string{`data-theme="sombre"`, `data-size="tres-grand"`, `data-spacing="large"`, `data-font="lisible"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Error(want, "is missing")
		}
	}
	r = httptest.NewRequest("GET", "/aide", nil)
	r.AddCookie(&http.Cookie{Name: "affichage", Value: `x"onload=1.a.b.c`})
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if strings.Contains(w.Body.String(), "onload") || strings.Contains(w.Body.String(), "data-theme") {
		t.Error("an unknown setting reached the page")
	}
	if w := post(h, "/parametres/affichage", url.Values{"theme": {"sombre"}}); w.Code != 422 {
		t.Error(w.Code)
	}
}

func TestInformationPagesInTheBrowser(t *testing.T) {
	s := httptest.NewServer(infoSite())
	defer s.Close()
	b := webtest.Start(t)
	for _, look := range []webtest.Look{{Width: 1280}, {Width: 320, Dark: true}} {
		tab := b.Tab(t, look)
		for _, path := range pages {
			tab.Go(s.URL + path)
			tab.Axe()
			tab.Fits()
		}
	}
}

// #36, #37, #38, #83: what protects the data is told to anybody, and what each can do:
// a connection of one's own, no public network, no link that was sent.
func TestWhatProtectsTheDataIsTold(t *testing.T) {
	h := infoSite()
	for path, words := range map[string][]string{
		"/donnees-personnelles": {"Comment elles sont protégées", "une copie volée ne se lit pas", "historique scellé", `href="/securite/conseils"`},
		"/mentions-legales":     {"Hébergement", "L.&nbsp;1111-8"},
		"/securite/conseils":    {"connexion sûre", "Wi-Fi ouvert d’un lieu public", "N’entrez pas par un lien reçu"},
	} {
		body := get(h, path).Body.String()
		for _, w := range words {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say « %s »", path, w)
			}
		}
	}
}
