package arch

import (
	"go/ast"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// healthWord is what a title or an address never says: a page's title stands in
// the history of a browser that others share.
var healthWord = regexp.MustCompile(`(?i)ordonnance|résultat|analyse|biolog|médicament|traitement|malad|diagnosti|allerg|hôpital|hospital|clinique|` +
	`docteur|infirmi|pharmac|radiolog|chirurg|grossesse|cancer|\bvih\b|psych|addict|symptôm|\bivg\b|contracept`)

// A title is words of ours: it names no document, no person (decisions.md §1).
func TestTitlesTellNothingOfAnybody(t *testing.T) {
	title := regexp.MustCompile(`ui\.Page\{[^}]*?\bTitle: ("(?:[^"\\]|\\.)*"|[^,}]+)`)
	check := func(name, src string) {
		if strings.HasPrefix(name, "web/gallery/") {
			return
		}
		for _, m := range title.FindAllStringSubmatch(src, -1) {
			words, err := strconv.Unquote(strings.TrimSpace(m[1]))
			switch {
			case err != nil && !regexp.MustCompile(`^(title|why\.title|heading|[a-z]\w*Title\(\w*\))$`).MatchString(strings.TrimSpace(m[1])):
				t.Errorf("%s: a page's title is made of %s: want words of ours", name, m[1])
			case healthWord.MatchString(words):
				t.Errorf("%s: the title « %s » says « %s »", name, words, healthWord.FindString(words))
			}
		}
	}
	for _, extension := range []string{".templ", ".go"} {
		err := eachFile(extension, func(name, src string) error {
			if strings.HasPrefix(name, "web/") && !strings.HasSuffix(name, "_templ.go") && !strings.HasSuffix(name, "_test.go") {
				check(name, src)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// Pages whose title is handed over: each call says it in words of ours, and
	// so does a function that gives titles.
	for _, f := range files(t) {
		if f.test || !strings.HasPrefix(f.pkg, "web/") || f.pkg == "web/gallery" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if d, ok := n.(*ast.FuncDecl); ok && strings.HasSuffix(d.Name.Name, "Title") {
				ast.Inspect(d, func(n ast.Node) bool {
					if lit, ok := n.(*ast.BasicLit); ok && healthWord.MatchString(lit.Value) {
						t.Errorf("%s:%d: a title says %s", f.name, line(lit), lit.Value)
					}
					return true
				})
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || !strings.HasSuffix(nameOf(call.Fun), ".page") {
				return true
			}
			for _, a := range call.Args {
				if s, ok := joined(a, nil); ok && healthWord.MatchString(s) {
					t.Errorf("%s:%d: a title says « %s »", f.name, line(n), healthWord.FindString(s))
				}
			}
			return true
		})
	}
}

// handed are what an address may be followed by: identifiers and steps, never a
// name or a number of somebody.
var handed = []string{"document", "demande", "ref", "account", "line", "professionnel", "token", "jeton", "page", "asset", "file", "name", "*", "n", "id", "patient", "personne", "langue", "device", "cle", "profession", "cas", "mandate", "act", "child", "call", "visit", "ticket", "space", "parent", "team", "version", "rubrique", "entry", "mesure", "task", "change", "notice"}

func TestAddressesNameNobody(t *testing.T) {
	parameter := regexp.MustCompile(`\{([a-z]+)(?::[^}]*)?\}`)
	query := regexp.MustCompile(`[?&](nom|prenom|nir|ins|naissance|titre|title|name|code|mobile|courriel|email)=`)
	for _, s := range texts(t, func(f *goFile) bool { return !f.test && strings.HasPrefix(f.pkg, "web") && f.pkg != "web/webtest" }) {
		if !strings.HasPrefix(s.value, "/") {
			continue
		}
		for _, m := range parameter.FindAllStringSubmatch(s.value, -1) {
			if !slices.Contains(handed, m[1]) {
				t.Errorf("%s:%d: %s: what is {%s}?", s.file.name, s.line, s.value, m[1])
			}
		}
		if m := query.FindString(s.value); m != "" {
			t.Errorf("%s:%d: %s: %s", s.file.name, s.line, s.value, m)
		}
		if healthWord.MatchString(s.value) {
			t.Errorf("%s:%d: %s: a health word", s.file.name, s.line, s.value)
		}
	}
}
