package cda

import "strconv"

// EntryKind is what a coded entry states.
type EntryKind int

// The kinds of entry that Write makes, each by the class of act that HL7 has for it.
const (
	Stated    EntryKind = iota // words without a code of their own
	Condition                  // a disease, in progress or over; of the family too
	Allergy
	Medicine
	Injection // of a vaccine
	Measured
	Operation
)

// Entry is what a program reads of one line of a section. Reading leaves entries out: whoever writes a document says them.
type Entry struct {
	Kind EntryKind
	Line int    // of the first list of the section, from 1
	Code Code   // empty when the words are all there is
	On   string // since when, or when: AAAA, AAAAMM or AAAAMMJJ; empty when it is not known
	// Value and Unit (UCUM) are those of a measure.
	Value, Unit string
}

// element is the entry under the name of its section.
func (e Entry) element(section string) *node {
	ref := section + "-" + strconv.Itoa(e.Line)
	var act *node
	switch e.Kind {
	case Medicine:
		act = el("substanceAdministration", attr("classCode", "SBADM"), attr("moodCode", "EVN"), telling(ref), completed(), e.when("IVL_TS"), e.product("MMAT", ref))
	case Injection:
		act = el("substanceAdministration", attr("classCode", "SBADM"), attr("moodCode", "EVN"), attr("negationInd", "false"),
			el("code", attr("code", "IMMUNIZ"), attr("codeSystem", "2.16.840.1.113883.5.4")), telling(ref), completed(), e.when(""), e.product("MMAT", ref))
	case Operation:
		act = el("procedure", attr("classCode", "PROC"), attr("moodCode", "EVN"), e.meaning("code", "", ref), telling(ref), completed(), e.when(""))
	case Measured:
		act = el("observation", attr("classCode", "OBS"), attr("moodCode", "EVN"), codedAs("code", e.Code), telling(ref), completed(), e.when(""),
			el("value", attr("xsi:type", "PQ"), attr("value", e.Value), attr("unit", e.Unit)))
	default:
		act = e.observed(ref)
	}
	return el("entry", attr("typeCode", "DRIV"), act)
}

// observed is a condition, an allergy, or a statement in words.
func (e Entry) observed(ref string) *node {
	n := el("observation", attr("classCode", "OBS"), attr("moodCode", "EVN"))
	switch e.Kind {
	case Condition: // « Diagnostic » as the CI-SIS codes it
		n.kids = append(n.kids, el("code", attr("code", "282291009"), attr("codeSystem", snomed)))
	case Allergy: // propensity to adverse reactions
		n.kids = append(n.kids, el("code", attr("code", "420134006"), attr("codeSystem", snomed)))
	default:
		n.kids = append(n.kids, el("code", attr("nullFlavor", "NA")))
	}
	n.kids = append(n.kids, telling(ref), completed(), e.when(""), e.meaning("value", "CD", ref))
	return n
}

// meaning is the code of an entry; where it has none the words are the meaning.
func (e Entry) meaning(name, kind, ref string) *node {
	n := el(name)
	if kind != "" {
		n.attr = append(n.attr, attr("xsi:type", kind))
	}
	if e.Code.Code == "" {
		n.attr = append(n.attr, attr("nullFlavor", "OTH"))
	} else {
		n.attr = append(n.attr, attr("code", e.Code.Code), attr("codeSystem", e.Code.System), attr("displayName", e.Code.Label))
	}
	n.kids = append(n.kids, el("originalText", el("reference", attr("value", "#"+ref))))
	return n
}

func (e Entry) product(class, ref string) *node {
	return el("consumable", el("manufacturedProduct", el("manufacturedMaterial", attr("classCode", class), attr("determinerCode", "KIND"), e.meaning("code", "", ref))))
}

// when is a day, or the beginning of what goes on.
func (e Entry) when(kind string) *node {
	value := attr("value", e.On)
	if e.On == "" {
		value = attr("nullFlavor", "UNK")
	}
	if kind != "" {
		return el("effectiveTime", attr("xsi:type", kind), el("low", value))
	}
	return el("effectiveTime", value)
}

const snomed = "2.16.840.1.113883.6.96"

func telling(ref string) *node { return el("text", el("reference", attr("value", "#"+ref))) }

func completed() *node { return el("statusCode", attr("code", "completed")) }
