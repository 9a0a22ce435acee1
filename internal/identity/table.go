package identity

import (
	"io"
	"iter"
)

// Column is one column of a CSV file that another domain reads as this one
// reads its own (interface.md).
type Column[T any] struct {
	Name   string
	Needed bool
	Set    func(row *T, cell string) error // of a cell trimmed and not empty; its error holds nothing of the line
}

// ReadTable gives the rows of a CSV file one at a time: a bad line comes as
// Rejected and the next one follows, any other error is the last. start makes
// the row of a line.
func ReadTable[T any](r io.Reader, columns []Column[T], start func(line int) T) iter.Seq2[T, error] {
	own := make([]column[T], len(columns))
	for i, c := range columns {
		own[i] = column[T]{c.Name, c.Needed, func(row *T, cell string, _ func(string) string) error { return c.Set(row, cell) }}
	}
	return readRows(r, own, func(line int, _ map[string]bool) T { return start(line) })
}
