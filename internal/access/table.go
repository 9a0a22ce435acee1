package access

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"

	"espacesante/internal/codes"
)

// columns are those of a matrix on paper: what `policy matrix` prints, what operators publish and everybody downloads.
var columns = []string{"profession_code", "profession_label_fr", "document_type_code", "document_type_label_fr",
	"document_category_code", "document_category_label_fr", "read", "source_read", "confidence_read", "version", "since"}

// Table is the matrix as rows of a CSV file, its head first: each cell says its version, its date, where it comes from
// and how sure it is.
func (m *Matrix) Table() [][]string {
	rows := [][]string{columns}
	for _, c := range m.cells {
		p, _ := codes.Profession(c.Profession)
		t, _ := codes.DocumentType(c.Type)
		class, _ := codes.Class(t.Class)
		may := "N"
		if c.Read {
			may = "Y"
		}
		rows = append(rows, []string{c.Profession, p.Label, c.Type, t.Label, t.Class, class.Label, may, c.Source, c.Confidence,
			m.Version, m.Since})
	}
	return rows
}

// ErrNoTable is what a file answers that is not a table of cells at all.
var ErrNoTable = errors.New("access: not a table of cells")

// maxCells bounds what is read of a file: every profession by every type, and as many again.
const maxCells = 10_000

// ReadCells reads the cells of a CSV file by the names of its columns; labels, version and date in it are not believed.
func ReadCells(r io.Reader) ([]Cell, error) {
	in := csv.NewReader(r)
	head, err := in.Read()
	if err != nil {
		return nil, ErrNoTable
	}
	var at [5]int
	for i, name := range []string{"profession_code", "document_type_code", "read", "source_read", "confidence_read"} {
		if at[i] = slices.Index(head, name); at[i] < 0 {
			return nil, ErrNoTable
		}
	}
	var cells []Cell
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) && len(cells) > 0 {
			return cells, nil
		}
		if err != nil || len(cells) == maxCells {
			return nil, ErrNoTable
		}
		if may := row[at[2]]; may != "Y" && may != "N" {
			return nil, &CellError{len(cells) + 1, "read"}
		}
		cells = append(cells, Cell{Profession: row[at[0]], Type: row[at[1]], Read: row[at[2]] == "Y", Source: row[at[3]],
			Confidence: row[at[4]]})
	}
}
