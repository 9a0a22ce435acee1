package notification_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Two messages of one value would say the words of one of them for both: a
// person told of a stopped card would read of a previous DMP.
func TestEachMessageHasAValueOfItsOwn(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(\w+)\s+Kind = "(\w+)"`).FindAllStringSubmatch(string(src), -1) {
			if other := met[m[2]]; other != "" {
				t.Errorf("%s and %s are both %s", other, m[1], m[2])
			}
			met[m[2]] = m[1]
		}
	}
	if len(met) < 40 {
		t.Fatalf("only %d messages found: the scan is broken", len(met))
	}
}
