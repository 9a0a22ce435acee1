package public_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"espacesante/web/public"
	"espacesante/web/ui"
)

var (
	document = regexp.MustCompile(`<html lang="([a-z]+)"(?: dir="([a-z]+)")?`)
	main     = regexp.MustCompile(`(?s)<main.*</main>`)
	marks    = regexp.MustCompile(`<(h1|h2|p|li|ul)\b`)
	ways     = regexp.MustCompile(`<main.*?</main>`)
)

// The choice, the 42 days, activating, opposing, help and scams, in French and
// seven other languages: the same page in each, in its own language and
// direction (WCAG 3.1.1, 3.1.2).
func TestEveryLanguageSaysTheSameInItsOwnDirection(t *testing.T) {
	h := infoSite()
	shape := func(code string) string {
		body := main.FindString(get(h, "/langues/"+code).Body.String())
		return strings.Join(marks.FindAllString(body, -1), "")
	}
	if len(public.Languages) != 8 {
		t.Fatal(len(public.Languages), "languages")
	}
	for _, l := range public.Languages {
		body := get(h, "/langues/"+l.Code).Body.String()
		found := document.FindStringSubmatch(body)
		if found == nil || found[1] != l.Code || found[2] != l.Dir {
			t.Errorf("%s: the page says %v", l.Code, found)
		}
		if l.Code == "fr" {
			continue
		}
		if got, want := strings.Count(shape(l.Code), "<"), strings.Count(shape("fr"), "<")+1; got != want { // one paragraph more: not reviewed
			t.Errorf("%s: %d pieces, %d in French", l.Code, got, want)
		}
		said := main.FindString(body)
		for _, want := range []string{"42", "12", "3", `href="/activation"`, `href="/opposition"`, `href="/guichets"`, `href="/verifier-un-message"`} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %s is missing", l.Code, want)
			}
		}
		if n := strings.Count(body, `lang="fr" dir="ltr"`) + strings.Count(body, `dir="ltr" lang="fr"`); n < 4 {
			t.Errorf("%s: French around and in the page is marked %d times", l.Code, n)
		}
	}
	if get(h, "/langues/xx").Code != 404 {
		t.Error("an unknown language has a page")
	}
	for _, path := range []string{"/aide", "/"} {
		if !strings.Contains(get(h, path).Body.String(), `href="/langues"`) {
			t.Errorf("%s does not lead to the languages", path)
		}
	}
}

// Twelve words a sentence at most in plain words (ux.md §4.1).
func TestPlainWordsAreShort(t *testing.T) {
	h := infoSite()
	subjects := regexp.MustCompile(`href="(/facile-a-lire/[a-z-]+)"`).FindAllStringSubmatch(get(h, "/facile-a-lire").Body.String(), -1)
	if len(subjects) != 12 {
		t.Fatal(len(subjects), "subjects")
	}
	for _, s := range subjects {
		body := main.FindString(get(h, s[1]).Body.String())
		for _, line := range regexp.MustCompile(`<(?:p|li|h2)>([^<]*)<`).FindAllStringSubmatch(body, -1) {
			for _, sentence := range regexp.MustCompile(`[.?]`).Split(line[1], -1) {
				if n := len(strings.Fields(sentence)); n > 12 {
					t.Errorf("%s: %d words: %s", s[1], n, sentence)
				}
			}
		}
		if !strings.Contains(body, "version simplifiée") || strings.Contains(body, "FALC") {
			t.Errorf("%s does not say what it is", s[1])
		}
	}
}

// The statement of accessibility names the tools that tests really use.
func TestTheStatementOfAccessibilityNamesTheToolsInUse(t *testing.T) {
	b, err := os.ReadFile("../assets/package.json")
	if err != nil {
		t.Fatal(err)
	}
	statement := strings.ReplaceAll(get(infoSite(), "/accessibilite").Body.String(), "&nbsp;", "\u00a0")
	for _, tool := range []string{"axe-core", "html-validate"} {
		m := regexp.MustCompile(`"` + tool + `": "([0-9]+\.[0-9]+)\.`).FindSubmatch(b)
		if m == nil || !strings.Contains(statement, tool+"\u00a0"+string(m[1])) {
			t.Errorf("the page does not name %s %s", tool, m[1])
		}
	}
	if !strings.Contains(statement, "audit humain non réalisé") {
		t.Error("the page does not say that nobody audited")
	}
}

// Every page that anybody may read without having typed anything is on the map.
func TestTheMapOfTheSiteHoldsEveryInformationPage(t *testing.T) {
	h := infoSite()
	plan := get(h, "/plan-du-site").Body.String()
	walked := 0
	for _, path := range everyPage(t) {
		if strings.Contains(path, "{") || path == "/plan-du-site" || path == "/manifest.webmanifest" {
			continue
		}
		walked++
		if !strings.Contains(ways.FindString(strings.ReplaceAll(plan, "\n", " ")), `href="`+path+`"`) {
			t.Errorf("%s is not on the map of the site", path)
		}
	}
	for _, l := range public.Languages {
		if !strings.Contains(plan, `href="/langues/`+l.Code+`"`) {
			t.Errorf("%s is not on the map of the site", l.Code)
		}
	}
	if walked < 20 {
		t.Fatal("the routes were not read")
	}
}

// Each key page leads to itself in plain words, and each of the twelve subjects
// is the plain words of some page.
func TestKeyPagesLeadToTheirPlainWords(t *testing.T) {
	h := infoSite()
	from := map[string]string{"/": "comprendre", "/accueil": "comprendre", "/activation/code": "activer", "/opposition": "opposer",
		"/parametres/fermer/confirmer": "fermer", "/acces": "qui-voit", "/acces/urgence": "urgence", "/acces/code": "code",
		"/documents/k7/masquer": "masquer", "/historique": "historique", "/securite": "arnaques", "/guichets": "etre-aide", "/proches": "enfant",
		"/plan-du-site": ""}
	reached := map[string]bool{}
	for page, subject := range from {
		want := ""
		if subject != "" {
			want = "/facile-a-lire/" + subject
		}
		if got := ui.Simpler(ui.WithFrame(t.Context(), ui.DefaultService(), ui.Display{}, page)); got != want {
			t.Errorf("%s leads to %q, not %q", page, got, want)
		}
		reached[want] = true
	}
	subjects := regexp.MustCompile(`href="(/facile-a-lire/[a-z-]+)"`).FindAllStringSubmatch(get(h, "/plan-du-site").Body.String(), -1)
	if len(subjects) != 12 {
		t.Errorf("%d subjects", len(subjects))
	}
	for _, s := range subjects {
		if !reached[s[1]] || get(h, s[1]).Code != http.StatusOK {
			t.Errorf("no page leads to %s, or it does not exist", s[1])
		}
	}
	if !strings.Contains(get(h, "/guichets").Body.String(), `href="/facile-a-lire/etre-aide"`) {
		t.Error("/guichets does not lead to its plain words")
	}
}
