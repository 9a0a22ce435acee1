package fhir

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// issue 6 point 8: what one of us writes, another reads, and nothing empty is written.
func TestAResourceSurvivesItsJSON(t *testing.T) {
	yes := true
	d := DocumentReference{ResourceType: "DocumentReference", Status: "current",
		MasterIdentifier: &Identifier{System: SystemURI, Value: "urn:uuid:1"},
		Extension:        []Extension{{URL: "urn:x", ValueBoolean: &yes}},
		SecurityLabel:    []CodeableConcept{Concept(SystemSight, "MASQUE_PS", "")},
		Content:          []Content{{Attachment: Attachment{ContentType: "text/plain", Data: []byte("été")}}}}
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("null")) || bytes.Contains(raw, []byte(`""`)) {
		t.Errorf("something empty is written: %s", raw)
	}
	var back DocumentReference
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if string(back.Content[0].Attachment.Data) != "été" || !back.Labelled("MASQUE_PS") || back.Labelled("N") {
		t.Errorf("%+v", back)
	}
	if e, ok := back.Extended("urn:x"); !ok || e.ValueBoolean == nil || !*e.ValueBoolean {
		t.Errorf("%+v", e)
	}
	if _, ok := back.Extended("urn:y"); ok {
		t.Error("an extension that is not there was found")
	}
}

func TestAReferenceIsFoundWithinItsBundle(t *testing.T) {
	b := Bundle{ResourceType: "Bundle", Type: "transaction"}
	for url, r := range map[string]any{
		"urn:uuid:8da1cfcc":             Binary{ResourceType: "Binary", ContentType: "text/plain", Data: []byte("a")},
		"https://x.example/fhir/List/1": Head{ResourceType: "List", ID: "1"},
		"":                              Patient{ResourceType: "Patient", ID: "p"},
	} {
		if err := b.Add(url, r); err != nil {
			t.Fatal(err)
		}
	}
	for reference, want := range map[string]string{"urn:uuid:8da1cfcc": "Binary", "List/1": "List", "Patient/p": "Patient", "Patient/q": "", "": ""} {
		h, _ := ReadHead(b.Find(reference))
		if h.ResourceType != want {
			t.Errorf("%q leads to %q", reference, h.ResourceType)
		}
	}
}

func TestDatesHaveThePrecisionThatTheyHave(t *testing.T) {
	day := time.Date(2027, 5, 3, 0, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Time{"2027-05-03": day, "2027-05-03T00:00:00Z": day, "2027-05": day.AddDate(0, 0, -2),
		"2027": time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "hier": {}, "": {}} {
		if got := ParseDateTime(s); !got.Equal(want) {
			t.Errorf("%q is %v", s, got)
		}
	}
	if Date(time.Time{}) != "" || Instant(time.Time{}) != "" || Date(day) != "2027-05-03" || Instant(day) != "2027-05-03T00:00:00Z" {
		t.Error("a day is written otherwise")
	}
}

func TestAnOutcomeTellsEveryError(t *testing.T) {
	o := Refused(IssueRequired, "required", "Il manque le type.", "DocumentReference.type").And(IssueTooLong, "", "")
	if len(o.Issue) != 2 || o.Issue[0].Details.Coding[0].Code != "required" || o.Issue[1].Details != nil || o.Issue[1].Severity != "error" {
		t.Errorf("%+v", o)
	}
}

// The samples of the ANS profile (PDSm) are read whole.
func TestTheSamplesOfTheProfileAreRead(t *testing.T) {
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real files are not part of the project")
	}
	found, err := filepath.Glob(filepath.Join(root, "fhir", "pdsm", "DocumentReference-*.json"))
	if err != nil || len(found) == 0 {
		t.Fatalf("%d samples, %v", len(found), err)
	}
	for _, path := range found {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var d DocumentReference
		if err := json.Unmarshal(raw, &d); err != nil || d.MasterIdentifier == nil || d.Type == nil || len(d.Content) != 1 ||
			d.Content[0].Attachment.ContentType != "application/pdf" || ParseDateTime(d.Date).IsZero() {
			t.Errorf("%s: %+v, %v", filepath.Base(path), d, err)
		}
	}
}
