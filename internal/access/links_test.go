package access

import (
	"testing"

	"pgregory.net/rapid"
)

// What the gate does not read for a role changes no answer to that role: not
// one, whatever is asked.
func TestFactsOfOtherLinksDecideNothing(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		less := q
		less.On = q.On.Under(LinkOf(q.By.Role))
		if Judge(q) != Judge(less) || Decide(q) != Decide(less) || MotiveOf(q) != MotiveOf(less) {
			t.Errorf("%+v: %v, and %v with the facts of its link alone", q, Judge(q), Judge(less))
		}
	})
}
