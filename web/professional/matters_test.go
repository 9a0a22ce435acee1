package professional

import (
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/codes"
)

// What comes first to a trade is open to it: else it would promise what the matrix refuses (#33).
func TestWhatComesFirstIsOpen(t *testing.T) {
	open := map[string]bool{}
	for _, c := range access.V1.Cells() {
		open[c.Profession+" "+c.Type] = c.Read
	}
	tried := 0
	judge := func(profession string, types []string) {
		for _, code := range types {
			tried++
			if _, known := codes.DocumentType(code); !known || !open[profession+" "+code] {
				t.Errorf("%s comes first to %s, and is not open to it", code, profession)
			}
		}
	}
	for profession, m := range byProfession {
		judge(profession, m.lead.Types)
		if m.whom == "" {
			t.Errorf("%s has no words", profession)
		}
	}
	for specialty, types := range bySpecialty {
		judge("10", types)
		if _, known := codes.Specialty("10", specialty); !known {
			t.Errorf("%s is no specialty", specialty)
		}
	}
	judge("10", urgent)
	if tried < 50 {
		t.Errorf("only %d", tried)
	}
}
