package access

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"espacesante/internal/codes"
)

// The matrix of habilitations, version 1: what each profession may read, type by type. The annex of the arrêté of
// 26 October 2023 was not to be had whole, so that each cell says where it comes from and how sure it is; where
// nothing was found it says no. Professions are those of internal/codes, types those of JDV_J66. What may be written
// is not in it: depositing is not limited by the matrix (L.1111-15).
//
//go:embed matrix_v1.csv
var matrixV1 string

//go:embed matrix_v1_sources.csv
var sourcesV1 string

// V1 is version 1 of the matrix: what is in force until two operators publish another.
var V1 = read("1", "2023-10-26", matrixV1, sourcesV1)

// Matrix is one version of the habilitations. It never changes: a new one is another version.
type Matrix struct {
	Version string
	Since   string // the day of the text it stands on, YYYY-MM-DD
	cells   []Cell
	may     map[pair]bool
}

// Cell is what one profession may do with one type of document, and why we think so.
type Cell struct {
	Profession, Type string
	Read             bool
	Source           string
	Confidence       string // high, medium, low
}

type pair struct{ profession, document string }

// Confidences are how sure a cell can be, the surest first.
func Confidences() []string { return []string{"high", "medium", "low"} }

// CellError says which cell of a table is no cell, and what of it is wrong: profession, type, read, source, confidence
// or twice.
type CellError struct {
	Line int // from 1, the head of the table not counted
	What string
}

func (e *CellError) Error() string { return fmt.Sprintf("access: matrix: cell %d: %s", e.Line, e.What) }

// NewMatrix makes a version of its cells. Each is of a profession and a type on the lists, said once, with where it
// comes from and how sure it is; where the cells are silent the version says no.
func NewMatrix(version, since string, cells []Cell) (*Matrix, error) {
	m := &Matrix{Version: version, Since: since, cells: cells, may: make(map[pair]bool, len(cells))}
	for i, c := range cells {
		at := pair{c.Profession, c.Type}
		_, known := codes.Profession(c.Profession)
		_, listed := codes.DocumentType(c.Type)
		_, twice := m.may[at]
		switch {
		case !known:
			return nil, &CellError{i + 1, "profession"}
		case !listed:
			return nil, &CellError{i + 1, "type"}
		case c.Source == "":
			return nil, &CellError{i + 1, "source"}
		case !slices.Contains(Confidences(), c.Confidence):
			return nil, &CellError{i + 1, "confidence"}
		case twice:
			return nil, &CellError{i + 1, "twice"}
		}
		m.may[at] = c.Read
	}
	return m, nil
}

// Allows reports whether a profession reads a type of document: no where the matrix is silent, or where there is none.
func (m *Matrix) Allows(profession, document string) bool {
	return m != nil && m.may[pair{profession, document}]
}

// Opens is how many types of document a profession reads.
func (m *Matrix) Opens(profession string) (n int) {
	for _, c := range m.cells {
		if c.Profession == profession && c.Read {
			n++
		}
	}
	return n
}

// Cells lists the matrix, profession by profession.
func (m *Matrix) Cells() []Cell { return append([]Cell(nil), m.cells...) }

// Change is one type of document that a profession begins or ceases to read.
type Change struct {
	Profession, Type string
	Gains            bool
}

// Changes are who gains and who loses when next follows m, in the order of the lists (OPS-03). What is silent in one
// counts as no.
func (m *Matrix) Changes(next *Matrix) (all []Change) {
	for _, p := range codes.Professions() {
		for _, t := range codes.DocumentTypes() {
			was, is := m.Allows(p.Code, t.Code), next.Allows(p.Code, t.Code)
			if was != is {
				all = append(all, Change{p.Code, t.Code, is})
			}
		}
	}
	return all
}

// read reads embedded tables. One that does not read is a fault of the build, not of the run.
func read(version, since, table, sources string) *Matrix {
	text := map[string]string{}
	for _, r := range lines(sources, "source", "text") {
		text[r[0]] = r[1]
	}
	var cells []Cell
	for _, r := range lines(table, "profession", "type", "read", "source", "confidence") {
		if r[2] != "Y" && r[2] != "N" {
			panic(fmt.Sprintf("access: matrix %s: line %v", version, r))
		}
		cells = append(cells, Cell{Profession: r[0], Type: r[1], Read: r[2] == "Y", Source: text[r[3]], Confidence: r[4]})
	}
	m, err := NewMatrix(version, since, cells)
	if err != nil {
		panic(err)
	}
	return m
}

func lines(table string, head ...string) [][]string {
	all, err := csv.NewReader(strings.NewReader(table)).ReadAll() // nothing with an error
	if len(all) < 2 || strings.Join(all[0], ",") != strings.Join(head, ",") {
		panic(fmt.Sprintf("access: not a table of %v: %v", head, err))
	}
	return all[1:]
}
