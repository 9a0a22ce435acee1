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
	Over bool   // of a condition: it is a thing of the past
	On   string // since when, or when: AAAA, AAAAMM or AAAAMMJJ; empty when it is not known
	// Value and Unit (UCUM) are those of a measure.
	Value, Unit string
}

// element is the entry under the name of its section; own identifies it.
func (e Entry) element(section string, own ID) *node {
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
	case Condition:
		act = e.concern(own, conditionAct, e.condition(ref, own))
	case Allergy:
		act = e.concern(own, allergyAct, e.allergy(ref, own))
	default:
		act = el("observation", attr("classCode", "OBS"), attr("moodCode", "EVN"), el("code", attr("nullFlavor", "NA")), telling(ref), completed(), e.when(""),
			e.meaning("value", "CD", ref))
	}
	return el("entry", attr("typeCode", "DRIV"), act)
}

// The models of the entries that have their whole shape here (CCD, IHE PCC, CI-SIS), in the order of the official volet.
var (
	conditionAct  = []string{"2.16.840.1.113883.10.20.1.27", "1.3.6.1.4.1.19376.1.5.3.1.4.5.1", "1.3.6.1.4.1.19376.1.5.3.1.4.5.2", "1.2.250.1.213.1.1.3.39"}
	conditionSeen = []string{"2.16.840.1.113883.10.20.1.28", "1.3.6.1.4.1.19376.1.5.3.1.4.5", "1.2.250.1.213.1.1.3.37"}
	allergyAct    = []string{"2.16.840.1.113883.10.20.1.27", "1.3.6.1.4.1.19376.1.5.3.1.4.5.1", "1.3.6.1.4.1.19376.1.5.3.1.4.5.3", "1.2.250.1.213.1.1.3.40"}
	allergySeen   = []string{"2.16.840.1.113883.10.20.1.18", "2.16.840.1.113883.10.20.1.28", "1.3.6.1.4.1.19376.1.5.3.1.4.5",
		"1.3.6.1.4.1.19376.1.5.3.1.4.6", "1.2.250.1.213.1.1.3.41"}
)

// concern is what somebody is followed for, in progress or over, around what was observed of it.
func (e Entry) concern(own ID, claimed []string, seen *node) *node {
	state := "active"
	if e.Over {
		state = "completed"
	}
	n := el("act", attr("classCode", "ACT"), attr("moodCode", "EVN"))
	n.kids = el("", claims(claimed...)...).kids
	n.kids = append(n.kids, identified("id", own), el("code", attr("nullFlavor", "NA")), el("statusCode", attr("code", state)), e.lasting(""),
		el("entryRelationship", attr("typeCode", "SUBJ"), attr("inversionInd", "false"), seen))
	return n
}

// condition is a diagnosis, as the CI-SIS codes one.
func (e Entry) condition(ref string, own ID) *node {
	n := observation(conditionSeen, own, "282291009")
	n.kids = append(n.kids, telling(ref), completed(), e.lasting(""), e.valued(ref))
	return n
}

// allergy is a propensity to adverse reactions, with its agent as what takes part in it: whether that is a medicine is not known.
func (e Entry) allergy(ref string, own ID) *node {
	n := observation(allergySeen, own, "420134006")
	n.kids = append(n.kids, telling(ref), completed(), e.lasting("IVL_TS"), el("value", attr("xsi:type", "CD"), original(ref)),
		el("participant", attr("typeCode", "CSM"), el("participantRole", attr("classCode", "MANU"),
			el("playingEntity", attr("classCode", "MMAT"), e.meaning("code", "", ref)))))
	return n
}

func observation(claimed []string, own ID, code string) *node {
	n := el("observation", attr("classCode", "OBS"), attr("moodCode", "EVN"), attr("negationInd", "false"))
	n.kids = el("", claims(claimed...)...).kids
	n.kids = append(n.kids, identified("id", ID{Root: own.Root, Extension: own.Extension + "-1"}), el("code", attr("code", code), attr("codeSystem", snomed)))
	return n
}

// lasting is since when; of what is over the end is not known.
func (e Entry) lasting(kind string) *node {
	n := e.when("IVL_TS")
	if kind == "" {
		n.attr = nil
	}
	if e.Over {
		n.kids = append(n.kids, el("high", attr("nullFlavor", "UNK")))
	}
	return n
}

// valued is the meaning of a condition: without a code it has no other attribute (IHE PCC, Problem Entry).
func (e Entry) valued(ref string) *node {
	if e.Code.Code == "" {
		return el("value", attr("xsi:type", "CD"), original(ref))
	}
	return e.meaning("value", "CD", ref)
}

func original(ref string) *node { return el("originalText", el("reference", attr("value", "#"+ref))) }

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
	n.kids = append(n.kids, original(ref))
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
