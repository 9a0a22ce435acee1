package gallery

import (
	"espacesante/internal/cda"
	"espacesante/web/static"
	"espacesante/web/ui"
)

// measures is a line with a figure outside the usual range.
func measures() ui.Chart {
	low, high := 100.0, 140.0
	return ui.Chart{Title: "Tension mesurée à la maison", Says: "Six mesures, de 122 à 148. Une dépasse les repères, 100 à 140.",
		When: "Jour", Unit: "mmHg", Low: &low, High: &high, Points: []ui.Point{
			{When: "3\u00a0mai", Value: 128, Text: "128"}, {When: "10\u00a0mai", Value: 134, Text: "134"}, {When: "17\u00a0mai", Value: 148, Text: "148", Out: true},
			{When: "24\u00a0mai", Value: 131, Text: "131"}, {When: "31\u00a0mai", Value: 126, Text: "126"}, {When: "7\u00a0juin", Value: 122, Text: "122"},
		}}
}

// pairs is two figures of one measure.
func pairs() ui.Chart {
	return ui.Chart{Title: "Tension artérielle", Says: "3 mesures, de 128/82\u00a0mmHg (3\u00a0mai) à 134/84\u00a0mmHg (17\u00a0mai).", When: "Jour", Unit: "mmHg",
		Names:  [2]string{"Le plus haut", "Le plus bas"},
		Points: []ui.Point{{When: "3\u00a0mai", Value: 128, Text: "128"}, {When: "10\u00a0mai", Value: 141, Text: "141"}, {When: "17\u00a0mai", Value: 134, Text: "134"}},
		Second: []ui.Point{{When: "3\u00a0mai", Value: 82, Text: "82"}, {When: "10\u00a0mai", Value: 90, Text: "90"}, {When: "17\u00a0mai", Value: 84, Text: "84"}}}
}

// written is what a clinical document says, in all its shapes.
func written() []cda.Section {
	words := func(s string) []cda.Inline { return []cda.Inline{{Text: s}} }
	cell := func(head bool, s string) cda.Cell {
		return cda.Cell{Header: head, ColSpan: 1, RowSpan: 1, Blocks: []cda.Block{{Inlines: words(s)}}}
	}
	return []cda.Section{{Title: "Motif", Blocks: []cda.Block{
		{Inlines: []cda.Inline{{Text: "Toux depuis "}, {Text: "trois semaines", Strong: true}, {Break: true}, {Text: "Pas de fièvre."}}},
		{Kind: cda.List, Items: []cda.Item{{Blocks: []cda.Block{{Inlines: words("Tabac\u00a0: non")}}}, {Blocks: []cda.Block{{Inlines: words("Allergie\u00a0: aucune connue")}}}}},
	}, Sections: []cda.Section{{Title: "Mesures", Blocks: []cda.Block{{Kind: cda.Table, Caption: "Mesures du jour",
		Head: []cda.Row{{Cells: []cda.Cell{cell(true, "Mesure"), cell(true, "Valeur")}}},
		Rows: []cda.Row{{Cells: []cda.Cell{cell(true, "Poids"), cell(false, "62\u00a0kg")}}}}}}}}}
}

func picture(string) string { return static.URL("icon-192.png") }
