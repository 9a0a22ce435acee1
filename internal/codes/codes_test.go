package codes

import (
	"strings"
	"testing"
)

func TestEveryDocumentTypeHasAKnownClassAndAnAuthor(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range DocumentTypes() {
		if _, ok := Class(d.Class); !ok {
			t.Errorf("%s (%s): unknown class %q", d.Code, d.Label, d.Class)
		}
		if d.By != ByProfessional && d.By != ByPatient && d.By != ByInsurance {
			t.Errorf("%s: unknown author %q", d.Code, d.By)
		}
		if seen[d.Code] {
			t.Errorf("%s stands twice: DocumentType(code) would not say which", d.Code)
		}
		seen[d.Code] = true
	}
	if len(seen) != 129 {
		t.Errorf("%d types, the lists have 129", len(seen))
	}
}

func TestEveryLineHasALabelFitForTheScreen(t *testing.T) {
	var all []Entry
	for _, l := range []list{classes, confidentialities, authors, facilities, settings, functions} {
		all = append(all, l.list...)
		if len(l.by) != len(l.list) {
			t.Errorf("a code stands twice in one system, near %q", l.list[0].Label)
		}
	}
	for _, d := range types {
		all = append(all, d.Entry)
	}
	for _, p := range trades {
		all = append(all, p.Entry)
	}
	for _, s := range skills {
		all = append(all, s.Entry)
	}
	for _, e := range all {
		if e.Label == "" || strings.ContainsAny(e.Label, "'") || e.Label != strings.TrimSpace(e.Label) {
			t.Errorf("%s: label %q", e.Code, e.Label)
		}
	}
}

func TestTypesAreFoundBySystemAndCode(t *testing.T) {
	d, ok := DocumentTypeIn("2.16.840.1.113883.6.1", "11502-2")
	if !ok || d.Class != "10" || d.Label != "Compte rendu d’examens biologiques" || !d.DMP || d.PatientAuthored {
		t.Errorf("got %+v, %v", d, ok)
	}
	if _, ok := DocumentTypeIn("1.2.250.1.213.1.1.4.12", "11502-2"); ok {
		t.Error("a LOINC code was found in another system")
	}
	if _, ok := DocumentType("11502-9"); ok {
		t.Error("an unknown code was found")
	}
}

func TestPickersOfferOnlyWhatOneMayWrite(t *testing.T) {
	for _, d := range ProfessionalTypes() {
		if d.PatientAuthored || d.By == ByInsurance || !d.DMP {
			t.Errorf("a professional is offered %s %s", d.Code, d.Label)
		}
	}
	patient := PatientTypes()
	for _, d := range patient {
		if !d.PatientAuthored {
			t.Errorf("a patient is offered %s %s", d.Code, d.Label)
		}
	}
	if len(patient) != 13 {
		t.Errorf("%d types for patients, JDV_J66 has 13", len(patient))
	}
}

func TestProfessionsAreThoseOfTheMatrix(t *testing.T) {
	kinds := map[Kind]int{}
	for _, p := range Professions() {
		kinds[p.Kind]++
		if p.Kind != Function && (p.System == "" || p.SystemCode == "") {
			t.Errorf("%s has no official code", p.Code)
		}
	}
	if kinds[Health] != 29 || kinds[Title] != 2 || kinds[Function] != 5 {
		t.Errorf("got %v", kinds)
	}
	for _, s := range skills {
		if p, ok := Profession(s.Profession); !ok || p.Kind != Health {
			t.Errorf("specialty %s of unknown profession %q", s.Code, s.Profession)
		}
	}
}

// L.1111-18, rule #86: the only specialties that shut the record are those of médecine du travail.
func TestWorkMedicineIsKnown(t *testing.T) {
	var got []string
	for _, s := range Specialties("10") {
		if s.WorkMedicine {
			got = append(got, s.Code)
		}
	}
	if strings.Join(got, " ") != "SM25 C41 CAPA11" {
		t.Errorf("got %v", got)
	}
	if gp, ok := Specialty("10", "SM54"); !ok || gp.WorkMedicine || gp.Label != "Médecine générale" {
		t.Errorf("got %+v %v", gp, ok)
	}
}

func TestFormatsComeFromTemplateOrMedia(t *testing.T) {
	if f, _ := TemplateFormat("1.2.250.1.213.1.1.1.13"); f != "urn:asip:ci-sis:vsm:2012" {
		t.Errorf("got %q", f)
	}
	if f, _ := MediaFormat("application/pdf"); f != "urn:ihe:iti:xds-sd:pdf:2008" {
		t.Errorf("got %q", f)
	}
	if _, ok := MediaFormat("image/png"); ok {
		t.Error("PNG is not in ASS_A12")
	}
}

// Two systems hold EXP_PATIENT and practice settings: the key is the pair.
func TestCodesOfTwoSystemsDoNotMix(t *testing.T) {
	if e, ok := PracticeSetting("1.2.250.1.213.1.1.4.6", "EXP_PATIENT"); !ok || e.Label != "Expression personnelle du patient" {
		t.Errorf("got %+v %v", e, ok)
	}
	if _, ok := PracticeSetting("1.2.250.1.213.1.1.4.9", "EXP_PATIENT"); ok {
		t.Error("found in the wrong system")
	}
	if e, ok := AuthorFunction("2.16.840.1.113883.5.88", "PCP"); !ok || e.Label != "Médecin traitant" {
		t.Errorf("got %+v %v", e, ok)
	}
	if _, ok := Confidentiality("NOPAT"); !ok {
		t.Error("NOPAT (JDV_J421) and INVISIBLE_PATIENT (JDV_J08) are both accepted")
	}
}

func TestABirthPlaceHasItsDepartment(t *testing.T) {
	for commune, want := range map[string]string{"09122": "Ariège", "2A004": "Corse-du-Sud", "97411": "La Réunion", "75111": "Paris", "99352": "", "": "", "9": ""} {
		if got, ok := Department(commune); got != want || ok != (want != "") {
			t.Errorf("%q: %q", commune, got)
		}
	}
}
