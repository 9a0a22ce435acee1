package gallery_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/go-chi/chi/v5"

	"espacesante/web/gallery"
	"espacesante/web/serve"
	"espacesante/web/static"
	"espacesante/web/ui"
	"espacesante/web/webtest"
)

func site() http.Handler {
	r := chi.NewRouter()
	r.Use(serve.Stack(slog.New(slog.NewTextHandler(io.Discard, nil)), ui.DefaultService(), false)...)
	r.Handle(static.Prefix+"*", static.Handler())
	gallery.Routes(r)
	return r
}

func paths() []string {
	all := []string{"/demo/composants"}
	for _, p := range gallery.Pages() {
		all = append(all, p.Href)
	}
	return all
}

func body(t *testing.T, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	site().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	if w.Code != 200 {
		t.Fatal(path, w.Code, w.Body)
	}
	return w.Body.String()
}

func TestEveryPartIsValid(t *testing.T) {
	for _, path := range paths() {
		webtest.HTML(t, path, body(t, path))
	}
}

func TestAPageWithSomethingWrongSaysSoInItsTitleAndSummary(t *testing.T) {
	b := body(t, "/demo/composants/erreurs")
	if !strings.Contains(b, "<title>Erreur\u00a0: Champs en erreur") {
		t.Error("the title does not say so")
	}
	_, summary, _ := strings.Cut(b, "govuk-error-summary__list")
	summary, _, _ = strings.Cut(summary, "</ul>")
	for _, link := range strings.Split(summary, `href="#`)[1:] {
		id, _, _ := strings.Cut(link, `"`)
		if !strings.Contains(b, ` id="`+id+`"`) {
			t.Errorf("the summary leads to #%s, which does not exist", id)
		}
	}
	if n := strings.Count(summary, "<li>"); n != 11 {
		t.Errorf("%d faults in the summary, 11 wrong answers", n)
	}
	if strings.Contains(b, `value="482913"`) {
		t.Error("a secret is shown again")
	}
}

func TestSecretFieldsHoldNothing(t *testing.T) {
	b := body(t, "/demo/composants/erreurs")
	for _, name := range []string{"mot-de-passe", "code-recu"} {
		_, field, _ := strings.Cut(b, `name="`+name+`"`)
		field, _, _ = strings.Cut(field, ">")
		if strings.Contains(field, "value=") {
			t.Errorf("%s would show what was typed", name)
		}
	}
}

func TestPartsInTheBrowser(t *testing.T) {
	s := httptest.NewServer(site())
	defer s.Close()
	b := webtest.Start(t)
	for _, look := range []webtest.Look{{Width: 1280}, {Width: 768}, {Width: 320, Dark: true}} {
		tab := b.Tab(t, look)
		for _, path := range paths() {
			tab.Go(s.URL + path)
			if look.Width != 768 {
				tab.Axe()
			}
			tab.Fits()
			if os.Getenv("SHOTS") != "" {
				tab.Shot("parts" + strings.ReplaceAll(strings.TrimPrefix(path, "/demo/composants"), "/", "-") + "-" + strconv.Itoa(look.Width) + map[bool]string{true: "-sombre"}[look.Dark])
			}
		}
	}
}

func TestAPasswordCanBeShownWhereScriptsRun(t *testing.T) {
	s := httptest.NewServer(site())
	defer s.Close()
	b := webtest.Start(t)
	tab := b.Tab(t, webtest.Look{})
	tab.Go(s.URL + "/demo/composants/champs")
	tab.Fill("mot-de-passe", "une phrase bien longue")
	shown := func() string {
		kind, err := chromedp.Run(tab.Context(), chromedp.Evaluate[string](`document.getElementById("mot-de-passe").type`))
		if err != nil {
			t.Fatal(err)
		}
		return kind
	}
	for _, want := range []string{"password", "text", "password"} {
		if got := shown(); got != want {
			t.Fatalf("the field is %s, not %s", got, want)
		}
		if err := chromedp.Do(tab.Context(), chromedp.Click(`[data-shows="mot-de-passe"]`)); err != nil {
			t.Fatal(err)
		}
	}
	off := b.Tab(t, webtest.Look{ScriptsOff: true})
	off.Go(s.URL + "/demo/composants/champs")
	off.See("Mot de passe")
	off.Miss("Afficher")
}

// The largest letters, wide spaces and the reading font on the narrowest phone
// (WCAG 1.4.10, 1.4.12): nothing leaves the page.
func TestTheLargestLettersStillFit(t *testing.T) {
	s := httptest.NewServer(site())
	defer s.Close()
	tab := webtest.Start(t).Tab(t, webtest.Look{Width: 320})
	tab.Go(s.URL + "/demo/composants")
	if _, err := chromedp.Run(tab.Context(), chromedp.Evaluate[string](`document.cookie = "affichage=.tres-grand.large.lisible; path=/"`)); err != nil {
		t.Fatal(err)
	}
	for _, path := range paths() {
		tab.Go(s.URL + path)
		tab.Fits()
		if os.Getenv("SHOTS") != "" {
			tab.Shot("large" + strings.ReplaceAll(strings.TrimPrefix(path, "/demo/composants"), "/", "-"))
		}
	}
}

// Ninety types of documents are many: a word shortens the list, whatever its
// accents, and what was chosen stays chosen.
func TestALongListIsNarrowedByAWord(t *testing.T) {
	s := httptest.NewServer(site())
	defer s.Close()
	b := webtest.Start(t)
	tab := b.Tab(t, webtest.Look{})
	tab.Go(s.URL + "/demo/composants/champs")
	list := func() (all []string) {
		tab.Ask(`[...document.querySelectorAll("#type option")].map((o) => o.value)`, &all)
		return all
	}
	if all := list(); len(all) != 7 {
		t.Fatal(all)
	}
	tab.Pick("type", "operation")
	tab.Do("type a word", chromedp.SendKeys("#type-mot", "IMAGÉRIE dem"))
	if got := strings.Join(list(), " "); got != " operation irm" {
		t.Errorf("the list holds %q", got)
	}
	tab.See("2 réponses dans la liste.")
	tab.Do("erase it", chromedp.SendKeys("#type-mot", strings.Repeat(kb.Backspace, 12)))
	if all := list(); len(all) != 7 {
		t.Errorf("the list does not come back: %v", all)
	}
	off := b.Tab(t, webtest.Look{ScriptsOff: true})
	off.Go(s.URL + "/demo/composants/champs")
	off.Miss("pour raccourcir la liste")
}
