package gallery_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"espacesante/web/gallery"
)

// drawnInside are parts that other parts draw: no page calls them.
var drawnInside = map[string]bool{"Draw": true, "DrawLarge": true, "Badge": true, "Words": true, "Hidden": true, "Qr": true}

// Every part has its place on the living page: a part that is not shown there is
// not a part yet.
func TestEveryPartIsShown(t *testing.T) {
	part := regexp.MustCompile(`(?m)^templ ([A-Z]\w*)\(`)
	shown := source(t, ".", ".templ") + source(t, ".", ".go")
	count := 0
	for _, m := range part.FindAllStringSubmatch(source(t, "../ui", ".templ"), -1) {
		count++
		if !drawnInside[m[1]] && !regexp.MustCompile(`ui\.`+m[1]+`\b`).MatchString(shown) {
			t.Errorf("ui.%s is not shown", m[1])
		}
	}
	if count < 60 {
		t.Fatalf("only %d parts found: the scan is broken", count)
	}
}

// The first page names the parts of the design and leads to each.
func TestTheIndexLeadsToEveryPartOfTheDesign(t *testing.T) {
	index := body(t, "/demo/composants")
	for _, p := range gallery.Parts() {
		if !strings.Contains(index, ">"+p.Text+"<") || !strings.Contains(index, `href="`+p.Href+`"`) {
			t.Errorf("no way to « %s »", p.Text)
		}
		if !strings.Contains(strings.Join(paths(), " "), p.Href) {
			t.Errorf("« %s » leads to %s, which does not exist", p.Text, p.Href)
		}
	}
	if n := len(gallery.Parts()); n < 26 {
		t.Errorf("%d parts", n)
	}
}

func source(t *testing.T, dir, ext string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+ext))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f, "_templ.go") || strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}
