package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// lifeRules are the rules of the seeds that the life of a space follows (issue 5; domain.md §1 of the design).
var lifeRules = [][2]int{{1, 17}, {43, 55}, {90, 100}, {105, 111}, {119, 119}, {121, 137}}

// Each rule of the life of a space stands by its number on a test: in the comment or the name of a function that tests it, not in a
// list like the one above.
func TestEachRuleOfTheLifeOfASpaceHasATest(t *testing.T) {
	named := map[int]bool{}
	number := regexp.MustCompile(`#(\d+)(?:(?: to |–)#(\d+))?`)
	for _, root := range []string{"../../internal", "../../web"} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") || strings.Contains(path, "internal/arch/") {
				return err
			}
			src, err := os.ReadFile(path)
			for _, m := range number.FindAllStringSubmatch(string(src), -1) {
				from, _ := strconv.Atoi(m[1])
				to := from
				if m[2] != "" {
					to, _ = strconv.Atoi(m[2])
				}
				for n := from; n <= to && n < from+30; n++ {
					named[n] = true
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range lifeRules {
		for n := r[0]; n <= r[1]; n++ {
			if !named[n] {
				t.Errorf("no test names rule #%d", n)
			}
		}
	}
}
