package professional

import (
	"cmp"
	"slices"

	"espacesante/internal/codes"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// first are the documents that the reader's trade looks at first, others are
// the rest of the page.
func (s shownRecord) first() []record.Document { return s.Documents[:s.First] }

func (s shownRecord) others() []record.Document { return s.Documents[s.First:] }

// entries are documents without any grouping.
func (s shownRecord) entries(docs []record.Document) []ui.Entry {
	all := make([]ui.Entry, len(docs))
	for i, d := range docs {
		all[i] = s.entry(d)
	}
	return all
}

// events are documents as the chosen view groups them.
func (s shownRecord) events(docs []record.Document) []ui.Event {
	switch s.view {
	case "categories":
		return s.byClass(docs)
	case "dates":
		return s.byMonth(docs)
	}
	return s.byEpisode(docs)
}

// grouped gathers documents under the words that name says for each, in the
// order in which the words come.
func (s shownRecord) grouped(docs []record.Document, name func(record.Document) string) (all []ui.Event) {
	var order []string
	by := map[string][]record.Document{}
	for _, d := range docs {
		n := name(d)
		if by[n] == nil {
			order = append(order, n)
		}
		by[n] = append(by[n], d)
	}
	for _, n := range order {
		all = append(all, ui.Event{Text: n, Done: true, More: ui.Entries(s.entries(by[n])...)})
	}
	return all
}

func (s shownRecord) byClass(docs []record.Document) []ui.Event {
	return s.grouped(docs, func(d record.Document) string {
		if class, ok := codes.Class(d.Class); ok {
			return class.Label
		}
		return "Autres documents"
	})
}

func (s shownRecord) byMonth(docs []record.Document) []ui.Event {
	return s.grouped(docs, func(d record.Document) string { return fr.Month(d.CaredOn) })
}

// byEpisode sets each episode apart; documents that stand alone are gathered by
// year between them.
func (s shownRecord) byEpisode(docs []record.Document) (all []ui.Event) {
	var alone []record.Document
	flush := func() {
		all = append(all, s.grouped(alone, func(d record.Document) string { return "Soins de " + number(d.CaredOn.Year()) })...)
		alone = nil
	}
	for _, e := range record.Episodes(docs) {
		if len(e.Documents) == 1 {
			alone = append(alone, e.Documents[0])
			continue
		}
		flush()
		slices.SortStableFunc(e.Documents, func(a, b record.Document) int { return cmp.Compare(b.CaredOn.Unix(), a.CaredOn.Unix()) })
		all = append(all, ui.Event{Text: "Épisode\u00a0: " + episode(e), Done: true, More: ui.Entries(s.entries(e.Documents)...)})
	}
	flush()
	return all
}

// episode says when, and where when it is known: « du 12 au 19 mars 2027,
// Hôpital des Vallées (3 documents) ».
func episode(e record.Episode) string {
	words := fr.Between(e.From, e.To)
	if e.Place != "" {
		words += ", " + e.Place
	}
	return words + " (" + fr.Count(len(e.Documents), "document", "documents") + ")"
}
