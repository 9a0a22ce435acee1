package cda

import (
	"slices"
	"testing"
)

// What two documents both measure is found in their tables, as they word it; what is no result is left out.
func TestResultsAreTheLinesOfTablesThatHoldAFigure(t *testing.T) {
	words := func(all ...string) Cell {
		var c Cell
		for _, w := range all {
			c.Blocks = append(c.Blocks, Block{Inlines: []Inline{{Text: w}}})
		}
		return c
	}
	name := Cell{Blocks: []Block{{Inlines: []Inline{{Text: "Thyréostimuline "}, {Text: "(TSH)"}, {Break: true}, {Text: "(ECL Modular)"}}}}}
	table := Block{Kind: Table, Head: []Row{{Cells: []Cell{words("Bilan 3"), words("Résultats 1")}}}, Rows: []Row{
		{Cells: []Cell{name, words("1.950 mUI/l"), words("(0.270 - 4.200)")}},
		{Cells: []Cell{words("Aspect"), words("limpide")}},
		{Cells: []Cell{words("Titre 1 seul")}},
		{Cells: []Cell{words(""), words("12")}},
		{Cells: []Cell{words("Ferritine"), words("80", "µg/l")}},
	}}
	inList := Block{Kind: List, Items: []Item{{Blocks: []Block{table}}}}
	got := Results([]Section{{Blocks: []Block{{Inlines: []Inline{{Text: "12"}}}}, Sections: []Section{{Blocks: []Block{inList}}}}})
	want := []Result{{"Thyréostimuline (TSH)", "1.950 mUI/l", "(0.270 - 4.200)"}, {"Ferritine", "80 µg/l", ""}}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
