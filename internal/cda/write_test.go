package cda_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"espacesante/internal/cda"
)

// drafted is a document of ours, with everything that Write takes.
func drafted() cda.Document {
	at := time.Date(2027, 7, 1, 8, 5, 7, 0, time.UTC)
	line := func(words ...string) cda.Block {
		b := cda.Block{Kind: cda.List}
		for _, w := range words {
			b.Items = append(b.Items, cda.Item{Blocks: []cda.Block{{Inlines: []cda.Inline{{Text: w}}}}})
		}
		return b
	}
	doctor := cda.Author{ID: cda.ID{Root: "1.2.250.1.71.4.2.1", Extension: "810000000017"}, Family: "FICTIF", Given: "Paul & Anne", Suffix: "Dr",
		Specialty: cda.Code{Code: "G15_10/SM54", System: "1.2.250.1.213.1.1.4.5", Label: "Médecin - Médecine générale"},
		Function:  cda.Code{Code: "PCP", System: "2.16.840.1.113883.5.88", Label: "Médecin traitant"}, Organisation: "Cabinet « des Tilleuls »",
		OrganisationID: cda.ID{Root: "1.2.250.1.71.4.2.2", Extension: "1780000014"}, At: at}
	loinc := func(code, label string) cda.Code {
		return cda.Code{Code: code, System: "2.16.840.1.113883.6.1", Label: label}
	}
	return cda.Document{ID: cda.ID{Root: "2.25.12"}, SetID: cda.ID{Root: "2.25.11"}, Version: 2, Replaces: []cda.ID{{Root: "2.25.10"}},
		Type: loinc("60591-5", "Synthèse médicale"), Class: "11", Title: "Synthèse <médicale>", At: at, From: at, To: at, Confidentiality: "N",
		Language: "fr-FR", Patient: cda.Patient{INS: cda.ID{Root: "1.2.250.1.213.1.4.10", Extension: "285067800608430"}, BirthFamily: "D'EXEMPLE",
			UsualFamily: "EXEMPLE", FirstGiven: "LÉA", GivenNames: "LÉA MARIE", UsualGiven: "Léa", Sex: "F", BirthDate: "19850614", BirthCOG: "78006",
			IDs: []cda.ID{{Root: "1.2.250.1.213.1.4.10", Extension: "285067800608430"}}},
		Authors: []cda.Author{doctor}, Custodian: doctor.OrganisationID, CustodianName: doctor.Organisation, FacilityType: "SA07", PracticeSetting: "AMBULATOIRE",
		Level: 3, SectionCount: 3, EntryCount: 7, Sections: []cda.Section{
			{Code: loinc("11450-4", "Problèmes actifs"), Title: "Pathologies en cours", Blocks: []cda.Block{line("Hypertension, depuis 2018", "Fatigue & <toux> \"sèche\"")},
				Entries: []cda.Entry{{Kind: cda.Condition, Line: 1, Code: cda.Code{Code: "I10", System: "2.16.840.1.113883.6.3", Label: "Hypertension"}, On: "2018"}, {Line: 2}}},
			{Code: loinc("10160-0", "Traitements"), Title: "Traitements", Blocks: []cda.Block{line("Amlodipine 5 mg", "Grippe, 3 mars 2026", "Pression 130/80", "Appendicectomie")},
				Entries: []cda.Entry{{Kind: cda.Medicine, Line: 1, Code: cda.Code{Code: "C08CA01", System: "2.16.840.1.113883.6.73", Label: "amlodipine"}},
					{Kind: cda.Injection, Line: 2, On: "20260303"}, {Kind: cda.Measured, Line: 3, Code: loinc("8480-6", ""), Value: "130", Unit: "mm[Hg]"}, {Kind: cda.Operation, Line: 4},
					{Kind: cda.Allergy, Line: 1}}},
			{Code: loinc("51848-0", "Évaluation"), Title: "Commentaire", Blocks: []cda.Block{{Inlines: []cda.Inline{{Text: "Rien d'autre."}}}}},
		}}
}

// What the writer says the reader reads, word for word.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	d := drafted()
	got := parse(t, cda.Write(d))
	for i := range d.Sections {
		d.Sections[i].Entries = nil
	}
	if diff := cmp.Diff(d, got); diff != "" {
		t.Error(diff)
	}
	if again := cda.Write(drafted()); !bytes.Equal(again, cda.Write(drafted())) {
		t.Error("the same document is written in two ways")
	}
}

// Every reference of an entry leads to words of the text, and every name stands once.
func TestEntriesReferToTheirWords(t *testing.T) {
	names, refs := map[string]int{}, []string{}
	d := xml.NewDecoder(bytes.NewReader(cda.Write(drafted())))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if a.Name.Local == "ID" {
					names[a.Value]++
				}
				if e.Name.Local == "reference" {
					refs = append(refs, strings.TrimPrefix(a.Value, "#"))
				}
			}
		}
	}
	if len(refs) < 7 || len(names) != 6 {
		t.Fatalf("%d references, %d names", len(refs), len(names))
	}
	for _, r := range refs {
		if names[r] != 1 {
			t.Errorf("%s stands %d times", r, names[r])
		}
	}
}

// Marks that XML cannot hold, and words that look like markup, neither break a document nor become part of it.
func TestHostileWordsStayWords(t *testing.T) {
	for _, hostile := range []string{"</item></list><entry/>", "]]>", "<!DOCTYPE a>", "&lt;b&gt;", "\x00\x0b", "a\u200bb", strings.Repeat("é", 2000), `" onclick="x`} {
		d := drafted()
		d.Title = hostile + "!"
		d.Patient.BirthFamily = hostile + "!"
		d.Sections[0].Blocks[0].Items[0].Blocks[0].Inlines[0].Text = "x" + hostile
		got := parse(t, cda.Write(d))
		if got.EntryCount != d.EntryCount || got.SectionCount != d.SectionCount || len(got.Sections[0].Blocks[0].Items) != 2 {
			t.Errorf("%.20q changes the document: %d entries, %d sections", hostile, got.EntryCount, got.SectionCount)
		}
		if !strings.ContainsAny(hostile, "\x00\x0b") && got.Title != strings.Join(strings.Fields(d.Title), " ") {
			t.Errorf("%.20q is read %.40q", hostile, got.Title)
		}
	}
}

// The syntheses of other software are read section by section as ours are: the real one of the samples, and written anew.
func TestRealSynthesesAreReadAndWrittenAnew(t *testing.T) {
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real documents are not part of the project")
	}
	found, err := filepath.Glob(filepath.Join(root, "cda", "VSM*.xml"))
	if err != nil || len(found) == 0 {
		t.Fatal(len(found), err)
	}
	for _, path := range found {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f)
		if err != nil || f.Close() != nil {
			t.Fatal(err)
		}
		real := parse(t, data)
		flat := map[string]string{}
		var walk func([]cda.Section)
		walk = func(all []cda.Section) {
			for _, s := range all {
				flat[s.Code.Code] = cda.Document{Sections: []cda.Section{{Blocks: s.Blocks}}}.Text()
				walk(s.Sections)
			}
		}
		walk(real.Sections)
		for _, code := range []string{"11450-4", "11348-0", "47519-4", "48765-2", "29762-2", "10157-6", "10160-0"} {
			if len(flat[code]) < 20 {
				t.Errorf("%s: section %s reads %q", filepath.Base(path), code, flat[code])
			}
		}
		real.Sections = drafted().Sections
		again := parse(t, cda.Write(real))
		if diff := cmp.Diff([]any{real.Patient.INS, real.Patient.BirthFamily, real.SetID, real.Type, real.Title, real.Authors[0]},
			[]any{again.Patient.INS, again.Patient.BirthFamily, again.SetID, again.Type, again.Title, again.Authors[0]}); diff != "" {
			t.Errorf("%s written anew: %s", filepath.Base(path), diff)
		}
	}
}
