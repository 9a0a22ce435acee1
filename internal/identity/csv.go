package identity

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// column is one column of a CSV file of interface.md: its name and how a cell,
// trimmed and not empty, goes into a row. at reads another cell of the line.
type column[T any] struct {
	name   string
	needed bool
	set    func(row *T, cell string, at func(name string) string) error
}

// HeaderError says why the first line of a file cannot be followed.
type HeaderError struct{ Column, Reason string }

func (e *HeaderError) Error() string {
	if e.Column == "" {
		return e.Reason
	}
	return fmt.Sprintf("column %q: %s", e.Column, e.Reason)
}

// maxLine bounds a line: a row of ours takes less than a kilobyte.
const maxLine = 64 << 10

// readRows gives the rows of a CSV file (UTF-8, comma, header), one at a time.
// A bad line comes as Rejected and the next one follows; any other error is the
// last. start makes the row of a line, knowing the columns that the file gives.
// A line ends where it ends, quotes or not: a forgotten quote spoils its own
// line only.
func readRows[T any](r io.Reader, columns []column[T], start func(line int, given map[string]bool) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		in := &lines{r: bufio.NewReaderSize(r, maxLine)}
		order, err := readHeader(in, columns)
		if err != nil {
			yield(none, err)
			return
		}
		given := map[string]bool{}
		for _, at := range order {
			given[columns[at].name] = true
		}
		for {
			text, err := in.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(none, err)
				return
			}
			if strings.TrimSpace(text) == "" && in.bad == nil {
				continue
			}
			row, rejected := start(in.line, given), Rejected(nil)
			if in.bad != nil {
				rejected = Rejected{{in.line, "", in.bad.Error()}}
			} else {
				rejected = fill(&row, text, in.line, columns, order)
			}
			if len(rejected) > 0 {
				if !yield(none, rejected) {
					return
				}
			} else if !yield(row, nil) {
				return
			}
		}
	}
}

// lines gives the lines of a file, without their ends.
type lines struct {
	r    *bufio.Reader
	line int
	bad  error // what is wrong with the last line given, as a whole
}

func (l *lines) next() (string, error) {
	text, err := l.r.ReadSlice('\n')
	l.bad = nil
	if errors.Is(err, bufio.ErrBufferFull) {
		l.bad = errors.New("length: the line is too long")
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = l.r.ReadSlice('\n')
		}
		text = nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if err != nil && len(text) == 0 && l.bad == nil {
		return "", io.EOF
	}
	l.line++
	if !utf8.Valid(text) {
		l.bad = errors.New("encoding: UTF-8 is wanted")
	}
	return string(bytes.TrimRight(text, "\r\n")), nil
}

// readHeader gives for each field of the file its column's place in columns.
func readHeader[T any](in *lines, columns []column[T]) ([]int, error) {
	header, err := in.next()
	for err == nil && strings.Trim(header, "\ufeff \t") == "" && in.bad == nil {
		header, err = in.next()
	}
	if errors.Is(err, io.EOF) {
		return nil, &HeaderError{Reason: "the file is empty, a header is wanted"}
	}
	if err := errors.Join(err, in.bad); err != nil {
		return nil, err
	}
	header = strings.TrimPrefix(header, "\ufeff")
	names, err := fields(header)
	if err != nil {
		return nil, &HeaderError{Reason: "header: " + err.Error()}
	}
	if len(names) == 1 && strings.ContainsAny(header, ";\t|") {
		return nil, &HeaderError{Reason: "header: commas are wanted between columns"}
	}
	return place(names, columns)
}

func place[T any](names []string, columns []column[T]) ([]int, error) {
	order := make([]int, len(names))
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		at := slices.IndexFunc(columns, func(c column[T]) bool { return c.name == name })
		if at < 0 {
			return nil, &HeaderError{printable(name), "is not known; the known ones are " + known(columns)}
		}
		if slices.Contains(order[:i], at) {
			return nil, &HeaderError{name, "is there twice"}
		}
		order[i] = at
	}
	for at, c := range columns {
		if c.needed && !slices.Contains(order, at) {
			return nil, &HeaderError{c.name, "is missing"}
		}
	}
	return order, nil
}

// printable cuts a name that is shown: a file without a header begins with
// somebody's number and names.
func printable(name string) string {
	if len(name) > 30 || strings.ContainsFunc(name, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		return hidden
	}
	return name
}

func known[T any](columns []column[T]) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// fill puts the fields of a line into row and says all that is wrong with them.
func fill[T any](row *T, text string, line int, columns []column[T], order []int) (bad Rejected) {
	cells, err := fields(text)
	if err != nil {
		return Rejected{{line, "", err.Error()}}
	}
	if len(cells) != len(order) {
		return Rejected{{line, "", fmt.Sprintf("fields: %d fields, the header has %d", len(cells), len(order))}}
	}
	at := func(name string) string {
		for i, c := range order {
			if columns[c].name == name {
				return strings.TrimSpace(cells[i])
			}
		}
		return ""
	}
	for i, c := range order {
		if err := put(row, strings.TrimSpace(cells[i]), columns[c], at); err != nil {
			bad = append(bad, Reject{line, columns[c].name, err.Error()})
		}
	}
	return bad
}

func put[T any](row *T, cell string, c column[T], at func(string) string) error {
	switch {
	case cell == "" && c.needed:
		return errors.New("missing: a value is wanted")
	case cell == "":
		return nil
	case strings.ContainsFunc(cell, unicode.IsControl):
		return errors.New("characters: a control character")
	case strings.ContainsFunc(cell, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }):
		return errors.New("characters: a mark that reorders text")
	}
	return c.set(row, cell, at)
}

// fields cuts a line at its commas, quotes as RFC 4180 has them.
func fields(line string) ([]string, error) {
	cells := make([]string, 0, 24)
	for {
		cell, rest, more, err := field(line)
		if err != nil {
			return nil, err
		}
		cells = append(cells, cell)
		if !more {
			return cells, nil
		}
		line = rest
	}
}

// field cuts the first field off a line; more says that another follows.
func field(line string) (cell, rest string, more bool, err error) {
	if !strings.HasPrefix(line, `"`) {
		cell, rest, more = strings.Cut(line, ",")
		if strings.Contains(cell, `"`) {
			return "", "", false, errors.New("quotes: a quote inside a field without quotes")
		}
		return cell, rest, more, nil
	}
	var b strings.Builder
	for rest = line[1:]; ; {
		inside, after, closed := strings.Cut(rest, `"`)
		if !closed {
			return "", "", false, errors.New("quotes: a quote is not closed on its line")
		}
		b.WriteString(inside)
		if !strings.HasPrefix(after, `"`) {
			rest = after
			break
		}
		b.WriteByte('"')
		rest = after[1:]
	}
	if rest == "" {
		return b.String(), "", false, nil
	}
	if rest[0] != ',' {
		return "", "", false, errors.New("quotes: something follows a closing quote")
	}
	return b.String(), rest[1:], true, nil
}
