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

// Nor does it where everything is asked of each role at home in its link: a link that kept too little would show.
func TestEachRoleKeepsTheFactsOfItsLink(t *testing.T) {
	for _, r := range roles {
		a, f := everyLink(r)
		f.TreatingDoctor, f.ConsentToday, f.Code = true, true, true
		d := biology()
		d.Unveiled = true
		for _, act := range Acts() {
			for _, s := range States() {
				for _, m := range []Mode{Normal, BrisDeGlace, Centre15} {
					q := asked(a, act, f, d).state(s).in(m)
					less := q
					if less.On = q.On.Under(LinkOf(r)); Judge(less) != Judge(q) || MotiveOf(less) != MotiveOf(q) {
						t.Errorf("%s %s %s %s: %v, and %v with the facts of its link alone", r, act, s, m, Judge(q), Judge(less))
					}
				}
			}
		}
	}
}
