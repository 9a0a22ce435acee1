package app

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

// whenConfigured is what a house without Pro Santé Connect and without software
// that deposits has not.
var whenConfigured = regexp.MustCompile(`^/(api/fhir|pro/connexion/psc/)`)

// What README and docs/ send people to is there, pages and files.
func TestTheDocumentationLeadsSomewhere(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	there := map[string]bool{}
	err := chi.Walk(h.handler(newMetrics(h.pool), &health{probes: h.probes()}, true).(chi.Routes),
		func(_, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
			there[strings.TrimSuffix(route, "/")] = true
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	address := regexp.MustCompile("`(?:(?:GET|POST) )?(/[a-z0-9/-]+)`")
	link := regexp.MustCompile(`\]\(([^)#:]+)\)`)
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, name := range append(pages, "../../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range address.FindAllSubmatch(text, -1) {
			asked++
			if !there[string(m[1])] && !whenConfigured.Match(m[1]) {
				t.Errorf("%s names the page %s, which is not there", filepath.Base(name), m[1])
			}
		}
		for _, m := range link.FindAllSubmatch(text, -1) {
			asked++
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), string(m[1]))); err != nil {
				t.Errorf("%s links to %s, which is not there", filepath.Base(name), m[1])
			}
		}
	}
	if asked < 60 {
		t.Errorf("only %d addresses and links were found", asked)
	}
}
