package cda

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"espacesante/internal/clock"
)

// Write makes the file of a structured document: the header of the CI-SIS (volet structuration minimale), its sections as
// text, and the coded entries of each. Parse reads back what it says. Of blocks it takes paragraphs and lists of plain
// words. Of the models of content it claims those that a section names, and those of the entries that have their whole shape.
func Write(d Document) []byte {
	root := el("ClinicalDocument", attr("xmlns", hl7), attr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
		el("realmCode", attr("code", "FR")), el("typeId", attr("root", "2.16.840.1.113883.1.3"), attr("extension", "POCD_HD000040")),
		el("templateId", attr("root", "2.16.840.1.113883.2.8.2.1")), el("templateId", attr("root", "1.2.250.1.213.1.1.1.1")),
		identified("id", d.ID), codedAs("code", d.Type), el("title", words(d.Title)), moment("effectiveTime", d.At),
		el("confidentialityCode", attr("code", d.Confidentiality), attr("codeSystem", "2.16.840.1.113883.5.25")),
		el("languageCode", attr("code", d.Language)), identified("setId", d.SetID),
		el("versionNumber", attr("value", strconv.Itoa(d.Version))), recordTarget(d.Patient))
	for _, a := range d.Authors {
		root.kids = append(root.kids, author(a))
	}
	for _, n := range []*node{custodian(d), legal(d), event(d)} {
		if n != nil {
			root.kids = append(root.kids, n)
		}
	}
	for _, r := range d.Replaces {
		root.kids = append(root.kids, el("relatedDocument", attr("typeCode", "RPLC"), el("parentDocument", identified("id", r))))
	}
	root.kids = append(root.kids, encounter(d), el("component", written("structuredBody", d.ID, "s", d.Sections)))
	var b bytes.Buffer
	b.WriteString(xml.Header)
	root.print(&b)
	b.WriteByte('\n')
	return b.Bytes()
}

// el makes an element of attributes (xml.Attr) and elements or text (*node); what is nil is left out.
func el(name string, parts ...any) *node {
	n := &node{name: name}
	for _, p := range parts {
		switch p := p.(type) {
		case xml.Attr:
			n.attr = append(n.attr, p)
		case *node:
			if p != nil {
				n.kids = append(n.kids, p)
			}
		}
	}
	return n
}

func attr(name, value string) xml.Attr { return xml.Attr{Name: xml.Name{Local: name}, Value: value} }

func words(s string) *node { return &node{text: s} }

// print writes an element; every value and every word is escaped, and what XML cannot hold becomes U+FFFD.
func (n *node) print(b *bytes.Buffer) {
	if n.name == "" {
		_ = xml.EscapeText(b, []byte(n.text)) // a buffer does not fail
		return
	}
	b.WriteString("<" + n.name)
	for _, a := range n.attr {
		b.WriteString(" " + a.Name.Local + `="`)
		_ = xml.EscapeText(b, []byte(a.Value))
		b.WriteByte('"')
	}
	if len(n.kids) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	for _, k := range n.kids {
		k.print(b)
	}
	b.WriteString("</" + n.name + ">")
}

func identified(name string, i ID) *node {
	n := el(name, attr("root", i.Root))
	if i.Extension != "" {
		n.attr = append(n.attr, attr("extension", i.Extension))
	}
	return n
}

func codedAs(name string, c Code) *node {
	n := el(name, attr("code", c.Code), attr("codeSystem", c.System))
	if c.Label != "" {
		n.attr = append(n.attr, attr("displayName", c.Label))
	}
	return n
}

// moment writes an instant as Paris's clocks showed it, with its zone.
func moment(name string, at time.Time) *node {
	return el(name, attr("value", at.In(clock.Paris).Format("20060102150405-0700")))
}

func recordTarget(p Patient) *node {
	family := el("name", el("family", attr("qualifier", "BR"), words(p.BirthFamily)))
	if p.UsualFamily != "" {
		family.kids = append(family.kids, el("family", attr("qualifier", "CL"), words(p.UsualFamily)))
	}
	family.kids = append(family.kids, el("given", words(p.GivenNames)), el("given", attr("qualifier", "BR"), words(p.FirstGiven)))
	if p.UsualGiven != "" {
		family.kids = append(family.kids, el("given", attr("qualifier", "CL"), words(p.UsualGiven)))
	}
	person := el("patient", family, el("administrativeGenderCode", attr("code", p.Sex), attr("codeSystem", "2.16.840.1.113883.5.1")),
		el("birthTime", attr("value", p.BirthDate)))
	if p.BirthCOG != "" {
		person.kids = append(person.kids, el("birthplace", el("place", el("addr", el("county", words(p.BirthCOG))))))
	}
	return el("recordTarget", el("patientRole", identified("id", p.INS), el("addr", attr("nullFlavor", "NASK")),
		el("telecom", attr("nullFlavor", "NASK")), person))
}

func author(a Author) *node {
	n := el("author")
	if a.Function.Code != "" {
		n.kids = append(n.kids, codedAs("functionCode", a.Function))
	}
	n.kids = append(n.kids, moment("time", a.At), a.assigned("assignedAuthor", nil))
	return n
}

// assigned is who wrote or answers for a document, and where; setting follows the place.
func (a Author) assigned(name string, setting *node) *node {
	called := el("name", el("given", words(a.Given)), el("family", words(a.Family)))
	if a.Suffix != "" {
		called.kids = append(called.kids, el("suffix", words(a.Suffix)))
	}
	return el(name, identified("id", a.ID), codedAs("code", a.Specialty), el("assignedPerson", called),
		el("representedOrganization", identified("id", a.OrganisationID), el("name", words(a.Organisation)), setting))
}

func custodian(d Document) *node {
	return el("custodian", el("assignedCustodian", el("representedCustodianOrganization", identified("id", d.Custodian), el("name", words(d.CustodianName)))))
}

// legal is who answers for the document: its first author, as signed (signatureCode S).
func legal(d Document) *node {
	if len(d.Authors) == 0 {
		return nil
	}
	a := d.Authors[0]
	return el("legalAuthenticator", moment("time", a.At), el("signatureCode", attr("code", "S")), a.assigned("assignedEntity", nil))
}

// event is the act documented, and in which setting.
func event(d Document) *node {
	when := el("effectiveTime", moment("low", d.From))
	if !d.To.IsZero() {
		when.kids = append(when.kids, moment("high", d.To))
	}
	e := el("serviceEvent", when)
	if len(d.Authors) > 0 {
		setting := el("standardIndustryClassCode", attr("code", d.PracticeSetting), attr("codeSystem", "1.2.250.1.213.1.1.4.9"))
		e.kids = append(e.kids, el("performer", attr("typeCode", "PRF"), d.Authors[0].assigned("assignedEntity", setting)))
	}
	return el("documentationOf", e)
}

func encounter(d Document) *node {
	kind := el("code", attr("nullFlavor", "UNK"))
	if d.FacilityType != "" {
		kind = el("code", attr("code", d.FacilityType), attr("codeSystem", "1.2.250.1.71.4.2.4"))
	}
	return el("componentOf", el("encompassingEncounter", el("effectiveTime", moment("low", d.From)), el("location", el("healthCareFacility", kind))))
}

// written puts sections under the body, or under the section that they are of: each with its words, and what of them is
// coded. at is the beginning of the names that entries refer to.
func written(under string, doc ID, at string, all []Section) *node {
	body := el(under)
	for i, s := range all {
		body.kids = append(body.kids, el("component", oneSection(doc, at+strconv.Itoa(i+1), s)))
	}
	return body
}

func oneSection(doc ID, at string, s Section) *node {
	n := el("section", claims(s.Claims...)...)
	n.kids = append(n.kids, codedAs("code", s.Code), el("title", words(s.Title)))
	if len(s.Blocks) > 0 {
		n.kids = append(n.kids, narrated(at, s))
	}
	for i, e := range s.Entries {
		n.kids = append(n.kids, e.element(at, ID{Root: doc.Root, Extension: strings.TrimPrefix(doc.Extension+"."+at+"-"+strconv.Itoa(i+1), ".")}))
	}
	n.kids = append(n.kids, written("", doc, at+"-", s.Sections).kids...)
	return n
}

// claims are the models of content that an element satisfies.
func claims(all ...string) (kids []any) {
	for _, c := range all {
		kids = append(kids, el("templateId", attr("root", c)))
	}
	return kids
}

// narrated is the text of a section. The items of its first list bear the names by which entries refer to them.
func narrated(at string, s Section) *node {
	text := el("text")
	listed := false
	for _, b := range s.Blocks {
		switch b.Kind {
		case Paragraph:
			text.kids = append(text.kids, el("paragraph", words(plain(b.Inlines))))
		case List:
			list := el("list", attr("listType", "unordered"))
			for i, item := range b.Items {
				said := words(itemWords(item))
				if !listed {
					list.kids = append(list.kids, el("item", el("content", attr("ID", at+"-"+strconv.Itoa(i+1)), said)))
					continue
				}
				list.kids = append(list.kids, el("item", said))
			}
			listed = true
			text.kids = append(text.kids, list)
		}
	}
	return text
}

func itemWords(i Item) string {
	var all []string
	for _, b := range i.Blocks {
		all = append(all, plain(b.Inlines))
	}
	return strings.Join(all, " ")
}

func plain(inlines []Inline) string {
	var b strings.Builder
	for _, i := range inlines {
		b.WriteString(i.Text)
	}
	return b.String()
}
