package synthesis_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espacesante/internal/profile"
	"espacesante/internal/synthesis"
)

// shape is what a clinical document claims and how it is made: sections by the path of their LOINC codes, what each claims,
// and what its entries are.
type shape struct {
	kind      string
	templates []string
	order     []string
	claims    map[string][]string
	entries   map[string][]string // what each entry claims, as « act 1.2.3 4.5.6 »
}

func shapeOf(t *testing.T, raw []byte) shape {
	t.Helper()
	s := shape{claims: map[string][]string{}, entries: map[string][]string{}}
	var open, path []string
	depth := 0 // of elements within the entry that is open
	d := xml.NewDecoder(bytes.NewReader(raw))
	value := func(e xml.StartElement, name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return s
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			parent := ""
			if len(open) > 0 {
				parent = open[len(open)-1]
			}
			open = append(open, e.Name.Local)
			here := strings.Join(path, "/")
			switch {
			case e.Name.Local == "templateId" && parent == "ClinicalDocument":
				s.templates = append(s.templates, value(e, "root"))
			case e.Name.Local == "code" && parent == "ClinicalDocument":
				s.kind = value(e, "code")
			case e.Name.Local == "section":
				path = append(path, "")
				s.claims["?"] = nil
			case e.Name.Local == "templateId" && parent == "section":
				s.claims["?"] = append(s.claims["?"], value(e, "root"))
			case e.Name.Local == "code" && parent == "section":
				path[len(path)-1] = value(e, "code")
				here = strings.Join(path, "/")
				s.order = append(s.order, here)
				s.claims[here] = s.claims["?"]
			case parent == "entry":
				s.entries[here] = append(s.entries[here], e.Name.Local)
				depth = len(open)
			case e.Name.Local == "templateId" && len(open) == depth+1:
				s.entries[here][len(s.entries[here])-1] += " " + value(e, "root")
			}
		case xml.EndElement:
			if e.Name.Local == "section" {
				path = path[:len(path)-1]
			}
			if len(open) == depth {
				depth = 0
			}
			open = open[:len(open)-1]
		}
	}
}

// full is a synthesis in which every part says something.
func (c *cabinet) full() shape {
	me := c.patient.Actor
	c.says(me, profile.Conditions, "", "nom", "Hypertension artérielle", "code", "I10", "etat", "active", "depuis", "2018")
	c.says(me, profile.Conditions, "", "nom", "Angine", "etat", "past")
	c.says(me, profile.Allergies, "", "nom", "Pénicilline")
	c.says(me, profile.Treatments, "", "nom", "PARACETAMOL")
	d := c.begins()
	for _, p := range synthesis.Parts() {
		if d.Text(p).Words == "" {
			c.must(c.save(d, p, "Rien de particulier", 0))
			d = c.draft()
		}
	}
	doc, err := c.signs(d)
	c.must(err)
	got, _ := c.reads(me, doc)
	return shapeOf(c.t, got.Original)
}

// missing is why a model of the official volet is not claimed; a reason for a whole section stands under its path.
var missing = map[string]string{
	"1.2.250.1.213.1.1.1.13":         "the volet itself: it is of the type SYNTH, ours of 60591-5 (L.1111-15), and treatments and acts are not as it wants them",
	"2.16.840.1.113883.10.20.1.12":   "acts: no act of ours bears a code of the CCAM",
	"1.3.6.1.4.1.19376.1.5.3.1.3.11": "acts, as above", "1.3.6.1.4.1.19376.1.5.3.1.3.12": "acts, as above", "1.2.250.1.213.1.1.2.136": "acts, as above",
	"1.3.6.1.4.1.19376.1.5.3.1.3.16.1": "ways of living: words, no figure of LOINC", "1.2.250.1.213.1.1.2.141": "ways of living, as above",
	"1.3.6.1.4.1.19376.1.5.3.1.3.15": "the family: words, not whose and what by codes", "1.2.250.1.213.1.1.2.139": "the family, as above",
	"2.16.840.1.113883.10.20.1.8": "treatments: nobody says how often", "1.3.6.1.4.1.19376.1.5.3.1.3.19": "treatments, as above", "1.2.250.1.213.1.1.2.143": "treatments, as above",
}

// Issue 6 point 12: the synthesis beside the official example of the volet (VSM 1.4): each of its sections is ours, in the
// same place and order; each model that it claims we claim too, or it stands above why not. Ours has three sections more.
func TestTheSynthesisIsMadeAsTheOfficialVolet(t *testing.T) {
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real documents are not part of the project")
	}
	raw, err := os.ReadFile(filepath.Join(root, "cda", "VSM_1.4_2022.01.xml"))
	if err != nil {
		t.Fatal(err)
	}
	official, ours := shapeOf(t, raw), open(t).full()
	if len(official.order) != 13 || official.kind != "SYNTH" || ours.kind != synthesis.Type {
		t.Fatalf("%d sections of %s, ours of %s: the comparison looks at nothing", len(official.order), official.kind, ours.kind)
	}
	var common []string
	for _, at := range ours.order {
		if slices.Contains(official.order, at) {
			common = append(common, at)
		}
	}
	if !slices.Equal(common, official.order) {
		t.Errorf("sections\n want %q\n have %q", official.order, common)
	}
	if more := len(ours.order) - len(common); more != 3 {
		t.Errorf("%d sections of ours are none of the volet's: want vaccinations, measures and the comment", more)
	}
	left := func(at string, theirs, mine []string) {
		for _, model := range theirs {
			switch has := slices.Contains(mine, model); {
			case !has && missing[model] == "":
				t.Errorf("%s: %s is not claimed, and nothing says why", at, model)
			case has && missing[model] != "":
				t.Errorf("%s: %s is claimed, though %s", at, model, missing[model])
			}
		}
		for _, model := range mine {
			if at != "" && !slices.Contains(theirs, model) {
				t.Errorf("%s: %s is claimed, and the volet does not", at, model)
			}
		}
	}
	left("", official.templates, ours.templates)
	for _, at := range official.order {
		left(at, official.claims[at], ours.claims[at])
	}
	for _, code := range []string{"11450-4", "11348-0", "48765-2"} { // the entries of what is claimed are theirs too
		at := "46612-8/34117-2/" + code
		for _, e := range ours.entries[at] {
			if e != official.entries[at][0] {
				t.Errorf("%s: an entry is\n %s\n want %s", at, e, official.entries[at][0])
			}
		}
		if len(ours.entries[at]) == 0 {
			t.Errorf("%s: no entry", at)
		}
	}
}

// « Aucune allergie » is no allergy: a part with a line that states nothing of its kind claims no model of it.
func TestASentenceIsNotClaimedAsAnEntry(t *testing.T) {
	c := open(t)
	c.must(c.Profiles.NotConcerned(t.Context(), c.patient.Actor, c.patient.Patient, profile.Allergies))
	c.begins()
	doc, err := c.signs(c.draft())
	c.must(err)
	got, _ := c.reads(c.patient.Actor, doc)
	at := "46612-8/34117-2/48765-2"
	if s := shapeOf(t, got.Original); !slices.Contains(s.order, at) || len(s.claims[at]) != 0 || len(s.entries[at]) != 1 || s.entries[at][0] != "observation" {
		t.Errorf("%q claims %q, entries %q", s.order, s.claims[at], s.entries[at])
	}
}
