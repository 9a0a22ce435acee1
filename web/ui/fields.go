package ui

import (
	"espacesante/web/form"

	"github.com/a-h/templ"
)

// Field is one question of a form. Everything is to be filled in unless Optional.
type Field struct {
	Name     string
	Label    string // the question
	Hint     string // how to answer
	Title    bool   // the question is the title of the page
	Optional bool
	Value    string          // what is shown before anything was typed
	Complete string          // what the browser may fill in: « email », « bday-day »…
	Width    int             // characters expected: 2, 4, 10, 20 or 30; 0 for a whole line
	More     templ.Component // help with more than words, under the hint
}

// Group is answers of one kind in a long list.
type Group struct {
	Label   string
	Options []Option
}

// Option is one answer to choose.
type Option struct {
	Value string
	Label string
	Hint  string // what it leads to
}

// Files says which files a question takes.
type Files struct {
	Accept string // « .pdf,.jpg »
	Many   bool
	Quiet  bool // the page says itself that files are to be chosen again
}

// line is how a one-line field behaves.
type line struct {
	kind   string // input type
	mode   string // inputmode
	class  string
	secret bool
	spell  bool
}

// shown is what the field holds: what was typed, else what is already known.
func (in Field) shown(f *form.Form) string {
	if f.Sent() || f.Typed(in.Name) != "" {
		return f.Typed(in.Name)
	}
	return in.Value
}

// chosen reports whether an option is the one chosen.
func (in Field) chosen(f *form.Form, value string) bool {
	if f.Sent() || f.Typed(in.Name) != "" {
		return f.Has(in.Name, value)
	}
	return in.Value != "" && in.Value == value
}

// described names what a screen reader reads with the field.
func (in Field) described(f *form.Form) string {
	ids := ""
	if in.Hint != "" {
		ids = in.Name + "-aide"
	}
	if f.Wrong(in.Name).Code != "" {
		if ids != "" {
			ids += " "
		}
		ids += in.Name + "-erreur"
	}
	return ids
}

// again reports whether a file has to be chosen once more: something else was
// wrong, and browsers forget files.
func (in Field) again(f *form.Form) bool {
	return f.Sent() && !f.OK() && f.Wrong(in.Name).Code == ""
}

// within reports whether one of the groups holds the answer already.
func within(groups []Group, value string) bool {
	for _, g := range groups {
		for _, o := range g.Options {
			if o.Value == value {
				return true
			}
		}
	}
	return false
}

// aria says what describes the field and whether it is wrong.
func (in Field) aria(f *form.Form) templ.Attributes {
	a := templ.Attributes{}
	if ids := in.described(f); ids != "" {
		a["aria-describedby"] = ids
	}
	if f.Wrong(in.Name).Code != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

func group(f *form.Form, name string) string {
	if f.Wrong(name).Code != "" {
		return "govuk-form-group govuk-form-group--error"
	}
	return "govuk-form-group"
}

func (in Field) inputClass(f *form.Form, extra string) string {
	class := "govuk-input"
	if extra != "" {
		class += " " + extra
	}
	switch in.Width {
	case 2, 3, 4, 5, 10, 20, 30:
		class += " govuk-input--width-" + map[int]string{2: "2", 3: "3", 4: "4", 5: "5", 10: "10", 20: "20", 30: "30"}[in.Width]
	}
	if f.Wrong(in.Name).Code != "" {
		class += " govuk-input--error"
	}
	return class
}

// anchor is where the link of the summary leads: the field, the part of the
// date, or the first answer.
func anchor(w form.Fault) string {
	if w.Part == "" {
		return w.Field
	}
	return dayID(w.Field, w.Part)
}

// dayID is the id of one part of a date; the day bears the field's own name.
func dayID(name, part string) string {
	if part == "jour" {
		return name
	}
	return name + "-" + part
}

// optionID is the id of the i-th answer; the first bears the field's own name
// so that the summary leads to it.
func optionID(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + string(rune('a'+i%26)) + map[bool]string{true: "", false: "x"}[i < 26]
}
