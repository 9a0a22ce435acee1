// Package terms finds a condition, a medicine or what one is allergic to by its
// name, in lists that are embedded. It knows no person.
package terms

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"espacesante/internal/name"
)

// List is one of the lists.
type List string

// The lists.
const (
	Conditions List = "conditions"
	Medicines  List = "medicines"
	Allergens  List = "allergens"
	Vaccines   List = "vaccines"
)

// System is where a code is from, as FHIR writes it. Its value is kept with
// each code: never rename.
type System string

// The systems. Words of our own list of allergens have no official code.
const (
	CIM10 System = "http://hl7.org/fhir/sid/icd-10"
	ATC   System = "http://www.whocc.no/atc"
	Ours  System = "urn:espacesante:allergens"
)

// Term is one entry of a list.
type Term struct {
	Code, Label string
	System      System

	usual bool // among the most usual: shown before the others
	keys  []key
}

// key is one name that a term is found by: its label first, then the others.
type key struct {
	text  string // as name.Normal writes it
	words []int32
}

// table is a list as it is looked through: every word once, so that what is
// typed is compared with words and not with names.
type table struct {
	terms []Term
	words []word
}

type word struct{ spelled, heard string }

// The lists as they are embedded; README.md there says from where, and which
// command rebuilds them.
//
//go:embed tables/conditions.csv
var conditions string

//go:embed tables/medicines.csv
var medicines string

//go:embed tables/allergens.csv
var allergens string

//go:embed tables/vaccines.csv
var vaccines string

// tables are read each when it is first looked through.
var tables = map[List]func() table{
	Conditions: sync.OnceValue(func() table { return indexed(read(conditions, CIM10)) }),
	Medicines:  sync.OnceValue(func() table { return indexed(read(medicines, ATC)) }),
	Vaccines:   sync.OnceValue(func() table { return indexed(read(vaccines, ATC)) }),
	// One is allergic to what our own list says first, then to any substance.
	Allergens: sync.OnceValue(func() table { return indexed(joined(read(allergens, Ours), read(medicines, ATC))) }),
}

func of(list List) table {
	if t, ok := tables[list]; ok {
		return t()
	}
	return table{}
}

// read reads a table: code, label, other names, and whether it is usual. One
// that does not read is a fault of the build, not of the run.
func read(rows string, system System) (all []Term) {
	lines, err := csv.NewReader(strings.NewReader(rows)).ReadAll()
	if err != nil || len(lines) < 2 || strings.Join(lines[0], ",") != "code,label,names,usual" {
		panic(fmt.Sprintf("terms: %s: %v", system, err))
	}
	for _, r := range lines[1:] {
		t := Term{Code: r[0], Label: r[1], System: system, usual: r[3] == "1", keys: []key{{text: name.Normal(r[1])}}}
		for other := range strings.SplitSeq(r[2], "|") {
			if other != "" {
				t.keys = append(t.keys, key{text: name.Normal(other)})
			}
		}
		all = append(all, t)
	}
	return all
}

// joined adds to a list the substances that it has not; not where they are put,
// « (œil) »: one is allergic to what is in it.
func joined(first, more []Term) []Term {
	there := map[string]bool{}
	for i := range first {
		first[i].usual, there[first[i].keys[0].text] = true, true
	}
	for _, t := range more {
		if t.usual = false; !there[t.keys[0].text] && !strings.Contains(t.Label, "(") {
			first = append(first, t)
		}
	}
	return first
}

// indexed gives each word of the names of a list its place.
func indexed(all []Term) (t table) {
	t.terms = all
	places := map[string]int32{}
	for _, one := range all {
		for i := range one.keys {
			for w := range strings.FieldsSeq(one.keys[i].text) {
				place, there := places[w]
				if !there {
					place = int32(len(t.words))
					places[w] = place
					t.words = append(t.words, word{w, sound(w)})
				}
				one.keys[i].words = append(one.keys[i].words, place)
			}
		}
	}
	return t
}

// Find is the term of a code.
func Find(list List, code string) (Term, bool) {
	return first(list, func(t Term) bool { return t.Code == code && code != "" })
}

// Named is the term whose label the words are, spelled in any way. Other names
// are for searching only: « cancer » is of several codes, and nobody is coded
// without a choice.
func Named(list List, words string) (Term, bool) {
	n := name.Normal(words)
	return first(list, func(t Term) bool { return n != "" && t.keys[0].text == n })
}

// Means reports whether words are a name of the term: what somebody typed is
// then kept beside the code, and the official label needs not replace it.
func (t Term) Means(words string) bool {
	n := name.Normal(words)
	return slices.ContainsFunc(t.keys, func(k key) bool { return k.text == n })
}

// All is a whole list, in its order.
func All(list List) []Term { return slices.Clone(of(list).terms) }

func first(list List, is func(Term) bool) (Term, bool) {
	all := of(list).terms
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return Term{}, false
}
