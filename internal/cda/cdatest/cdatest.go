// Package cdatest writes small clinical documents about people who do not exist, for tests and demonstrations. Each
// is valid for cda.Parse and nothing in it was copied from a published sample.
package cdatest

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Options say what a document is, whose and by whom. Every empty field has a default, so that Level3(Options{}) is
// a whole document.
type Options struct {
	ID, SetID string // OIDs
	Version   int
	Replaces  string // the former version's ID

	TypeCode, TypeSystem, TypeLabel string
	Title                           string
	Template                        string // templateId of the model of content
	Date                            time.Time
	Confidentiality                 string

	INS, INSRoot          string // 15 digits; fictional under the test OID by default
	BirthName, UsualName  string
	FirstGiven, GivenList string
	Sex                   string    // M or F
	BirthDate             time.Time // a day
	BirthCOG              string

	AuthorRPPS                  string
	AuthorFamily, AuthorGiven   string
	AuthorSpecialty             string // JDV_J01
	Organisation, FINESS        string
	FacilityType, PracticeSetup string

	Media   string // Level1: media type of Body
	Body    []byte // Level1
	Section string // Level3: a narrative block put first, as XML of the HL7 namespace
	Image   []byte // Level3: a PNG or JPEG shown by the text, as observationMedia
}

// NIR completes thirteen characters with their key (97 − n mod 97; 2A is 19 and 2B is 18).
func NIR(thirteen string) string {
	digits := strings.NewReplacer("2A", "19", "2B", "18").Replace(thirteen)
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || len(thirteen) != 13 {
		panic("cdatest: a NIR has thirteen digits: " + thirteen)
	}
	return fmt.Sprintf("%s%02d", thirteen, 97-n%97)
}

// Defaults fills what is empty.
func (o Options) Defaults() Options {
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	set(&o.SetID, "1.2.250.1.999.1.7")
	if o.Version == 0 {
		o.Version = 1
	}
	set(&o.ID, fmt.Sprintf("%s.%d", o.SetID, o.Version))
	set(&o.TypeCode, "11488-4")
	set(&o.TypeSystem, "2.16.840.1.113883.6.1")
	set(&o.TypeLabel, "CR ou fiche de consultation ou de visite")
	set(&o.Title, "Compte rendu de consultation")
	if o.Date.IsZero() {
		o.Date = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	}
	set(&o.Confidentiality, "N")
	set(&o.INS, NIR("2850678006084"))
	set(&o.INSRoot, "1.2.250.1.213.1.4.10")
	set(&o.BirthName, "EXEMPLE")
	set(&o.UsualName, o.BirthName)
	set(&o.FirstGiven, "LÉA")
	set(&o.GivenList, o.FirstGiven+" MARIE")
	set(&o.Sex, "F")
	if o.BirthDate.IsZero() {
		o.BirthDate = time.Date(1985, 6, 14, 0, 0, 0, 0, time.UTC)
	}
	set(&o.BirthCOG, "78006")
	set(&o.AuthorRPPS, "10000000017")
	set(&o.AuthorFamily, "FICTIF")
	set(&o.AuthorGiven, "Paul")
	set(&o.AuthorSpecialty, "G15_10/SM54")
	set(&o.Organisation, "Cabinet des Tilleuls")
	set(&o.FINESS, "780000014")
	set(&o.FacilityType, "SA07")
	set(&o.PracticeSetup, "AMBULATOIRE")
	set(&o.Media, "application/pdf")
	if o.Body == nil {
		o.Body = PDF("Document fictif", o.Title)
	}
	return o
}

// Level1 is a document whose body is a file, a PDF of one page by default.
func Level1(o Options) []byte {
	o = o.Defaults()
	body := fmt.Sprintf(`<component><nonXMLBody><text mediaType="%s" representation="B64">%s</text></nonXMLBody></component>`,
		esc(o.Media), lines(base64.StdEncoding.EncodeToString(o.Body)))
	return document(o, body)
}

// Level3 is a document in sections, with words, a list, a table and one coded entry.
func Level3(o Options) []byte {
	o = o.Defaults()
	image := ""
	if o.Image != nil {
		kind := "image/png"
		if bytes.HasPrefix(o.Image, []byte{0xff, 0xd8}) {
			kind = "image/jpeg"
		}
		image = fmt.Sprintf(`<component><section><title>Image</title><text><renderMultiMedia referencedObject="image-1"/></text>
<entry><observationMedia classCode="OBS" moodCode="EVN" ID="image-1"><value mediaType="%s" representation="B64">%s</value></observationMedia></entry></section></component>`,
			kind, lines(base64.StdEncoding.EncodeToString(o.Image)))
	}
	body := `<component><structuredBody>
<component><section><code code="46239-0" codeSystem="2.16.840.1.113883.6.1" displayName="Motif"/><title>Motif</title>
<text>` + o.Section + `<paragraph>Toux depuis <content styleCode="Bold">trois semaines</content>.<br/>Pas de fièvre.</paragraph>
<list listType="unordered"><item>Tabac : non</item><item>Allergie : aucune connue</item></list></text></section></component>
<component><section><title>Mesures</title>
<text><table border="1"><caption>Mesures du jour</caption><thead><tr><th>Mesure</th><th>Valeur</th></tr></thead>
<tbody><tr><td>Poids</td><td>62 kg</td></tr><tr><td>Température</td><td>37,1 °C</td></tr></tbody></table></text>
<entry><observation classCode="OBS" moodCode="EVN"><code code="29463-7" codeSystem="2.16.840.1.113883.6.1"/>
<value xsi:type="PQ" value="62" unit="kg"/></observation></entry></section></component>` + image + `
</structuredBody></component>`
	return document(o, body)
}

// SelfPresenting is a level 3 document inside a style sheet that would draw it, and that must never be run.
func SelfPresenting(o Options) []byte {
	inner := bytes.TrimPrefix(Level3(o), []byte(xml.Header))
	return []byte(xml.Header + `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<data:content xmlns:data="urn:asip-sante:ci-sis">` + string(inner) + `</data:content>
<xsl:template match="/"><html><script>window.location="https://example.invalid/"</script></html></xsl:template>
</xsl:stylesheet>`)
}

// PDF is a PDF of one page that says these lines, with a right table of references.
func PDF(said ...string) []byte {
	var page strings.Builder
	page.WriteString("BT /F1 14 Tf 16 TL 56 780 Td\n")
	for _, l := range said {
		page.WriteByte('(')
		for _, r := range l {
			switch {
			case r >= 0xa0 && r <= 0xff: // as in WinAnsi
				fmt.Fprintf(&page, `\%03o`, r)
			case r > 0x7e || r < 0x20 || r == '(' || r == ')' || r == '\\':
				page.WriteByte('.')
			default:
				page.WriteRune(r)
			}
		}
		page.WriteString(") Tj T*\n")
	}
	page.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	return PDFOf(objects...)
}

// PDFOf writes a PDF of these objects, numbered from 1; the first is the catalogue.
func PDFOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

func document(o Options, body string) []byte {
	var b strings.Builder
	b.WriteString(xml.Header)
	b.WriteString(`<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><templateId root="1.2.250.1.213.1.1.1.1"/>`)
	if o.Template != "" {
		fmt.Fprintf(&b, "<templateId root=\"%s\"/>", esc(o.Template))
	}
	fmt.Fprintf(&b, `<id root="%s"/><code code="%s" codeSystem="%s" displayName="%s"/><title>%s</title>`,
		esc(o.ID), esc(o.TypeCode), esc(o.TypeSystem), esc(o.TypeLabel), esc(o.Title))
	fmt.Fprintf(&b, `
<effectiveTime value="%s"/><confidentialityCode code="%s" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="fr-FR"/>`,
		stamp(o.Date), esc(o.Confidentiality))
	fmt.Fprintf(&b, `<setId root="%s"/><versionNumber value="%d"/>`, esc(o.SetID), o.Version)
	b.WriteString(person(o))
	b.WriteString(writtenBy(o))
	if o.Replaces != "" {
		fmt.Fprintf(&b, `<relatedDocument typeCode="RPLC"><parentDocument><id root="%s"/></parentDocument></relatedDocument>`, esc(o.Replaces))
	}
	fmt.Fprintf(&b, `<componentOf><encompassingEncounter><effectiveTime value="%s"/><location><healthCareFacility><code code="%s" codeSystem="1.2.250.1.71.4.2.4"/></healthCareFacility></location></encompassingEncounter></componentOf>`,
		stamp(o.Date), esc(o.FacilityType))
	b.WriteString("\n" + body + "\n</ClinicalDocument>\n")
	return []byte(b.String())
}

func person(o Options) string {
	return fmt.Sprintf(`
<recordTarget><patientRole><id root="1.2.250.1.999.3" extension="IPP-0001"/><id root="%s" extension="%s"/><addr nullFlavor="NASK"/><telecom nullFlavor="NASK"/>
<patient><name><family qualifier="CL">%s</family><family qualifier="BR">%s</family><given>%s</given><given qualifier="BR">%s</given></name>
<administrativeGenderCode code="%s" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="%s"/>
<birthplace><place><addr><county>%s</county></addr></place></birthplace></patient></patientRole></recordTarget>`,
		esc(o.INSRoot), esc(o.INS), esc(o.UsualName), esc(o.BirthName), esc(o.GivenList), esc(o.FirstGiven),
		esc(o.Sex), o.BirthDate.Format("20060102"), esc(o.BirthCOG))
}

func writtenBy(o Options) string {
	return fmt.Sprintf(`
<author><time value="%s"/><assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="8%s"/><code code="%s" codeSystem="1.2.250.1.213.1.1.4.5"/>
<assignedPerson><name><given>%s</given><family>%s</family></name></assignedPerson>
<representedOrganization><id root="1.2.250.1.71.4.2.2" extension="1%s"/><name>%s</name></representedOrganization></assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization><id root="1.2.250.1.71.4.2.2" extension="1%s"/><name>%s</name></representedCustodianOrganization></assignedCustodian></custodian>
<documentationOf><serviceEvent><effectiveTime><low value="%s"/></effectiveTime><performer typeCode="PRF"><assignedEntity><id root="1.2.250.1.71.4.2.1" extension="8%s"/>
<representedOrganization><standardIndustryClassCode code="%s" codeSystem="1.2.250.1.213.1.1.4.9"/></representedOrganization></assignedEntity></performer></serviceEvent></documentationOf>`,
		stamp(o.Date), esc(o.AuthorRPPS), esc(o.AuthorSpecialty), esc(o.AuthorGiven), esc(o.AuthorFamily),
		esc(o.FINESS), esc(o.Organisation), esc(o.FINESS), esc(o.Organisation),
		stamp(o.Date), esc(o.AuthorRPPS), esc(o.PracticeSetup))
}

func stamp(t time.Time) string { return t.Format("20060102150405-0700") }

func esc(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // a bytes.Buffer does not fail
	}
	return b.String()
}

// lines breaks base64 as MIME does: real documents do, and it must be read.
func lines(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\n")
		s = s[76:]
	}
	return b.String() + s
}
