package professional

import (
	"strings"
	"testing"

	"espacesante/internal/profile"
)

// A grave allergy stands first and is said grave, even written after the four
// that the head of a record shows (GP-04, #62).
func TestAGraveAllergyIsNeverCutFromTheHeadOfARecord(t *testing.T) {
	line := func(name, gravity string) profile.Line {
		return profile.Line{Answers: map[string]string{"nom": name, "gravite": gravity}}
	}
	part := profile.Part{Lines: []profile.Line{line("Latex", "mild"), line("Pollens", "unknown"), line("Noix", "mild"),
		line("Chats", "mild"), line("Pénicilline", "severe")}}
	if said := essential("Allergies", gravest(part), true).Value; !strings.HasPrefix(said, "Pénicilline (grave)\u00a0; Latex") {
		t.Error(said)
	}
	if part.Lines[0].Get("nom") != "Latex" {
		t.Error("the list of the page has changed its order")
	}
}
