package identity

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
)

// Reject says why a line of a file was refused: the line's number, the column
// when it is one column's fault, and the reason. It holds nothing of the line.
type Reject struct {
	Line   int
	Column string
	Reason string
}

// Rejected is all that is wrong with one line, as an error.
type Rejected []Reject

func (r Rejected) Error() string {
	if len(r) == 0 {
		return "refused"
	}
	return r[0].String()
}

// String is the reject as a person reads it.
func (r Reject) String() string {
	if r.Column == "" {
		return fmt.Sprintf("line %d: %s", r.Line, r.Reason)
	}
	return fmt.Sprintf("line %d, column %s: %s", r.Line, r.Column, r.Reason)
}

// RejectFile writes refused lines as CSV: line, column, reason. The file exists
// once a line was refused, and no older one survives a run without any.
type RejectFile struct {
	path string
	file io.WriteCloser
	out  *csv.Writer
}

// NewRejectFile writes to path, usually the imported file's name and
// `.rejects.csv`. It removes what an earlier run left there.
func NewRejectFile(path string) (*RejectFile, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return &RejectFile{path: path}, nil
}

// Add writes what is wrong with one line.
func (f *RejectFile) Add(rejected Rejected) error {
	if f.out == nil {
		file, err := os.OpenFile(f.path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		f.file, f.out = file, csv.NewWriter(file)
		if err := f.out.Write([]string{"line", "column", "reason"}); err != nil {
			return err
		}
	}
	for _, r := range rejected {
		if err := f.out.Write([]string{strconv.Itoa(r.Line), r.Column, r.Reason}); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the file, and says whether everything reached it.
func (f *RejectFile) Close() error {
	if f.out == nil {
		return nil
	}
	f.out.Flush()
	return errors.Join(f.out.Error(), f.file.Close())
}
