// Package terms finds a condition, a medicine or what one is allergic to by its
// name, in lists that are embedded. It knows no person.
package terms

import (
	"cmp"
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

	keys  []string   // what it is found by: its label and other names, as name.Normal writes them
	heard [][]string // the words of each, as they sound
}

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

var lists = sync.OnceValue(func() map[List][]Term {
	return map[List][]Term{Conditions: read(conditions, CIM10), Medicines: read(medicines, ATC), Allergens: read(allergens, Ours), Vaccines: read(vaccines, ATC)}
})

// read reads a table: code, label, other names. One that does not read is a
// fault of the build, not of the run.
func read(table string, system System) (all []Term) {
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil || len(rows) < 2 || strings.Join(rows[0], ",") != "code,label,names" {
		panic(fmt.Sprintf("terms: %s: %v", system, err))
	}
	for _, r := range rows[1:] {
		t := Term{Code: r[0], Label: r[1], System: system, keys: []string{name.Normal(r[1])}}
		for _, other := range strings.Split(r[2], "|") {
			if other != "" {
				t.keys = append(t.keys, name.Normal(other))
			}
		}
		for _, key := range t.keys {
			t.heard = append(t.heard, sounds(key))
		}
		all = append(all, t)
	}
	return all
}

// most is how many choices a search shows.
const most = 12

// Search finds terms by the beginnings of the words typed, in any order; case
// and accents do not count. The shortest labels come first. Where nothing is
// spelled so, what sounds so is found, then what is a mistake away: people write
// « hipertension », « infractus » and « dolipran ».
func Search(list List, words string) (found []Term) {
	wanted := looked(list, words)
	if len(wanted) == 0 {
		return nil
	}
	for _, t := range lists()[list] {
		if slices.ContainsFunc(t.keys, func(key string) bool { return begins(key, wanted) }) {
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, shorter)
	if len(found) == 0 {
		found = guessed(lists()[list], wanted)
	}
	return found[:min(len(found), most)]
}

func shorter(a, b Term) int { return len(a.Label) - len(b.Label) }

// guessed are the terms that what was typed is most likely to mean.
func guessed(all []Term, wanted []string) (found []Term) {
	heard, far := make([]string, len(wanted)), map[string]int{}
	for i, w := range wanted {
		if heard[i] = sound(w); 2*len(heard[i]) < len(w) { // a key held down is no word
			return nil
		}
	}
	for _, t := range all {
		for _, key := range t.heard {
			n, ok := likely(key, heard)
			if before, there := far[t.Code]; ok && (!there || n < before) {
				far[t.Code] = n
			}
		}
		if _, there := far[t.Code]; there {
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, func(a, b Term) int {
		return cmp.Or(far[a.Code]-far[b.Code], shorter(a, b))
	})
	return slices.DeleteFunc(found, func(t Term) bool { return far[t.Code] > far[found[0].Code] })
}

// begins reports whether each wanted word begins one of key's.
func begins(key string, wanted []string) bool {
	for _, w := range wanted {
		if !strings.HasPrefix(key, w) && !strings.Contains(key, " "+w) {
			return false
		}
	}
	return true
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
	return first(list, func(t Term) bool { return n != "" && t.keys[0] == n })
}

// Means reports whether words are a name of the term: what somebody typed is
// then kept beside the code, and the official label needs not replace it.
func (t Term) Means(words string) bool { return slices.Contains(t.keys, name.Normal(words)) }

// All is a whole list, in its order.
func All(list List) []Term { return slices.Clone(lists()[list]) }

func first(list List, is func(Term) bool) (Term, bool) {
	all := lists()[list]
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return Term{}, false
}
