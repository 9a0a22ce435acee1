package serve

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What a session that ended keeps of a form holds no password, no code and no number by which a person is known: every field
// that any page reads or draws as one is on the list of what is never kept.
func TestNoSecretFieldIsEverKept(t *testing.T) {
	fields := regexp.MustCompile(`(?:\.(?:Secret|OneTime)\(|ui\.(?:Password|OneTimeCode|Code|INS|Serial)\(f, ui\.Field\{Name: |readPassword\(r, f, )"([^"]+)"`)
	met := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "../gallery") ||
			!strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ") {
			return err
		}
		src, err := os.ReadFile(path)
		for _, m := range fields.FindAllStringSubmatch(string(src), -1) {
			met[m[1]] = true
			if !slices.Contains(neverKept, m[1]) {
				t.Errorf("%s: what is typed in « %s » could be kept", path, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(met) < 6 {
		t.Fatalf("only %d fields found: the scan is broken", len(met))
	}
}
