package cda

import (
	"strings"
	"unicode"
)

// Result is one line of a table of results, as the document words it: what was
// measured, and what its other cells say.
type Result struct {
	Name  string
	Value string
	Usual string // the usual values, when the table gives some
}

// Results are the measured things that the tables of a structured document
// name, in their order. A line counts when its second cell holds a figure; the
// words of a document are taken as they are, nothing is computed from them.
func Results(sections []Section) (all []Result) {
	for _, s := range sections {
		for _, b := range s.Blocks {
			all = append(all, b.results()...)
		}
		all = append(all, Results(s.Sections)...)
	}
	return all
}

func (b Block) results() (all []Result) {
	if b.Kind == List {
		for _, i := range b.Items {
			for _, inner := range i.Blocks {
				all = append(all, inner.results()...)
			}
		}
	}
	for _, r := range b.Rows {
		if len(r.Cells) < 2 {
			continue
		}
		one := Result{Name: r.Cells[0].firstLine(), Value: r.Cells[1].words()}
		if len(r.Cells) > 2 {
			one.Usual = r.Cells[2].words()
		}
		if one.Name != "" && len([]rune(one.Name)) <= 120 && len([]rune(one.Value)) <= 60 && strings.ContainsFunc(one.Value, unicode.IsDigit) {
			all = append(all, one)
		}
	}
	return all
}

// firstLine is what a cell says before its first line break: the name of a
// result stands there, its method below.
func (c Cell) firstLine() string {
	for _, b := range c.Blocks {
		line := ""
		for _, i := range b.Inlines {
			if i.Break {
				break
			}
			line += i.Text
		}
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			return line
		}
	}
	return ""
}

func (c Cell) words() string {
	line := ""
	for _, b := range c.Blocks {
		for _, i := range b.Inlines {
			if i.Break {
				line += " "
			}
			line += i.Text
		}
		line += " "
	}
	return strings.Join(strings.Fields(line), " ")
}
