package access

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
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

// V1 is version 1 of the matrix.
var V1 = read("1", "2023-10-26", matrixV1, sourcesV1)

// Matrix is one version of the habilitations.
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

// Allows reports whether a profession reads a type of document: no where the matrix is silent.
func (m Matrix) Allows(profession, document string) bool { return m.may[pair{profession, document}] }

// Cells lists the matrix, profession by profession.
func (m Matrix) Cells() []Cell { return append([]Cell(nil), m.cells...) }

// read reads embedded tables. One that does not read is a fault of the build, not of the run.
func read(version, since, table, sources string) Matrix {
	text := map[string]string{}
	for _, r := range lines(sources, "source", "text") {
		text[r[0]] = r[1]
	}
	m := Matrix{Version: version, Since: since, may: map[pair]bool{}}
	for _, r := range lines(table, "profession", "type", "read", "source", "confidence") {
		at := pair{r[0], r[1]}
		if _, twice := m.may[at]; twice || text[r[3]] == "" || r[2] != "Y" && r[2] != "N" {
			panic(fmt.Sprintf("access: matrix %s: line %v", version, r))
		}
		m.may[at] = r[2] == "Y"
		m.cells = append(m.cells, Cell{Profession: r[0], Type: r[1], Read: r[2] == "Y", Source: text[r[3]], Confidence: r[4]})
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
