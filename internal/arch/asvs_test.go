package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/asvs.md claims nothing that no test shows: each row names tests that are
// here, and no requirement is both met and a deviation.
func TestWhatIsClaimedOfASVSIsShownByATest(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "docs/asvs.md"))
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err = eachFile("_test.go", func(_, text string) error {
		for _, m := range declared.FindAllStringSubmatch(text, -1) {
			there[m[1]] = true
		}
		return nil
	})
	if err != nil || len(there) < 500 {
		t.Fatal(len(there), err)
	}
	named := regexp.MustCompile("`(Test\\w+)`")
	claims, _, found := strings.Cut(string(b), "## Deviations")
	rows := regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| [123] \| (.+) \| (.+) \|$`).FindAllStringSubmatch(claims, -1)
	if !found || len(rows) < 50 {
		t.Fatalf("%d rows", len(rows))
	}
	seen := map[string]bool{}
	for _, row := range rows {
		if seen[row[1]] {
			t.Errorf("%s stands twice", row[1])
		}
		seen[row[1]] = true
		tests := named.FindAllStringSubmatch(row[3], -1)
		if len(tests) == 0 {
			t.Errorf("%s is shown by no test", row[1])
		}
		for _, name := range tests {
			if !there[name[1]] {
				t.Errorf("%s: there is no %s", row[1], name[1])
			}
		}
	}
}
