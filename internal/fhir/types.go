// Package fhir writes and reads the few resources of HL7 FHIR R4 (4.0.1) that the service exchanges with other software.
// It is structures and JSON only: what a resource means for a space is decided elsewhere.
package fhir

import "time"

// MediaType is what a FHIR resource in JSON is sent as (http.html#mime-type).
const MediaType = "application/fhir+json"

// Systems of identifiers and codes, as the French profiles name them (FR Core, PDSm).
const (
	SystemURI   = "urn:ietf:rfc:3986"
	SystemRPPS  = "https://rpps.esante.gouv.fr"
	SystemIDNPS = "urn:oid:1.2.250.1.71.4.2.1" // of a professional, with its first digit: 8 and the RPPS
	SystemIDNST = "urn:oid:1.2.250.1.71.4.2.2" // of a structure: 1 and the FINESS
	SystemFINES = "https://finess.esante.gouv.fr"
	SystemLOINC = "http://loinc.org"
	SystemTypes = "https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire"
	SystemClass = "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument"
	SystemSight = "https://mos.esante.gouv.fr/NOS/TRE_A07-StatusVisibiliteDocument/FHIR/TRE-A07-StatusVisibiliteDocument"
	SystemIssue = "http://terminology.hl7.org/CodeSystem/operation-outcome"
)

// Element kinds of FHIR R4 (datatypes.html), with the fields that we read or write. What is empty is not written.
type (
	Coding struct {
		System  string `json:"system,omitempty"`
		Version string `json:"version,omitempty"`
		Code    string `json:"code,omitempty"`
		Display string `json:"display,omitempty"`
	}
	CodeableConcept struct {
		Coding []Coding `json:"coding,omitempty"`
		Text   string   `json:"text,omitempty"`
	}
	Identifier struct {
		Use    string           `json:"use,omitempty"`
		Type   *CodeableConcept `json:"type,omitempty"`
		System string           `json:"system,omitempty"`
		Value  string           `json:"value,omitempty"`
	}
	Reference struct {
		Reference  string      `json:"reference,omitempty"`
		Type       string      `json:"type,omitempty"`
		Identifier *Identifier `json:"identifier,omitempty"`
		Display    string      `json:"display,omitempty"`
	}
	Period struct {
		Start string `json:"start,omitempty"`
		End   string `json:"end,omitempty"`
	}
	Quantity struct {
		Value  float64 `json:"value"`
		Unit   string  `json:"unit,omitempty"`
		System string  `json:"system,omitempty"`
		Code   string  `json:"code,omitempty"`
	}
	Narrative struct {
		Status string `json:"status"`
		Div    string `json:"div"`
	}
	Annotation struct {
		Text string `json:"text"`
	}
	HumanName struct {
		Use    string   `json:"use,omitempty"`
		Text   string   `json:"text,omitempty"`
		Family string   `json:"family,omitempty"`
		Given  []string `json:"given,omitempty"`
		Prefix []string `json:"prefix,omitempty"`
		Suffix []string `json:"suffix,omitempty"`
	}
	ContactPoint struct {
		System string `json:"system,omitempty"`
		Value  string `json:"value,omitempty"`
		Use    string `json:"use,omitempty"`
	}
	Attachment struct {
		ContentType string `json:"contentType,omitempty"`
		Language    string `json:"language,omitempty"`
		Data        []byte `json:"data,omitempty"`
		URL         string `json:"url,omitempty"`
		Size        int64  `json:"size,omitempty"`
		Hash        []byte `json:"hash,omitempty"` // SHA-1 of the data (datatypes.html#Attachment)
		Title       string `json:"title,omitempty"`
		Creation    string `json:"creation,omitempty"`
	}
	Extension struct {
		URL          string `json:"url"`
		ValueBoolean *bool  `json:"valueBoolean,omitempty"`
		ValueCode    string `json:"valueCode,omitempty"`
		ValueString  string `json:"valueString,omitempty"`
	}
	Meta struct {
		VersionID   string   `json:"versionId,omitempty"`
		LastUpdated string   `json:"lastUpdated,omitempty"`
		Profile     []string `json:"profile,omitempty"`
		Security    []Coding `json:"security,omitempty"`
	}
)

// Concept is one code of one system, with its words.
func Concept(system, code, display string) CodeableConcept {
	return CodeableConcept{Coding: []Coding{{System: system, Code: code, Display: display}}, Text: display}
}

// Instant writes a moment as FHIR wants it: to the second, with its offset.
func Instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// Date writes a civil day.
func Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// ParseDateTime reads a dateTime of FHIR, down to the precision that it has: a year, a month, a day or an instant. What
// is none of them is the zero time.
func ParseDateTime(s string) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}
