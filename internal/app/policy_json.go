package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// value is what a question says of one fact.
type value struct {
	named, set, wrong bool
	text              string
	is                bool
}

var errShape = errors.New("not one object of facts, each named once")

// readFacts walks one valid JSON object and one level of objects in it. It knows names exactly, refuses one said
// twice, and passes over names it does not know. encoding/json would take "Blocked" for "blocked" and the last of
// two: a question must not be read in two ways.
func readFacts(line []byte, v *[factCount]value) error {
	w := walker{b: bytes.TrimSpace(line)}
	if len(w.b) == 0 || w.b[0] != '{' {
		return errShape
	}
	return w.object("", where[""], v)
}

// walker reads JSON already known to be valid: it never looks past the end.
type walker struct {
	b []byte
	i int
}

func (w *walker) object(section string, names map[string]int, v *[factCount]value) error {
	var seen [4]bool // sections
	for w.i++; w.space() != '}'; {
		if w.b[w.i] == ',' {
			w.i++
			w.space()
		}
		key := w.text()
		w.space()
		w.i++ // the colon
		start := w.space()
		if sub, ok := where[key]; ok && section == "" && key != "" && start == '{' {
			at := slices.Index(sections, key)
			if seen[at] {
				return errShape
			}
			seen[at] = true
			if err := w.object(key, sub, v); err != nil {
				return err
			}
			continue
		}
		i, known := names[key]
		if !known {
			w.skip()
			continue
		}
		if v[i].named {
			return errShape
		}
		v[i] = w.value(start, shape[i])
		v[i].named = true
	}
	w.i++
	return nil
}

var sections = []string{"by", "space", "link", "document"}

// value reads what stands for a fact. Null is nothing said.
func (w *walker) value(start byte, f fact) value {
	switch {
	case start == '"' && f.isText:
		text := w.text()
		return value{set: true, text: text, wrong: f.allowed != nil && !slices.Contains(f.allowed, text)}
	case (start == 't' || start == 'f') && !f.isText:
		w.skip()
		return value{set: true, is: start == 't'}
	case start == 'n':
		w.skip()
		return value{}
	}
	w.skip()
	return value{wrong: true}
}

// space moves to the next byte that means something.
func (w *walker) space() byte {
	for w.b[w.i] == ' ' || w.b[w.i] == '\t' || w.b[w.i] == '\r' || w.b[w.i] == '\n' {
		w.i++
	}
	return w.b[w.i]
}

// text reads a string.
func (w *walker) text() string {
	from := w.i
	w.skip()
	raw := w.b[from:w.i]
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// skip moves past one value.
func (w *walker) skip() {
	depth := 0
	for ; w.i < len(w.b); w.i++ {
		switch w.b[w.i] {
		case '"':
			for w.i++; w.b[w.i] != '"'; w.i++ {
				if w.b[w.i] == '\\' {
					w.i++
				}
			}
			if depth == 0 {
				w.i++
				return
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
			if depth == 0 {
				w.i++
				return
			}
			if depth < 0 {
				return
			}
		case ',':
			if depth == 0 {
				return
			}
		}
	}
}
