// Package codes holds the official lists that French health documents and directories speak in: kinds of document,
// their classes, professions, specialties, format codes. It knows no person and decides nothing.
package codes

import "slices"

// Entry is one line of a code list. A code means something only within its System (an OID).
type Entry struct {
	Code, System, Label string
}

// By says who writes documents of a type.
type By string

// Who writes documents of a type (columns of JDV_J66 and JDV_J07, checked against ASS_X16).
const (
	ByProfessional By = "professional"
	ByPatient      By = "patient"
	ByInsurance    By = "insurance" // the Assurance Maladie itself
)

// Type is a type of document (XDS typeCode: JDV_J07, JDV_J66).
type Type struct {
	Entry
	// Class is the class's code (TRE_A03), by ASS_X04: it is never in the document itself.
	Class string
	By    By
	// PatientAuthored is By == ByPatient, the question most often asked.
	PatientAuthored bool
	// DMP says that the type is in the list of the space (JDV_J66): only those may be chosen at a deposit. The others
	// stay readable: old codes, and those of documents exchanged elsewhere.
	DMP bool
}

// Kind says what a profession's code stands for in the habilitation matrix.
type Kind string

// The three kinds of profession code.
const (
	Health   Kind = "health"   // a health profession (TRE_G15): may break the glass
	Title    Kind = "title"    // a title's user or social worker (TRE_R95, TRE_R94)
	Function Kind = "function" // a group of functions of the arrêté of 26/10/2023, without an official code
)

// Trade is a profession as the habilitation matrix names it.
type Trade struct {
	// Entry's Code is the matrix's: TRE_G15's own number, or `R94_41`, `R95_93`, `FCT_…`.
	Entry
	// SystemCode is the code within System, empty for a group of functions.
	SystemCode string
	Kind       Kind
}

// Skill is a specialty or another recognised skill of a profession (TRE_R38 where System is set).
type Skill struct {
	Entry
	Profession string
	// WorkMedicine is true for médecine du travail, refused when it is the only specialty (L.1111-18, rule #86).
	WorkMedicine bool
}

// DocumentType finds a type by its code. Codes are unique over the two systems (checked by a test).
func DocumentType(code string) (Type, bool) {
	t, ok := typeByCode[code]
	return t, ok
}

// DocumentTypeIn finds a type by system and code, as a document names it.
func DocumentTypeIn(system, code string) (Type, bool) {
	t, ok := typeByCode[code]
	return t, ok && t.System == system
}

// DocumentTypes lists all types, by class, then as the official list orders them.
func DocumentTypes() []Type { return slices.Clone(types) }

// ProfessionalTypes lists what a professional may choose at a deposit: the space's list without what only a patient
// or the Assurance Maladie writes.
func ProfessionalTypes() []Type {
	return selected(func(t Type) bool { return t.DMP && t.By == ByProfessional })
}

// PatientTypes lists what a patient may choose when adding a document.
func PatientTypes() []Type { return selected(func(t Type) bool { return t.DMP && t.PatientAuthored }) }

func selected(keep func(Type) bool) []Type {
	var out []Type
	for _, t := range types {
		if keep(t) {
			out = append(out, t)
		}
	}
	return out
}

// Department is the name of the département of a commune of the code officiel
// géographique: « Ariège » of 09122. A country (99…) and a code that nothing
// knows have none.
func Department(commune string) (string, bool) {
	for _, n := range []int{3, 2} { // overseas codes have three figures
		if len(commune) == 5 {
			if name, ok := departments[commune[:n]]; ok {
				return name, true
			}
		}
	}
	return "", false
}

// Class finds a class of documents (XDS classCode, JDV_J06, TRE_A03).
func Class(code string) (Entry, bool) { return classes.find(code) }

// Classes lists the classes in their official order.
func Classes() []Entry { return slices.Clone(classes.list) }

// Profession finds a profession by the matrix's code: "10", "60", "R95_93", "FCT_SOIN".
func Profession(code string) (Trade, bool) {
	t, ok := tradeByCode[code]
	return t, ok
}

// Professions lists all professions: health first, then titles, then groups of functions.
func Professions() []Trade { return slices.Clone(trades) }

// Specialty finds a skill of a profession: Specialty("10", "SM26").
func Specialty(profession, code string) (Skill, bool) {
	s, ok := skillByCode[[2]string{profession, code}]
	return s, ok
}

// Specialties lists the skills of a profession.
func Specialties(profession string) []Skill {
	var out []Skill
	for _, s := range skills {
		if s.Profession == profession {
			out = append(out, s)
		}
	}
	return out
}

// TemplateFormat gives the XDS formatCode of a structured document (ASS_A11), by one of its templateIds.
func TemplateFormat(template string) (string, bool) {
	f, ok := formats[[2]string{"template", template}]
	return f, ok
}

// MediaFormat gives the XDS formatCode of an unstructured body (ASS_A12), by its media type. PNG has none.
func MediaFormat(media string) (string, bool) {
	f, ok := formats[[2]string{"media", media}]
	return f, ok
}

// Confidentiality finds a confidentiality or visibility code (JDV_J08, and NOPAT of JDV_J421).
func Confidentiality(code string) (Entry, bool) { return confidentialities.find(code) }

// Author finds an author's profession and specialty as a document writes it, "G15_10/SM26" (JDV_J01).
func Author(system, code string) (Entry, bool) { return authors.in(system, code) }

// FacilityType finds a kind of place of care (JDV_J02).
func FacilityType(system, code string) (Entry, bool) { return facilities.in(system, code) }

// PracticeSetting finds a setting of care (JDV_J04).
func PracticeSetting(system, code string) (Entry, bool) { return settings.in(system, code) }

// AuthorFunction finds an author's function towards the patient: PCP is the médecin traitant (JDV_J47).
func AuthorFunction(system, code string) (Entry, bool) { return functions.in(system, code) }
