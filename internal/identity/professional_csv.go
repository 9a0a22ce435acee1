package identity

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"

	"espacesante/internal/codes"
)

// ProfessionalRow is one line of the professionals' CSV (interface.md): a
// professional in a structure. Who works in two has two lines.
type ProfessionalRow struct {
	Line            int
	RPPS            RPPS
	Name            string
	GivenName       string
	Title           string
	Profession      string // TRE_G15, or a code of the matrix for who is of no health profession
	Specialty       string // TRE_R38, empty where there is none
	StructureFINESS FINESS
	StructureName   string
	StructureCity   string
	StructureSIRET  string // of the place, as a card may name it
	StructureKind   string // category of FINESS: 223 is of the protection maternelle et infantile
	Email           string
	Active          bool // true where the file does not say
}

// ReadProfessionals gives the lines of a file one at a time, as ReadPersons does.
// A professional met twice in one structure is refused the second time.
func ReadProfessionals(r io.Reader) iter.Seq2[ProfessionalRow, error] {
	type place struct {
		who   RPPS
		where FINESS
	}
	start := func(line int, _ map[string]bool) ProfessionalRow { return ProfessionalRow{Line: line, Active: true} }
	return func(yield func(ProfessionalRow, error) bool) {
		seen := map[place]int{}
		for row, err := range readRows(r, professionalColumns, start) {
			if err == nil {
				at := place{row.RPPS, row.StructureFINESS}
				if first, twice := seen[at]; twice {
					row, err = ProfessionalRow{}, Rejected{{row.Line, "rpps", fmt.Sprintf("twice: the same professional and structure as line %d", first)}}
				} else {
					seen[at] = row.Line
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

var (
	siretNumber    = regexp.MustCompile(`^\d{14}$`)
	finessCategory = regexp.MustCompile(`^\d{3}$`)
)

var skillCode = regexp.MustCompile(`^[A-Z]{1,4}\d{0,4}$`)

var professionalColumns = []column[ProfessionalRow]{
	{"rpps", true, func(p *ProfessionalRow, s string, _ cellOf) (err error) { p.RPPS, err = ParseRPPS(s); return err }},
	{"name", true, textInto(func(p *ProfessionalRow) *string { return &p.Name }, directoryName)},
	{"given_name", true, textInto(func(p *ProfessionalRow) *string { return &p.GivenName }, directoryName)},
	{"title", false, textInto(func(p *ProfessionalRow) *string { return &p.Title }, short(40))},
	{"profession", true, setProfession},
	// New releases of the list add codes, and files hold older ones: the form alone is checked.
	{"specialty", false, textInto(func(p *ProfessionalRow) *string { return &p.Specialty }, shape(skillCode, "specialty: a code of TRE_R38 is wanted"))},
	{"structure_finess", false, func(p *ProfessionalRow, s string, _ cellOf) (err error) {
		p.StructureFINESS, err = ParseFINESS(s)
		return err
	}},
	{"structure_name", false, textInto(func(p *ProfessionalRow) *string { return &p.StructureName }, short(120))},
	{"structure_city", false, textInto(func(p *ProfessionalRow) *string { return &p.StructureCity }, short(80))},
	{"structure_siret", false, textInto(func(p *ProfessionalRow) *string { return &p.StructureSIRET }, shape(siretNumber, "structure_siret: 14 digits are wanted"))},
	{"structure_category", false, textInto(func(p *ProfessionalRow) *string { return &p.StructureKind }, shape(finessCategory, "structure_category: the three digits of FINESS are wanted"))},
	{"email", false, textInto(func(p *ProfessionalRow) *string { return &p.Email }, emailAddress)},
	{"active", false, func(p *ProfessionalRow, s string, _ cellOf) (err error) { p.Active, err = yesNo(s); return err }},
}

func setProfession(p *ProfessionalRow, s string, _ cellOf) error {
	p.Profession = s
	if _, known := codes.Profession(s); !known {
		return errors.New("profession: neither a code of TRE_G15 nor one of the matrix")
	}
	return nil
}
