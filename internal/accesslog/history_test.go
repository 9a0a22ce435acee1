package accesslog

import (
	"testing"

	"espacesante/internal/access"
)

// #32, issue 7 point 5: whoever acted is found by one filter, and by one only;
// helpers and agents are two.
func TestEveryRoleIsFoundByOneFilter(t *testing.T) {
	met := map[string]int{}
	for _, all := range roles {
		for _, r := range all {
			met[r]++
		}
	}
	for _, r := range []access.Role{access.Patient, access.Representative, access.Relative, access.Professional, access.Helper, access.Support, access.Caisse,
		access.Operator, access.Reviewer, access.System, access.App} {
		if met[string(r)] != 1 {
			t.Errorf("%s is found by %d filters", r, met[string(r)])
		}
		delete(met, string(r))
	}
	if len(met) > 0 || roles[ByHelpers][0] == roles[ByAgents][0] {
		t.Errorf("filters of nobody: %v", met)
	}
}
