// Package cda reads clinical documents (HL7 CDA R2, as the CI-SIS profiles it): what they are, whose, by whom, and
// their text as a safe tree. It runs nothing a document carries and keeps no markup of it; it knows no record.
package cda

import (
	"log/slog"
	"slices"
	"strings"
	"time"
)

// ID is an HL7 identifier: an OID or UUID root, and often an extension within it.
type ID struct {
	Root, Extension string
}

// String writes an identifier as documents are compared: root, then ^ and the extension when there is one.
func (i ID) String() string {
	if i.Extension == "" {
		return i.Root
	}
	return i.Root + "^" + i.Extension
}

// Code is a coded value with the OID of its list.
type Code struct {
	Code, System, Label string
}

// Document is what one CDA file says. Empty fields were absent or null in it.
type Document struct {
	ID      ID
	SetID   ID
	Version int
	// Replaces names the parents under relatedDocument RPLC. In real documents it often differs from the id of the
	// former version: match by SetID and Version.
	Replaces []ID

	Type  Code
	Class string // by ASS_X04, empty for an unknown type
	// Format is the XDS formatCode, by templateId (ASS_A11) or body media type (ASS_A12); empty where no list has it.
	Format string
	Title  string
	// At is effectiveTime, when the document was made, in UTC.
	At time.Time
	// From and To bound the act described (documentationOf/serviceEvent), in UTC; zero when not said.
	From, To        time.Time
	Confidentiality string // N, R or V
	Language        string

	Patient         Patient
	Authors         []Author
	Custodian       ID
	CustodianName   string
	FacilityType    string // JDV_J02
	PracticeSetting string // JDV_J04

	// Level is 1 for a body in another format, 2 for text in sections, 3 for sections with coded entries.
	Level int
	// SelfPresenting is true when the document came inside its own style sheet, which is never run.
	SelfPresenting bool
	// Body is the embedded file of a level 1 document.
	Body *Media
	// SectionCount and EntryCount count them at every depth.
	SectionCount, EntryCount int
	Sections                 []Section
	// Media are the images and files embedded in a structured document (observationMedia).
	Media []Media
}

// Media is a file carried inside a document.
type Media struct {
	ID     string // what the text refers to it by
	Type   string // media type, lower case
	Bytes  []byte
	SHA256 string // hexadecimal
	// Regions are the IDs of the regions of interest drawn on it, which the text may refer to instead.
	Regions []string
}

// Patient is the person a document is about (recordTarget).
type Patient struct {
	INS ID
	// IDs are all identifiers given, the INS and local ones (IPP).
	IDs         []ID
	BirthFamily string // family BR, nom de naissance
	UsualFamily string // family CL, nom utilisé
	FirstGiven  string // given BR, premier prénom de l'acte de naissance
	GivenNames  string // given without qualifier, the list of the birth record
	UsualGiven  string // given CL, prénom utilisé
	Sex         string // M, F or U
	BirthDate   string // AAAAMMJJ
	BirthCOG    string // INSEE code of the place of birth
}

// Author is a person, an organisation or a device that wrote a document.
type Author struct {
	ID                    ID
	Family, Given, Suffix string
	Specialty             Code // JDV_J01, "G15_10/SM26"
	Function              Code // JDV_J47
	Organisation          string
	OrganisationID        ID
	Device                string // name of the software or device, when it is one
	At                    time.Time
}

// RPPS is the author's national number, empty when the identifier is of another kind: PS_IdNat 8 + RPPS, or the eleven
// digits alone as some software writes them.
func (a Author) RPPS() string {
	if a.ID.Root != psIDNat || strings.Trim(a.ID.Extension, "0123456789") != "" {
		return ""
	}
	switch e := a.ID.Extension; {
	case len(e) == 12 && e[0] == '8':
		return e[1:]
	case len(e) == 11:
		return e
	}
	return ""
}

// MediaByID finds the embedded file the text refers to.
func (d Document) MediaByID(id string) (Media, bool) {
	for _, m := range d.Media {
		if id != "" && (m.ID == id || slices.Contains(m.Regions, id)) {
			return m, true
		}
	}
	return Media{}, false
}

// String hides the content: a document in a log line is a leak.
func (d Document) String() string { return "[document]" }

// LogValue hides the content.
func (d Document) LogValue() slog.Value { return slog.StringValue("[document]") }

// String hides the person.
func (p Patient) String() string { return "[patient]" }

// LogValue hides the person.
func (p Patient) LogValue() slog.Value { return slog.StringValue("[patient]") }
