package arch

import (
	"regexp"
	"strconv"
	"testing"
)

// of the five articles, those of getting, refusing and leaving a space
// (issue 5): first and last of each run of numbers.
var rulesOfTheLife = [][2]int{{1, 17}, {43, 55}, {90, 100}, {105, 111}, {119, 119}, {121, 137}, {143, 143}}

var ruleNumber = regexp.MustCompile(`#(\d{1,3})\b`)

// Each rule of the articles about the life of a space stands by its number at a
// test: in its name, in its comment or in the name of one of its cases.
func TestEveryRuleOfTheLifeOfASpaceStandsAtATest(t *testing.T) {
	stands := map[string]bool{}
	for _, f := range files(t) {
		if !f.test || f.pkg == "internal/arch" {
			continue
		}
		for _, m := range ruleNumber.FindAllStringSubmatch(f.text, -1) {
			stands[m[1]] = true
		}
	}
	for _, run := range rulesOfTheLife {
		for n := run[0]; n <= run[1]; n++ {
			if !stands[strconv.Itoa(n)] {
				t.Errorf("no test names rule %d", n)
			}
		}
	}
}
