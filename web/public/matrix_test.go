package public

import (
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/codes"
)

// #33, #85: the public page says what the policy decides, for each profession
// and type, and leaves none out.
func TestThePublicMatrixIsThePolicys(t *testing.T) {
	all := trades(access.V1)
	if len(all) != 36 || len(all) != len(codes.Professions()) {
		t.Fatalf("%d professions", len(all))
	}
	for _, p := range all {
		shown, open := 0, 0
		for _, class := range rightsOf(access.V1, p.code) {
			for _, c := range class.cells {
				shown++
				if c.read {
					open++
				}
				if c.name == "" || c.name == "Document" || class.class == "" || c.confidence == "" {
					t.Errorf("%s: a cell without words: %+v of %q", p.code, c, class.class)
				}
			}
		}
		if shown != 106 || open != p.opens || shown != p.types {
			t.Errorf("%s: %d cells, %d open of %d", p.code, shown, open, p.opens)
		}
	}
	if !access.V1.Allows("10", "11488-4") || access.V1.Allows("28", "15508-5") {
		t.Error("the matrix itself has moved")
	}
}
