package profile

import (
	"context"
	"slices"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/fhir"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

// international builds an International Patient Summary (HL7 IPS): the
// composition first, then whom it is about, then what its sections lead to.
type international struct {
	words    map[string]string // titles of the sections, « none », « unsaid »
	subject  fhir.Reference
	sections []fhir.Section
	found    []resource
}

type resource struct {
	url  string
	body any
}

// Summary is the International Patient Summary of a space, as by may read it.
// words are what its titles say.
func (s *Service) Summary(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, words map[string]string) (fhir.Bundle, error) {
	p, err := s.Read(ctx, by, mode, patient)
	if err != nil {
		return fhir.Bundle{}, err
	}
	b, err := s.Booklet(ctx, by, mode, patient)
	if err != nil {
		return fhir.Bundle{}, err
	}
	points, err := s.Points(ctx, by, mode, patient)
	if err != nil {
		return fhir.Bundle{}, err
	}
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: patient, Reads: true}
	person, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (identity.Person, error) {
		return identity.PersonIn(ctx, tx, s.vault, patient)
	})
	if err != nil {
		return fhir.Bundle{}, err
	}
	return summed(p, b.Given, points, person, words, s.gate.Now())
}

// International is the same summary of books that were let through already, for
// the copy that their holder takes away (#97).
func (b Books) International(person identity.Person, words map[string]string, at time.Time) (fhir.Bundle, error) {
	var p Profile
	for _, section := range Sections() {
		p.Parts = append(p.Parts, partOf(section, b.Facts))
	}
	var given []Injection
	for _, l := range b.Injections {
		given = append(given, InjectionOf(l))
	}
	slices.SortStableFunc(given, func(x, y Injection) int { return y.On.Compare(x.On) })
	points := slices.Clone(b.Points)
	slices.SortStableFunc(points, func(x, y Point) int { return y.On.Compare(x.On) })
	return summed(p, given, points, person, words, at)
}

func summed(p Profile, given []Injection, points []Point, person identity.Person, words map[string]string, at time.Time) (fhir.Bundle, error) {
	i := international{words: words, subject: fhir.Reference{Reference: urn(id.New[id.Entry]())}}
	i.allergies(p.Part(Allergies))
	i.treatments(p.Part(Treatments))
	i.conditions(p.Part(Conditions))
	i.injections(given)
	i.operations(p.Part(Operations))
	i.points(points)
	return i.bundle(person, fhir.Instant(at))
}

func urn(e id.Entry) string { return "urn:uuid:" + e.UUID() }

// bundle puts the document together.
func (i *international) bundle(person identity.Person, at string) (fhir.Bundle, error) {
	document, author := id.New[id.Entry](), id.New[id.Entry]()
	b := fhir.SummaryBundle(document.UUID(), at)
	head := fhir.Composition{ResourceType: "Composition", Meta: fhir.SummaryMeta(), Status: "final", Type: fhir.SummaryType(), Subject: i.subject,
		Date: at, Author: []fhir.Reference{{Reference: urn(author)}}, Title: i.words["document"], Section: i.sections}
	all := append([]resource{{urn(id.New[id.Entry]()), head}, {i.subject.Reference, holder(person)},
		{urn(author), fhir.Organization{ResourceType: "Organization", Name: i.words["author"]}}}, i.found...)
	for _, r := range all {
		if err := b.Add(r.url, r.body); err != nil {
			return b, err
		}
	}
	return b, nil
}

// holder is whom the document is about.
func holder(p identity.Person) fhir.Patient {
	gender := map[identity.Sex]string{identity.Female: "female", identity.Male: "male"}[p.Sex]
	if gender == "" {
		gender = "unknown"
	}
	return fhir.Patient{ResourceType: "Patient", Identifier: []fhir.Identifier{{Use: "official", System: "urn:oid:" + p.OID, Value: p.INS.Reveal()}},
		Name:   []fhir.HumanName{{Use: "official", Text: p.Called(), Family: p.BirthName, Given: strings.Fields(p.BirthGivenNames)}},
		Gender: gender, BirthDate: fhir.Date(p.BirthDate)}
}

// keep adds a resource, and the reference that leads to it.
func (i *international) keep(e id.Entry, body any) fhir.Reference {
	i.found = append(i.found, resource{urn(e), body})
	return fhir.Reference{Reference: urn(e)}
}

// close adds a section; a part says what stands where there is no entry.
func (i *international) close(loinc, english, title string, p Part, refs []fhir.Reference, lines []string) {
	if len(lines) == 0 {
		lines = []string{i.words["unsaid"]}
		if p.State == None {
			lines = []string{i.words["none"]}
		}
	}
	i.sections = append(i.sections, fhir.SectionOf(loinc, english, i.words[title], refs, lines, p.State == None))
}

// filled are the lines of a part that say something.
func filled(p Part) []Line {
	if p.State != Filled {
		return nil
	}
	return p.Lines
}

func notes(l Line) (all []fhir.Annotation) {
	for _, words := range []string{l.Get("note"), l.Contest} {
		if words != "" {
			all = append(all, fhir.Annotation{Text: words})
		}
	}
	return all
}

func status(system, code string) *fhir.CodeableConcept {
	c := fhir.Concept("http://terminology.hl7.org/CodeSystem/"+system, code, "")
	return &c
}

func coded(l Line) fhir.CodeableConcept {
	return fhir.Coded(l.Get("liste"), l.Get("code"), l.Get("nom"))
}

func (i *international) allergies(p Part) {
	var refs []fhir.Reference
	var lines []string
	for _, l := range filled(p) {
		a := fhir.AllergyIntolerance{ResourceType: "AllergyIntolerance", ID: l.ID.String(), ClinicalStatus: status("allergyintolerance-clinical", "active"),
			VerificationStatus: status("allergyintolerance-verification", verified(l)), Code: coded(l), Patient: i.subject,
			Criticality:   map[string]string{"severe": "high", "mild": "low", "unknown": "unable-to-assess"}[l.Get("gravite")],
			OnsetDateTime: l.Get("depuis"), RecordedDate: fhir.Instant(l.At), Note: notes(l)}
		if words := l.Get("reaction"); words != "" {
			a.Reaction = []fhir.Reaction{{Manifestation: []fhir.CodeableConcept{{Text: words}}}}
		}
		refs, lines = append(refs, i.keep(l.ID, a)), append(lines, l.Get("nom"))
	}
	i.close("48765-2", "Allergies and adverse reactions Document", string(Allergies), p, refs, lines)
}

func verified(l Line) string {
	if l.Author.Kind == ByProfessional && l.ContestedAt == nil {
		return "confirmed"
	}
	return "unconfirmed"
}

func (i *international) treatments(p Part) {
	var refs []fhir.Reference
	var lines []string
	for _, l := range filled(p) {
		m := fhir.MedicationStatement{ResourceType: "MedicationStatement", ID: l.ID.String(), Status: "active", MedicationCodeableConcept: coded(l),
			Subject: i.subject, Note: notes(l)}
		if from, to := l.Get("depuis"), l.Get("jusqu"); from != "" || to != "" {
			m.EffectivePeriod = &fhir.Period{Start: from, End: to}
		} else {
			m.NoEffectiveDateTime = fhir.Unknown()
		}
		if words := l.Get("prise"); words != "" {
			m.Dosage = []fhir.Dosage{{Text: words}}
		}
		if words := l.Get("pourquoi"); words != "" {
			m.ReasonCode = []fhir.CodeableConcept{{Text: words}}
		}
		refs, lines = append(refs, i.keep(l.ID, m)), append(lines, strings.TrimSpace(l.Get("nom")+" "+l.Get("prise")))
	}
	i.close("10160-0", "History of Medication use Narrative", string(Treatments), p, refs, lines)
}

func (i *international) conditions(p Part) {
	var refs []fhir.Reference
	var lines []string
	for _, l := range filled(p) {
		clinical := "active"
		if l.Get("etat") == "past" {
			clinical = "resolved"
		}
		c := fhir.Condition{ResourceType: "Condition", ID: l.ID.String(), ClinicalStatus: status("condition-clinical", clinical),
			Category: []fhir.CodeableConcept{*status("condition-category", "problem-list-item")}, Code: coded(l), Subject: i.subject,
			OnsetDateTime: l.Get("depuis"), RecordedDate: fhir.Instant(l.At), Note: notes(l)}
		refs, lines = append(refs, i.keep(l.ID, c)), append(lines, l.Get("nom"))
	}
	i.close("11450-4", "Problem list - Reported", string(Conditions), p, refs, lines)
}

func (i *international) injections(given []Injection) {
	var refs []fhir.Reference
	var lines []string
	for _, g := range given {
		v := fhir.Immunization{ResourceType: "Immunization", ID: g.ID.String(), Status: "completed", VaccineCode: coded(g.Line), Patient: i.subject,
			OccurrenceDateTime: g.Get("quand"), LotNumber: g.Get("lot"), Note: notes(g.Line)}
		refs, lines = append(refs, i.keep(g.ID, v)), append(lines, g.Get("quand")+" "+g.Get("nom"))
	}
	i.close("11369-6", "History of Immunization Narrative", "vaccinations", Part{}, refs, lines)
}

// operations are procedures, and devices that stay in the body.
func (i *international) operations(p Part) {
	var done, worn []fhir.Reference
	var doneLines, wornLines []string
	for _, l := range filled(p) {
		if l.Get("sorte") == "device" {
			u := fhir.DeviceUseStatement{ResourceType: "DeviceUseStatement", ID: l.ID.String(), Status: "active", Subject: i.subject, TimingDateTime: l.Get("quand")}
			if u.TimingDateTime == "" {
				u.NoTimingDateTime = fhir.Unknown()
			}
			device := id.New[id.Entry]()
			u.Device = i.keep(device, fhir.Device{ResourceType: "Device", ID: device.String(), Type: fhir.CodeableConcept{Text: l.Get("nom")}, Patient: i.subject})
			worn, wornLines = append(worn, i.keep(l.ID, u)), append(wornLines, l.Get("nom"))
			continue
		}
		o := fhir.Procedure{ResourceType: "Procedure", ID: l.ID.String(), Status: "completed", Code: fhir.CodeableConcept{Text: l.Get("nom")},
			Subject: i.subject, PerformedDateTime: l.Get("quand"), Note: notes(l)}
		if o.PerformedDateTime == "" {
			o.NoPerformedDateTime = fhir.Unknown()
		}
		done, doneLines = append(done, i.keep(l.ID, o)), append(doneLines, l.Get("nom"))
	}
	none := Part{State: p.State}
	if p.State == Filled { // something is said, of the other kind
		none.State = Unsaid
	}
	i.close("47519-4", "History of Procedures Document", string(Operations), none, done, doneLines)
	i.close("46264-8", "History of medical device use", "devices", none, worn, wornLines)
}

// points is the last measure of each indicator.
func (i *international) points(points []Point) {
	var refs []fhir.Reference
	var lines []string
	seen := map[string]bool{}
	for _, p := range points {
		at := string(p.Measure) + p.Indicator
		d, known := Define(p.Measure)
		if seen[at] || !known || p.Computed {
			continue
		}
		seen[at] = true
		refs = append(refs, i.keep(p.ID, i.observed(d, p)))
		lines = append(lines, i.words[string(p.Measure)]+" "+p.Get("valeur")+" "+p.Get("valeur2"))
	}
	i.close("8716-3", "Vital signs", "measures", Part{}, refs, lines)
}

func (i *international) observed(d Definition, p Point) fhir.Observation {
	o := fhir.Observation{ResourceType: "Observation", ID: p.ID.String(), Status: "final", Subject: i.subject, EffectiveDateTime: fhir.Instant(p.On),
		Category: []fhir.CodeableConcept{*status("observation-category", "vital-signs")}}
	words := i.words[string(p.Measure)]
	if d.Both {
		o.Code = fhir.Concept(fhir.SystemLOINC, d.LOINC, words)
		for n, value := range []float64{p.Value, p.Second} {
			o.Component = append(o.Component, fhir.Component{Code: fhir.Concept(fhir.SystemLOINC, d.Indicators[n].LOINC, ""),
				ValueQuantity: fhir.UCUM(value, d.Indicators[n].UCUM)})
		}
		return o
	}
	one, _ := d.Indicator(p.Indicator)
	o.Code, o.ValueQuantity = fhir.Concept(fhir.SystemLOINC, one.LOINC, words), fhir.UCUM(p.Value, one.UCUM)
	return o
}
