package profile_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/fhir"
	"espacesante/internal/id"
	"espacesante/internal/profile"
	"espacesante/internal/sample"
	"espacesante/internal/vaccine"
)

var noon = time.Date(2027, 3, 10, 11, 0, 0, 0, time.UTC)

func (p *place) measures(m profile.Measure, r profile.Reading) error {
	p.t.Helper()
	if r.On.IsZero() {
		r.On = noon
	}
	_, err := p.Profiles.Measured(p.t.Context(), p.patient.Actor, p.patient.Patient, m, r)
	return err
}

func (p *place) points(by access.Actor) []profile.Point {
	p.t.Helper()
	all, err := p.Profiles.Points(p.t.Context(), by, access.Normal, p.patient.Patient)
	p.must(err)
	return all
}

// issue 7 point 8: the eleven types; what no person can have is refused, what is unusual is asked about.
func TestMeasuresAreKeptWithinWhatAPersonCanHave(t *testing.T) {
	p := open(t, sample.Someone{})
	if n := len(profile.Definitions()); n != 11 {
		t.Errorf("%d types", n)
	}
	wantField(t, p.measures(profile.Weight, profile.Reading{Value: 725}), "valeur", "measure-range")
	wantField(t, p.measures(profile.Weight, profile.Reading{Value: 260}), "valeur", "unusual")
	p.must(p.measures(profile.Weight, profile.Reading{Value: 260, Sure: true}))
	wantField(t, p.measures(profile.Pressure, profile.Reading{Value: 120}), "valeur2", "measure-range")
	wantField(t, p.measures(profile.Pressure, profile.Reading{Value: 90, Second: 100}), "valeur2", "pressure-order")
	wantField(t, p.measures(profile.Glucose, profile.Reading{Value: 95}), "indicateur", "choose")
	p.must(p.measures(profile.Glucose, profile.Reading{Value: 6.4, Indicator: "hba1c"}))
	wantField(t, p.measures(profile.Heart, profile.Reading{Value: 60, On: sample.Start.Add(time.Hour)}), "date", "day-future")
	for _, d := range profile.Definitions() {
		for _, i := range d.Indicators {
			if i.LOINC == "" || i.UCUM == "" || i.Least >= i.Most {
				t.Errorf("%s: %+v", d.Measure, i)
			}
		}
	}
}

// #112: measures by the person and by who cares for her; each corrects and removes what is his own.
func TestMeasuresAreCorrectedByTheirAuthor(t *testing.T) {
	p := open(t, sample.Someone{})
	ctx, pat := t.Context(), p.patient.Patient
	e, err := p.Profiles.Measured(ctx, p.doctor.Actor, pat, profile.Pressure, profile.Reading{Value: 128, Second: 82, On: noon})
	p.must(err)
	wantReason(t, "corrected by the patient", p.Profiles.Remeasured(ctx, p.patient.Actor, pat, profile.Pressure, e, profile.Reading{Value: 1000, Second: 82, On: noon, Sure: true}), "")
	err = p.Profiles.Remeasured(ctx, p.patient.Actor, pat, profile.Pressure, e, profile.Reading{Value: 130, Second: 82, On: noon})
	wantReason(t, "corrected by the patient", err, access.NotAuthor)
	p.must(p.Profiles.Remeasured(ctx, p.doctor.Actor, pat, profile.Pressure, e, profile.Reading{Value: 130, Second: 82, On: noon}))
	got := p.points(p.patient.Actor)
	if len(got) != 1 || got[0].Value != 130 || got[0].Second != 82 || !got[0].On.Equal(noon) || got[0].Author.Name == "" {
		t.Errorf("%+v", got)
	}
	p.must(p.Profiles.Remove(ctx, p.doctor.Actor, pat, profile.Measures, e))
	if got := p.points(p.patient.Actor); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestABodyMassIndexIsComputedFromTheLastHeight(t *testing.T) {
	p := open(t, sample.Someone{})
	p.must(p.measures(profile.Height, profile.Reading{Value: 200, On: noon.AddDate(-3, 0, 0)}))
	p.must(p.measures(profile.Weight, profile.Reading{Value: 50, On: noon.AddDate(0, -2, 0)})) // no height of that year
	p.must(p.measures(profile.Height, profile.Reading{Value: 170, On: noon.AddDate(0, -1, 0)}))
	p.must(p.measures(profile.Weight, profile.Reading{Value: 72.25}))
	var found []profile.Point
	for _, one := range p.points(p.patient.Actor) {
		if one.Computed {
			found = append(found, one)
		}
	}
	if len(found) != 1 || found[0].Value != 25 || found[0].Measure != profile.BMI {
		t.Errorf("%+v", found)
	}
}

func (p *place) injects(by access.Actor, answers says) id.Entry {
	p.t.Helper()
	e, err := p.Profiles.Vaccinated(p.t.Context(), by, p.patient.Patient, profile.Draft{Answers: answers, Secret: profile.NotSecret})
	p.must(err)
	return e
}

func (p *place) booklet(by access.Actor) profile.Booklet {
	p.t.Helper()
	b, err := p.Profiles.Booklet(p.t.Context(), by, access.Normal, p.patient.Patient)
	p.must(err)
	return b
}

// #21, #113, issue 7 point 7: done, due and late by the age and the clock.
func TestTheBookletFollowsTheAge(t *testing.T) {
	p, mother := family(t, time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)) // almost 3 months
	state := func(a vaccine.Against) vaccine.State {
		for _, s := range p.booklet(mother).Steps {
			if s.Against == a && s.Dose == 1 {
				return s.State
			}
		}
		return ""
	}
	if s := state("hib"); s != vaccine.Due {
		t.Error(s)
	}
	p.Set(sample.Start.AddDate(0, 0, 10))
	if s := state("hib"); s != vaccine.Late {
		t.Error(s)
	}
	p.injects(p.doctor.Actor, says{"nom": "hexavalent", "code": "J07CA09", "quand": "2027-03-01", "lot": "A1"})
	if s := state("hib"); s != vaccine.Done {
		t.Error(s)
	}
	if got := p.Profiles.Compulsory(p.booklet(mother)); len(got) < 4 {
		t.Errorf("%+v", got)
	}
	_, err := p.Profiles.Vaccinated(t.Context(), mother, p.patient.Patient, profile.Draft{Answers: says{"nom": "ROR", "quand": "2031"}})
	wantField(t, err, "quand", "date-future")
}

// #101, #102: the Covid certificate is there by itself, and « Mettre à jour » brings it up to date after a new injection.
func TestTheCovidCertificateIsBroughtUpToDate(t *testing.T) {
	p := open(t, sample.Someone{})
	ctx, me := t.Context(), p.patient.Actor
	if !p.booklet(me).Covid.ID.IsZero() {
		t.Fatal("a certificate of nothing")
	}
	covid := says{"nom": "Comirnaty", "code": "J07BN01", "quand": "2021-05-03"}
	p.injects(p.doctor.Actor, covid)
	c := p.booklet(me).Covid
	if len(c.Doses) != 1 || c.Stale || c.Doses[0].On != "2021-05-03" {
		t.Fatalf("%+v", c)
	}
	covid["quand"] = "2021-06-14"
	p.injects(me, covid)
	if c = p.booklet(me).Covid; !c.Stale || len(c.Doses) != 1 {
		t.Fatalf("%+v", c)
	}
	p.Wait(time.Hour)
	p.must(p.Profiles.UpdateCertificate(ctx, me, p.patient.Patient))
	got := p.booklet(me).Covid
	if got.Stale || len(got.Doses) != 2 || got.Doses[1].On != "2021-06-14" || !got.At.After(c.At) || got.ID != c.ID {
		t.Errorf("%+v", got)
	}
}

// The real note of vaccination: its vaccinations come in once, with its author, and the page says from which document.
func TestVaccinationsComeFromANote(t *testing.T) {
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real files are not part of the project")
	}
	p := open(t, sample.Someone{})
	for name, want := range map[string]int{"VAC-NOTE_2023.01.xml": 1, "VAC_2023.01.xml": 1} {
		file, err := os.ReadFile(filepath.Join(root, "cda", name))
		p.must(err)
		doc := id.New[id.Document]()
		n, err := p.Profiles.FromNote(t.Context(), p.patient.Actor, p.patient.Patient, doc, file, profile.NotSecret)
		if err != nil || n < want {
			t.Errorf("%s: %d, %v", name, n, err)
		}
		again, err := p.Profiles.FromNote(t.Context(), p.patient.Actor, p.patient.Patient, doc, file, profile.NotSecret)
		if err != nil || again != 0 {
			t.Errorf("%s again: %d, %v", name, again, err)
		}
	}
	for _, i := range p.booklet(p.patient.Actor).Given {
		if i.On.IsZero() || i.Get("nom") == "" || i.Source.IsZero() {
			t.Errorf("%+v", i.Line)
		}
		t.Log(i.Get("quand"), i.Get("nom"), i.ATC, i.Get("lot"), i.Get("par"))
	}
	_, err := p.Profiles.FromNote(t.Context(), p.patient.Actor, p.patient.Patient, id.New[id.Document](), []byte("<a/>"), profile.NotSecret)
	wantField(t, err, "document", "no-vaccination")
}

// issue 7 point 6: the International Patient Summary has its shape: the composition first, its three required sections,
// why a section is empty, and every reference leads to a resource.
func TestTheInternationalSummaryHasItsShape(t *testing.T) {
	p := open(t, sample.Someone{})
	me := p.patient.Actor
	p.adds(me, profile.Treatments, says{"nom": "Paracétamol", "prise": "si <douleur>"})
	p.must(p.Profiles.NotConcerned(t.Context(), me, p.patient.Patient, profile.Allergies))
	p.adds(p.doctor.Actor, profile.Operations, says{"nom": "Stimulateur cardiaque", "sorte": "device"})
	p.must(p.measures(profile.Pressure, profile.Reading{Value: 128, Second: 82}))
	p.injects(me, says{"nom": "Grippe", "quand": "11/2026"})
	b, err := p.Profiles.Summary(t.Context(), me, "", p.patient.Patient, map[string]string{"allergies": "Allergies", "document": "Résumé"})
	p.must(err)
	if b.Type != "document" || b.Identifier == nil || b.Timestamp == "" {
		t.Errorf("%+v", b)
	}
	var c fhir.Composition
	p.must(json.Unmarshal(b.Entry[0].Resource, &c))
	if c.ResourceType != "Composition" || c.Type.Coding[0].Code != "60591-5" || c.Date == "" || c.Title == "" || len(c.Author) != 1 {
		t.Errorf("%+v", c)
	}
	empty := map[string]string{}
	for _, s := range c.Section {
		code := s.Code.Coding[0].Code
		if !strings.HasPrefix(s.Text.Div, `<div xmlns="http://www.w3.org/1999/xhtml"`) || strings.Contains(s.Text.Div, "<douleur>") {
			t.Errorf("%s: %s", code, s.Text.Div)
		}
		if (len(s.Entry) == 0) != (s.EmptyReason != nil) {
			t.Errorf("%s: entries and a reason for none", code)
		}
		if s.EmptyReason != nil {
			empty[code] = s.EmptyReason.Coding[0].Code
		}
		for _, r := range s.Entry {
			resolved(t, b, r.Reference)
		}
	}
	for code, want := range map[string]string{"48765-2": "nilknown", "11450-4": "unavailable", "10160-0": "", "11369-6": "", "8716-3": "", "46264-8": "", "47519-4": "unavailable"} {
		if got := empty[code]; got != want {
			t.Errorf("%s: empty because %q, want %q", code, got, want)
		}
	}
	for _, r := range append(c.Author, c.Subject) {
		resolved(t, b, r.Reference)
	}
	raw, err := json.Marshal(b)
	p.must(err)
	for _, r := range strings.Split(string(raw), `"reference":"`)[1:] {
		url, _, _ := strings.Cut(r, `"`)
		resolved(t, b, url)
	}
}

func resolved(t *testing.T, b fhir.Bundle, reference string) {
	t.Helper()
	if b.Find(reference) == nil {
		t.Errorf("%s leads nowhere", reference)
	}
}
