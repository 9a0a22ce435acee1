package identity

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// StaffKinds are the accounts that `staff import` makes: France services
// helpers, 3422 agents, agents of a caisse, operators, reviewing doctors. They
// are the roles of internal/access.
var StaffKinds = []string{"helper", "support", "caisse", "operator", "reviewer"}

// StaffRow is one line of the staff's CSV (interface.md).
type StaffRow struct {
	Line          int
	Kind          string // one of StaffKinds
	Name          string
	GivenName     string
	Email         string // in small letters
	Structure     string
	StructureCity string
	Manager       bool // of a helper: runs the structure, and sees its counts (HLP-05)
}

// ReadStaff gives the lines of a file one at a time, as ReadPersons does. An
// address met twice is refused the second time: an account has one kind.
func ReadStaff(r io.Reader) iter.Seq2[StaffRow, error] {
	return func(yield func(StaffRow, error) bool) {
		seen := map[string]int{}
		for row, err := range readRows(r, staffColumns, func(line int, _ map[string]bool) StaffRow { return StaffRow{Line: line} }) {
			if err == nil {
				row.Email = strings.ToLower(row.Email)
				if first, twice := seen[row.Email]; twice {
					row, err = StaffRow{}, Rejected{{row.Line, "email", fmt.Sprintf("twice: the same address as line %d", first)}}
				} else {
					seen[row.Email] = row.Line
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

var staffColumns = []column[StaffRow]{
	{"kind", true, func(p *StaffRow, s string, _ cellOf) error {
		p.Kind = strings.ToLower(s)
		if !slices.Contains(StaffKinds, p.Kind) {
			return errors.New("kind: " + strings.Join(StaffKinds, ", "))
		}
		return nil
	}},
	{"name", true, nameInto(func(p *StaffRow) *string { return &p.Name })},
	{"given_name", true, nameInto(func(p *StaffRow) *string { return &p.GivenName })},
	{"email", true, textInto(func(p *StaffRow) *string { return &p.Email }, emailAddress)},
	{"structure", false, textInto(func(p *StaffRow) *string { return &p.Structure }, short(120))},
	{"structure_city", false, textInto(func(p *StaffRow) *string { return &p.StructureCity }, short(80))},
	{"manager", false, func(p *StaffRow, s string, _ cellOf) (err error) {
		if p.Manager, err = yesNo(s); err == nil && p.Manager && (p.Kind != "helper" || p.Structure == "") {
			err = errors.New("manager: of a helper, with a structure")
		}
		return err
	}},
}
