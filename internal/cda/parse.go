package cda

import (
	"strconv"
	"strings"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/codes"
	"espacesante/internal/limit"
)

// OIDs of the identifiers that matter (ANS, annexe « Sources des données personnes et structures »).
const (
	psIDNat = "1.2.250.1.71.4.2.1" // professionals: kind digit + number

	INSNIR     = "1.2.250.1.213.1.4.8"
	INSNIA     = "1.2.250.1.213.1.4.9"
	INSNIRTest = "1.2.250.1.213.1.4.10"
	INSNIRDemo = "1.2.250.1.213.1.4.11"
)

// insRoots are the INS identities in the order one is preferred to another.
var insRoots = []string{INSNIR, INSNIA, INSNIRTest, INSNIRDemo}

// Parse reads a clinical document, alone or inside its own style sheet. Every refusal is an *Error. The input is at
// most limit.UploadBytes; nothing is fetched, expanded or run.
func Parse(data []byte) (Document, error) {
	if len(data) > limit.UploadBytes {
		return Document{}, refuse(TooBig, "")
	}
	root, wrapped, err := tree(data)
	if err != nil {
		return Document{}, err
	}
	d := Document{SelfPresenting: wrapped}
	for _, read := range []func(*Document, *node) error{header, patient, authors, context, body} {
		if err := read(&d, root); err != nil {
			return Document{}, err
		}
	}
	d.Class, d.Format = class(d), format(d, root)
	return d, nil
}

func header(d *Document, n *node) error {
	d.ID, d.SetID = oid(n.first("id")), oid(n.first("setId"))
	if d.ID.Root == "" {
		return refuse(MissingID, "")
	}
	d.Version, _ = strconv.Atoi(n.first("versionNumber").get("value"))
	d.Type = coded(n.first("code"))
	if d.Type.Code == "" || d.Type.System == "" {
		return refuse(MissingType, "")
	}
	var ok bool
	if d.At, ok = instant(n.first("effectiveTime").get("value")); !ok || d.At.Year() < 1900 || d.At.Year() > 2199 {
		return refuse(MissingDate, "")
	}
	d.Title = n.first("title").words()
	if d.Title == "" {
		d.Title = d.Type.Label
	}
	d.Language = n.first("languageCode").get("code")
	switch d.Confidentiality = n.first("confidentialityCode").get("code"); d.Confidentiality {
	case "":
		d.Confidentiality = "N"
	case "N", "R", "V":
	default:
		return refuse(Confidentiality, "")
	}
	for _, r := range n.all("relatedDocument") {
		if r.get("typeCode") != "RPLC" {
			continue
		}
		for _, id := range r.all("parentDocument", "id") {
			d.Replaces = append(d.Replaces, oid(id))
		}
	}
	return nil
}

// patient reads the one person of the document. Two are refused whoever they are: a group session's report is not
// for a person's record.
func patient(d *Document, n *node) error {
	targets := n.all("recordTarget")
	roles := n.all("recordTarget", "patientRole")
	switch {
	case len(targets) > 1 || len(roles) > 1:
		return refuse(TwoPatients, "")
	case len(roles) == 0:
		return refuse(NoPatient, "")
	}
	p := &d.Patient
	for _, id := range roles[0].all("id") {
		if i := oid(id); i.Root != "" {
			p.IDs = append(p.IDs, i)
		}
	}
	var two bool
	if p.INS, two = insOf(p.IDs); two {
		return refuse(TwoPatients, "two INS of one kind")
	}
	if p.INS.Extension == "" {
		return refuse(MissingINS, "")
	}
	person := roles[0].first("patient")
	names(p, person)
	switch p.Sex = person.first("administrativeGenderCode").get("code"); p.Sex {
	case "M", "F":
	default:
		p.Sex = "U"
	}
	p.BirthDate = person.first("birthTime").get("value")
	p.BirthDate = p.BirthDate[:min(len(p.BirthDate), 8)]
	p.BirthCOG = person.first("birthplace", "place", "addr", "county").words()
	return nil
}

// insOf picks the INS among a patient's identifiers, by root: their order in the document means nothing.
func insOf(ids []ID) (ins ID, two bool) {
	for _, root := range insRoots {
		for _, id := range ids {
			if id.Root != root || id.Extension == "" {
				continue
			}
			if ins.Root == root && ins.Extension != id.Extension {
				return ID{}, true
			}
			if ins.Root == "" {
				ins = id
			}
		}
	}
	return ins, false
}

// names reads the names of birth and use by their qualifiers (INS identity in CDA, CI-SIS volet structuration
// minimale): BR birth, CL used, SP married; a given without qualifier is the birth record's list.
func names(p *Patient, person *node) {
	for _, f := range person.all("name", "family") {
		switch w := f.words(); f.get("qualifier") {
		case "BR":
			p.BirthFamily = w
		case "CL", "SP":
			p.UsualFamily = w
		case "":
			if p.BirthFamily == "" {
				p.BirthFamily = w
			}
		}
	}
	var list []string
	for _, g := range person.all("name", "given") {
		switch w := g.words(); g.get("qualifier") {
		case "BR":
			p.FirstGiven = w
		case "CL":
			p.UsualGiven = w
		case "":
			if w != "" {
				list = append(list, w)
			}
		}
	}
	p.GivenNames = strings.Join(list, " ")
}

func authors(d *Document, n *node) error {
	for _, a := range n.all("author") {
		as := a.first("assignedAuthor")
		author := Author{
			ID:             oid(as.first("id")),
			Specialty:      coded(as.first("code")),
			Function:       coded(a.first("functionCode")),
			Organisation:   as.first("representedOrganization", "name").words(),
			OrganisationID: oid(as.first("representedOrganization", "id")),
			Device:         as.first("assignedAuthoringDevice", "softwareName").words(),
		}
		if person := as.first("assignedPerson", "name"); person != nil {
			author.Family = person.first("family").words()
			author.Suffix = person.first("suffix").words()
			var given []string
			for _, g := range person.all("given") {
				given = append(given, g.words())
			}
			author.Given = strings.Join(given, " ")
		}
		author.At, _ = instant(a.first("time").get("value"))
		d.Authors = append(d.Authors, author)
	}
	return nil
}

// context reads where and in what setting the act took place.
func context(d *Document, n *node) error {
	org := n.first("custodian", "assignedCustodian", "representedCustodianOrganization")
	d.Custodian, d.CustodianName = oid(org.first("id")), org.first("name").words()
	d.FacilityType = n.first("componentOf", "encompassingEncounter", "location", "healthCareFacility", "code").get("code")
	for _, e := range n.all("documentationOf", "serviceEvent") {
		org := e.first("performer", "assignedEntity", "representedOrganization", "standardIndustryClassCode")
		if d.PracticeSetting == "" {
			d.PracticeSetting = org.get("code")
		}
		if d.From.IsZero() {
			t := e.first("effectiveTime")
			d.From, _ = instant(t.first("low").get("value"))
			d.To, _ = instant(t.first("high").get("value"))
			if v, ok := instant(t.get("value")); ok {
				d.From, d.To = v, v
			}
		}
	}
	return nil
}

func class(d Document) string {
	t, _ := codes.DocumentTypeIn(d.Type.System, d.Type.Code)
	return t.Class
}

// format follows the body: its media type at level 1, the document's most particular template otherwise.
func format(d Document, n *node) string {
	if d.Body != nil {
		f, _ := codes.MediaFormat(d.Body.Type)
		return f
	}
	last := ""
	for _, t := range n.all("templateId") {
		if f, ok := codes.TemplateFormat(t.get("root")); ok {
			last = f
		}
	}
	return last
}

func oid(n *node) ID { return ID{Root: n.get("root"), Extension: n.get("extension")} }

func coded(n *node) Code {
	return Code{Code: n.get("code"), System: n.get("codeSystem"), Label: n.get("displayName")}
}

// instant reads an HL7 timestamp, AAAAMMJJ[hhmm[ss]][±zzzz]; without a zone it is Paris's time.
func instant(s string) (time.Time, bool) {
	if dot := strings.IndexByte(s, '.'); dot > 0 { // fractions of a second, of any length
		end := dot + 1
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		s = s[:dot] + s[end:]
	}
	for _, layout := range []string{"20060102150405-0700", "200601021504-0700", "20060102-0700", "2006010215-0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	for _, layout := range []string{"20060102150405", "200601021504", "20060102"} {
		if t, err := time.ParseInLocation(layout, s, clock.Paris); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
