package ui_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"espacesante/web/form"
	"espacesante/web/ui"
)

func drawn(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Pages are made of parts: a class outside web/ui is a part that has no name.
func TestPagesWriteNoClassOfTheirOwn(t *testing.T) {
	raw := regexp.MustCompile(`\b(class|style)=|<svg|templ\.Raw`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "ui" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".templ") {
			return nil
		}
		b, err := os.ReadFile(path)
		for i, line := range strings.Split(string(b), "\n") {
			if raw.MatchString(line) {
				t.Errorf("%s:%d: %s", path, i+1, strings.TrimSpace(line))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryIconHasADrawing(t *testing.T) {
	source, err := os.ReadFile("icon.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`Icon = "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(names) < 30 {
		t.Fatalf("only %d icons found", len(names))
	}
	for _, n := range names {
		if !strings.Contains(drawn(t, ui.Draw(ui.Icon(n[1]))), "<path") {
			t.Errorf("%s has no drawing", n[1])
		}
	}
}

func TestWhatPeopleTypeIsEscaped(t *testing.T) {
	f := form.Filled(map[string]string{"nom": `"><script>alert(1)</script>`})
	html := drawn(t, ui.Text(f, ui.Field{Name: "nom", Label: "Nom <b>"}))
	if strings.Contains(html, "<script>") || strings.Contains(html, "<b>") {
		t.Fatal(html)
	}
	if html := drawn(t, ui.A("javascript:alert(1)", "x")); strings.Contains(html, "javascript:") {
		t.Fatal(html)
	}
}

func TestAFieldSaysWhatIsWrongToEverybody(t *testing.T) {
	f := form.Empty()
	f.Fail("nom", "required")
	html := drawn(t, ui.Text(f, ui.Field{Name: "nom", Label: "Nom", Hint: "Celui de naissance."}))
	for _, want := range []string{`aria-invalid="true"`, `aria-describedby="nom-aide nom-erreur"`, `id="nom-erreur"`, "Erreur&nbsp;: ", "Il manque une réponse."} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is missing in %s", want, html)
		}
	}
	if html := drawn(t, ui.Text(form.Empty(), ui.Field{Name: "nom", Label: "Nom"})); strings.Contains(html, "aria-") {
		t.Errorf("a field that is right says %s", html)
	}
}

func TestALongListIsFoldedAroundThePage(t *testing.T) {
	for _, c := range []struct {
		current, last int
		want          string
	}{{1, 1, ""}, {1, 3, "1 2 3"}, {5, 9, "1 … 4 5 6 … 9"}, {9, 9, "1 … 8 9"}} {
		html := drawn(t, ui.Pagination(ui.Pages{Current: c.current, Last: c.last, Href: func(n int) string { return fmt.Sprint("/d?page=", n) }}))
		var seen []string
		for _, m := range regexp.MustCompile(`aria-label="Page (\d+)"|(…)`).FindAllStringSubmatch(html, -1) {
			seen = append(seen, m[1]+m[2])
		}
		if got := strings.Join(seen, " "); got != c.want {
			t.Errorf("page %d of %d: %q, want %q", c.current, c.last, got, c.want)
		}
	}
}

func TestABrokenPageIsNotHalfSent(t *testing.T) {
	broken := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		w.Write([]byte("half"))
		return fmt.Errorf("broken")
	})
	w := httptest.NewRecorder()
	if err := ui.Render(w, httptest.NewRequest("GET", "/", nil), http.StatusOK, broken); err == nil || w.Body.Len() != 0 {
		t.Fatal(err, w.Body)
	}
}

func TestTheNoticeLeavesOnlyInOfficialMode(t *testing.T) {
	page := ui.Message(ui.Page{Title: "Essai"}, "Essai")
	if !strings.Contains(drawn(t, page), "ce n’est pas un service de l’État") {
		t.Error("the notice is missing")
	}
	official := ui.DefaultService()
	official.Official, official.Name = true, "Carnet"
	var b strings.Builder
	if err := page.Render(ui.WithFrame(context.Background(), official, ui.Display{}, "/"), &b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "démonstration") || !strings.Contains(b.String(), "<title>Essai\u00a0– Carnet</title>") {
		t.Error(b.String())
	}
}

// Browsers forget a file when the page comes back: the person is told, once.
func TestAFileIsAskedForAgainWhenSomethingElseWasWrong(t *testing.T) {
	const again = "Choisissez de nouveau le fichier"
	field := ui.Field{Name: "fichier", Label: "Le fichier"}
	sent := form.Filled(map[string]string{"type": ""})
	for what, c := range map[string]struct {
		f    *form.Form
		want bool
	}{"fresh": {form.Empty(), false}, "another answer wrong": {sentWith("type"), true}, "the file itself wrong": {sentWith("fichier"), false}, "filled in": {sent, false}} {
		if got := strings.Contains(drawn(t, ui.Upload(c.f, field, ui.Files{})), again); got != c.want {
			t.Errorf("%s: %v", what, got)
		}
	}
}

// sentWith is a form that came back with one answer wrong.
func sentWith(wrong string) *form.Form {
	r := httptest.NewRequest("POST", "/", strings.NewReader("a=b"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := form.Read(r)
	if err != nil {
		panic(err)
	}
	f.Fail(wrong, "choose")
	return f
}

// An answer that stands in two groups is chosen once.
func TestAnAnswerInTwoGroupsIsChosenOnce(t *testing.T) {
	groups := []ui.Group{{Label: "A", Options: []ui.Option{{Value: "1", Label: "un"}}}, {Label: "B", Options: []ui.Option{{Value: "1", Label: "un"}}}}
	page := drawn(t, ui.SelectGroups(form.Filled(map[string]string{"t": "1"}), ui.Field{Name: "t", Label: "T"}, ui.Option{Label: "Choisir"}, groups))
	if n := strings.Count(page, " selected"); n != 1 {
		t.Errorf("%d answers are chosen", n)
	}
}

// Whoever hangs up while a page is drawn gets no fault of ours in the log.
func TestAPageIsDrawnForWhoHasHungUp(t *testing.T) {
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(gone, http.MethodGet, "/", nil)
	if err := ui.Render(w, r, http.StatusNotFound, ui.Title("Page introuvable")); err != nil || w.Code != http.StatusNotFound {
		t.Errorf("%d, %v", w.Code, err)
	}
}
