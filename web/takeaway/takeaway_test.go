package takeaway_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/export"
	"espacesante/internal/fhir"
	"espacesante/internal/identity"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/web/takeaway"
)

func filesOf(t *testing.T, c export.Content) map[string]string {
	t.Helper()
	ins, err := identity.ParseNIR("279035121518989")
	if err != nil {
		t.Fatal(err)
	}
	c.At = time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)
	c.Person = identity.Person{INS: ins, OID: identity.OIDNIR, Names: identity.Names{BirthName: "DURAND", BirthGivenNames: "RUTH", Sex: identity.Female, BirthDate: c.At.AddDate(-40, 0, 0)}}
	all, err := takeaway.Writer{Service: "Espace santé"}.Files(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range all {
		files[f.Name] = string(f.Content)
	}
	return files
}

// issue 7 points 6 and 11, #97: the copy holds the International Patient
// Summary of what is in it, and the index leads there; a copy of the documents
// alone says nothing of the profile.
func TestACopyHoldsTheInternationalSummary(t *testing.T) {
	books := profile.Books{Facts: []profile.Line{{Topic: string(profile.Allergies), Answers: map[string]string{"nom": "Pénicilline"}}}}
	files := filesOf(t, export.Content{Scope: export.All, Books: books})
	var b fhir.Bundle
	if err := json.Unmarshal([]byte(files["fhir/resume.json"]), &b); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range b.Entry {
		h, err := fhir.ReadHead(e.Resource)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, h.ResourceType)
	}
	if b.Type != "document" || kinds[0] != "Composition" || !slices.Contains(kinds, "Patient") || !slices.Contains(kinds, "AllergyIntolerance") {
		t.Errorf("a %s of %v", b.Type, kinds)
	}
	if !strings.Contains(files["index.html"], `href="fhir/resume.json"`) {
		t.Error("the index does not lead to it")
	}
	if _, there := files["demandes.csv"]; there || !strings.Contains(files["qui-voit-quoi.csv"], "Tout masquer;non") {
		t.Error("the settings are not there, or requests that nobody made are")
	}
	asked := filesOf(t, export.Content{Scope: export.All, Requests: []record.Request{{Kind: record.Correct, Words: "=La date", State: record.Declined, Answer: "Elle est juste"}}})
	if !strings.Contains(asked["demandes.csv"], "Correction;'=La date") || !strings.Contains(asked["demandes.csv"], "refusée;Elle est juste") || !strings.Contains(asked["index.html"], "demandes.csv") {
		t.Errorf("%s", asked["demandes.csv"])
	}
	alone := filesOf(t, export.Content{Scope: export.Documents, Books: books})
	if _, there := alone["fhir/resume.json"]; there || strings.Contains(alone["index.html"], "resume.json") || strings.Contains(alone["index.html"], "Pénicilline") {
		t.Error("the documents alone say what the profile says")
	}
}
