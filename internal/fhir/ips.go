package fhir

import (
	"html"
	"strings"
)

// Profiles of the International Patient Summary (HL7 IPS 2.0, uv/ips).
const (
	ipsBundle      = "http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips"
	ipsComposition = "http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips"
	absentReason   = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
	emptyReasons   = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
	systemUCUM     = "http://unitsofmeasure.org"
)

// Composition is the head of a document: who, when, its sections (composition.html).
type Composition struct {
	ResourceType string          `json:"resourceType"`
	ID           string          `json:"id,omitempty"`
	Meta         *Meta           `json:"meta,omitempty"`
	Status       string          `json:"status"`
	Type         CodeableConcept `json:"type"`
	Subject      Reference       `json:"subject"`
	Date         string          `json:"date"`
	Author       []Reference     `json:"author"`
	Title        string          `json:"title"`
	Custodian    *Reference      `json:"custodian,omitempty"`
	Section      []Section       `json:"section"`
}

// Section is one of a composition: entries, or why there is none.
type Section struct {
	Title       string           `json:"title"`
	Code        CodeableConcept  `json:"code"`
	Text        Narrative        `json:"text"`
	Entry       []Reference      `json:"entry,omitempty"`
	EmptyReason *CodeableConcept `json:"emptyReason,omitempty"`
}

// AllergyIntolerance is an allergy (allergyintolerance.html).
type AllergyIntolerance struct {
	ResourceType       string           `json:"resourceType"`
	ID                 string           `json:"id"`
	ClinicalStatus     *CodeableConcept `json:"clinicalStatus,omitempty"`
	VerificationStatus *CodeableConcept `json:"verificationStatus,omitempty"`
	Criticality        string           `json:"criticality,omitempty"`
	Code               CodeableConcept  `json:"code"`
	Patient            Reference        `json:"patient"`
	OnsetDateTime      string           `json:"onsetDateTime,omitempty"`
	RecordedDate       string           `json:"recordedDate,omitempty"`
	Asserter           *Reference       `json:"asserter,omitempty"`
	Note               []Annotation     `json:"note,omitempty"`
	Reaction           []Reaction       `json:"reaction,omitempty"`
}

// Reaction is what an allergy did.
type Reaction struct {
	Manifestation []CodeableConcept `json:"manifestation"`
}

// Condition is an illness (condition.html).
type Condition struct {
	ResourceType   string            `json:"resourceType"`
	ID             string            `json:"id"`
	ClinicalStatus *CodeableConcept  `json:"clinicalStatus,omitempty"`
	Category       []CodeableConcept `json:"category,omitempty"`
	Code           CodeableConcept   `json:"code"`
	Subject        Reference         `json:"subject"`
	OnsetDateTime  string            `json:"onsetDateTime,omitempty"`
	RecordedDate   string            `json:"recordedDate,omitempty"`
	Asserter       *Reference        `json:"asserter,omitempty"`
	Note           []Annotation      `json:"note,omitempty"`
}

// MedicationStatement is a treatment that is taken (medicationstatement.html).
type MedicationStatement struct {
	ResourceType              string            `json:"resourceType"`
	ID                        string            `json:"id"`
	Status                    string            `json:"status"`
	MedicationCodeableConcept CodeableConcept   `json:"medicationCodeableConcept"`
	Subject                   Reference         `json:"subject"`
	EffectivePeriod           *Period           `json:"effectivePeriod,omitempty"`
	NoEffectiveDateTime       *Absent           `json:"_effectiveDateTime,omitempty"`
	InformationSource         *Reference        `json:"informationSource,omitempty"`
	ReasonCode                []CodeableConcept `json:"reasonCode,omitempty"`
	Note                      []Annotation      `json:"note,omitempty"`
	Dosage                    []Dosage          `json:"dosage,omitempty"`
}

// Absent says why an element that must be there is not.
type Absent struct {
	Extension []Extension `json:"extension"`
}

// Unknown is an element that nobody knows.
func Unknown() *Absent {
	return &Absent{Extension: []Extension{{URL: absentReason, ValueCode: "unknown"}}}
}

// Dosage is how a treatment is taken, in words.
type Dosage struct {
	Text string `json:"text"`
}

// Immunization is a vaccination that was given (immunization.html).
type Immunization struct {
	ResourceType       string          `json:"resourceType"`
	ID                 string          `json:"id"`
	Status             string          `json:"status"`
	VaccineCode        CodeableConcept `json:"vaccineCode"`
	Patient            Reference       `json:"patient"`
	OccurrenceDateTime string          `json:"occurrenceDateTime"`
	LotNumber          string          `json:"lotNumber,omitempty"`
	Note               []Annotation    `json:"note,omitempty"`
}

// Observation is a measure (observation-vitalsigns.html).
type Observation struct {
	ResourceType      string            `json:"resourceType"`
	ID                string            `json:"id"`
	Status            string            `json:"status"`
	Category          []CodeableConcept `json:"category,omitempty"`
	Code              CodeableConcept   `json:"code"`
	Subject           Reference         `json:"subject"`
	EffectiveDateTime string            `json:"effectiveDateTime"`
	ValueQuantity     *Quantity         `json:"valueQuantity,omitempty"`
	Component         []Component       `json:"component,omitempty"`
}

// Component is one value of several measured together.
type Component struct {
	Code          CodeableConcept `json:"code"`
	ValueQuantity *Quantity       `json:"valueQuantity"`
}

// Procedure is an operation, or a stay (procedure.html).
type Procedure struct {
	ResourceType        string          `json:"resourceType"`
	ID                  string          `json:"id"`
	Status              string          `json:"status"`
	Code                CodeableConcept `json:"code"`
	Subject             Reference       `json:"subject"`
	PerformedDateTime   string          `json:"performedDateTime,omitempty"`
	NoPerformedDateTime *Absent         `json:"_performedDateTime,omitempty"`
	Note                []Annotation    `json:"note,omitempty"`
}

// Device is what stays in the body (device.html).
type Device struct {
	ResourceType string          `json:"resourceType"`
	ID           string          `json:"id"`
	Type         CodeableConcept `json:"type"`
	Patient      Reference       `json:"patient"`
}

// DeviceUseStatement says that it is there (deviceusestatement.html).
type DeviceUseStatement struct {
	ResourceType     string    `json:"resourceType"`
	ID               string    `json:"id"`
	Status           string    `json:"status"`
	Subject          Reference `json:"subject"`
	TimingDateTime   string    `json:"timingDateTime,omitempty"`
	NoTimingDateTime *Absent   `json:"_timingDateTime,omitempty"`
	Device           Reference `json:"device"`
}

// SummaryType is what the document is: a patient summary.
func SummaryType() CodeableConcept {
	return Concept(SystemLOINC, "60591-5", "Patient summary Document")
}

// SummaryBundle is an empty International Patient Summary: a document, whose
// first entry must be its Composition.
func SummaryBundle(identifier, at string) Bundle {
	return Bundle{ResourceType: "Bundle", ID: identifier, Meta: &Meta{Profile: []string{ipsBundle}}, Type: "document", Timestamp: at,
		Identifier: &Identifier{System: SystemURI, Value: "urn:uuid:" + identifier}}
}

// SummaryMeta is the profile of the Composition.
func SummaryMeta() *Meta { return &Meta{Profile: []string{ipsComposition}} }

// Why a section has no entry: none, as somebody said, or nobody said.
func nilKnown() *CodeableConcept    { return reason("nilknown", "Nil Known") }
func unavailable() *CodeableConcept { return reason("unavailable", "Unavailable") }

func reason(code, display string) *CodeableConcept {
	c := Concept(emptyReasons, code, display)
	return &c
}

// SectionOf is a section of its entries; without any, it says why: none is
// « somebody said that there is none », as words say it.
func SectionOf(loinc, english, title string, entries []Reference, lines []string, none bool) Section {
	s := Section{Title: title, Code: Concept(SystemLOINC, loinc, english), Entry: entries, Text: Narrated(lines...)}
	switch {
	case len(entries) > 0:
	case none:
		s.EmptyReason = nilKnown()
	default:
		s.EmptyReason = unavailable()
	}
	return s
}

// Narrated is lines as a human reads them (narrative.html).
func Narrated(lines ...string) Narrative {
	var b strings.Builder
	b.WriteString(`<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr" lang="fr"><ul>`)
	for _, l := range lines {
		b.WriteString("<li>" + html.EscapeString(l) + "</li>")
	}
	b.WriteString("</ul></div>")
	return Narrative{Status: "generated", Div: b.String()}
}

// UCUM is a quantity with its unit.
func UCUM(value float64, unit string) *Quantity {
	return &Quantity{Value: value, Unit: unit, System: systemUCUM, Code: unit}
}

// Coded is one code, or words alone where there is none.
func Coded(system, code, words string) CodeableConcept {
	if code == "" || strings.HasPrefix(system, "urn:") {
		return CodeableConcept{Text: words}
	}
	return Concept(system, code, words)
}
