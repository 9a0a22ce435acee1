package record

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// written are parts as rows hold them: of a patient, of a professional, of a clinical document, taken back, brought with help.
func written(t testing.TB) (all []string) {
	at := time.Date(2026, 3, 29, 1, 30, 0, 500, time.FixedZone("", 3600))
	for _, s := range []Sealed{{}, {Title: "Ordonnance d’été"}, {Title: "A\u00a0B", FileName: "a.pdf", Author: &Byline{Name: "ROUX", GivenName: "Anne", Title: "DR", Profession: "10", Specialty: "SM54", Structure: "Cabinet"}},
		{Title: "Compte rendu", Header: &Header{ID: "1.2", SetID: "1.3", Format: "urn:x", At: at, From: at, To: at.UTC(), Language: "fr-FR", FacilityType: "SA07", PracticeSetting: "AMBULATOIRE", Custodian: "CH"}},
		{Title: "Repris", Withdrawal: &Withdrawal{Why: Mistaken, Words: "trompé"}}, {Title: "Papier", Helped: &Helped{Helper: "M. Petit", Structure: "France services"}}} {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	return all
}

// What we write ourselves is read by hand; with an escape, it is read all the same.
func TestWhatWeSealIsReadByHand(t *testing.T) {
	for _, text := range written(t) {
		var s Sealed
		if !s.plainly(text) {
			t.Errorf("%s is not read by hand", text)
		}
	}
	var s Sealed
	if err := s.read([]byte(`{"title":"Sang & \u003curine\u003e \"à jeun\"","author":null}`)); err != nil || s.Title != `Sang & <urine> "à jeun"` {
		t.Errorf("%q, %v", s.Title, err)
	}
	if err := s.read([]byte(`{"title":"coupé`)); err == nil {
		t.Error("half of a part is read")
	}
}

// Whatever is read by hand is what encoding/json reads.
func FuzzReadByHandIsWhatJSONReads(f *testing.F) {
	for _, text := range written(f) {
		f.Add(text)
		f.Add(strings.Replace(text, ",", " ,", 1))
		f.Add(strings.Replace(text, "title", "Title", 1))
		f.Add(text + "x")
	}
	f.Add(`{"title":"a","title":"b","author":{"name":"x"},"author":{"title":"y"}}`)
	f.Add("{\"title\":\"\xff\"}")
	f.Add(`{"title":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		var ours, theirs Sealed
		err := ours.read([]byte(text))
		if wrong := json.Unmarshal([]byte(text), &theirs); (wrong != nil) != (err != nil) {
			t.Fatalf("%q: %v, %v", text, err, wrong)
		}
		if err == nil && !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%q: %+v, %+v", text, ours, theirs)
		}
	})
}
