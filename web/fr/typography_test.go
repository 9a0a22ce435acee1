package fr_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// faults of French typography, as they show in a template or in a string.
var faults = map[string]*regexp.Regexp{
	"a straight apostrophe":                        regexp.MustCompile(`\p{L}'\p{L}`),
	"an ordinary space before : ; ? ! or »":        regexp.MustCompile(`[\p{L}\p{N})»] ([;?»]|:([^=]|$)|!([ ".<]|$))`),
	"an ordinary space or none after «":            regexp.MustCompile(`«[^\x{a0}&\\"]`),
	"an exclamation mark, a voice we do not raise": regexp.MustCompile(`\p{Ll}(\x{a0}|&nbsp;)!`),
}

// skipped holds nothing of ours, or puts its spaces in when it writes (letter).
var skipped = map[string]bool{"node_modules": true, "letter": true, "webtest": true}

// comment cuts what nobody reads on screen.
var comment = regexp.MustCompile(`//.*$`)

// Sentences keep their spaces and apostrophes (architecture.md §4.11). Templates
// are read whole, Go files of pages in their strings only.
func TestFrenchTypography(t *testing.T) {
	quoted := regexp.MustCompile(`"[^"]*"`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && skipped[d.Name()] {
			return filepath.SkipDir
		}
		templ := strings.HasSuffix(path, ".templ")
		if d.IsDir() || !templ && (!strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go")) {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(b), "\n") {
			line = comment.ReplaceAllString(line, "")
			if !templ {
				line = strings.Join(quoted.FindAllString(line, -1), " ")
			}
			for what, fault := range faults {
				if found := fault.FindString(line); found != "" {
					t.Errorf("%s:%d: %s: %q", path, i+1, what, found)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
