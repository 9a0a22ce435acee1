// Package form reads what a person typed, keeps it to show again, and collects
// what is wrong with it as codes. It judges the form of an answer only; whether
// the answer is true belongs to the domains, and its words to web/fr.
package form

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"espacesante/internal/problem"
)

// Form is one submitted form, or an empty one to fill in.
type Form struct {
	typed map[string][]string
	wrong map[string]Fault
	order []string // fields in the order they were read
	files map[string][]File
	sent  bool
}

// Fault is what is wrong with one field. Code is worded by fr.Wrong with Args.
type Fault struct {
	Field string
	Code  string
	Args  []any
	Part  string // the part of a date to go to: jour, mois or annee
}

// Empty is a form nobody has filled in yet.
func Empty() *Form {
	return &Form{typed: map[string][]string{}, wrong: map[string]Fault{}, files: map[string][]File{}}
}

// Filled is a form that shows what is already known; it has not been sent.
func Filled(known map[string]string) *Form {
	f := Empty()
	for field, value := range known {
		f.typed[field] = []string{value}
	}
	return f
}

// Sent reports whether somebody submitted this form.
func (f *Form) Sent() bool { return f != nil && f.sent }

// Typed gives back what was typed in a field, to show it again. A secret that
// was read with Secret is never given back.
func (f *Form) Typed(field string) string {
	if f == nil || len(f.typed[field]) == 0 {
		return ""
	}
	return f.typed[field][0]
}

// Has reports whether value is among the answers given to field.
func (f *Form) Has(field, value string) bool {
	return f != nil && slices.Contains(f.typed[field], value)
}

// Wrong is what is wrong with a field; its Code is empty when nothing is.
func (f *Form) Wrong(field string) Fault {
	if f == nil {
		return Fault{}
	}
	return f.wrong[field]
}

// OK reports whether nothing is wrong.
func (f *Form) OK() bool { return f == nil || len(f.wrong) == 0 }

// Fail says what is wrong with a field. The first thing said of it stays.
func (f *Form) Fail(field, code string, args ...any) {
	f.fail(Fault{Field: field, Code: code, Args: args})
}

func (f *Form) fail(fault Fault) {
	f.seen(fault.Field)
	if _, known := f.wrong[fault.Field]; !known {
		f.wrong[fault.Field] = fault
	}
}

// Wrongs lists everything wrong, in the order of the questions.
func (f *Form) Wrongs() []Fault {
	if f == nil {
		return nil
	}
	all := slices.Collect(maps.Values(f.wrong))
	slices.SortFunc(all, func(a, b Fault) int {
		return slices.Index(f.order, a.Field) - slices.Index(f.order, b.Field)
	})
	return all
}

// Take keeps err's fields when err says that the form is invalid, and gives
// back any other error.
func (f *Form) Take(err error) error {
	var p *problem.Problem
	if !errors.As(err, &p) || p.Kind != problem.Invalid || len(p.Fields) == 0 {
		return err
	}
	for _, field := range slices.Sorted(maps.Keys(p.Fields)) {
		f.Fail(field, p.Fields[field])
	}
	return nil
}

// seen remembers in which order fields are asked.
func (f *Form) seen(field string) {
	if !slices.Contains(f.order, field) {
		f.order = append(f.order, field)
	}
}

// one is what was typed in a field that is being read.
func (f *Form) one(field string) string {
	f.seen(field)
	return strings.TrimSpace(f.Typed(field))
}
