package professional

import (
	"net/url"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/web/ui"
)

// narrowed is what the list is narrowed to, from its address. The first look
// goes two years back (DMPi TD3.1): the filter is shown and can be taken away.
type narrowed struct {
	period string
	class  string
	kind   string // type of document
	author string
	view   string
	page   int
}

// views are the ways of laying the list out; the first is what stands when
// nothing was chosen.
var views = []ui.Option{{Value: "", Label: "Épisodes"}, {Value: "categories", Label: "Catégories"}, {Value: "dates", Label: "Dates"}}

// periods are the lengths of time to choose from; the first is what stands
// when nothing was chosen.
var periods = []ui.Option{{Value: "2", Label: "2 ans"}, {Value: "1", Label: "1 an"}, {Value: "5", Label: "5 ans"},
	{Value: "tout", Label: "Tout"}}

func narrowedBy(q url.Values) narrowed {
	n := narrowed{period: "2", class: q.Get("categorie"), kind: q.Get("type"), author: q.Get("auteur")}
	for _, p := range periods {
		if p.Value == q.Get("periode") {
			n.period = p.Value
		}
	}
	for _, v := range views {
		if v.Value == q.Get("vue") {
			n.view = v.Value
		}
	}
	n.page = atLeastOne(q.Get("page"))
	return n
}

func (n narrowed) filter(now time.Time) record.Filter {
	f := record.Filter{Class: n.class, Type: n.kind, Page: n.page}
	f.Author, _ = id.Parse[id.Account](n.author) // an author who is nobody narrows to nothing in particular
	years := map[string]int{"1": 1, "2": 2, "5": 5}[n.period]
	if years > 0 {
		f.Since = clock.Day(now).AddDate(-years, 0, 0)
	}
	return f
}

func (n narrowed) href(base string, page int) string {
	q := url.Values{"periode": {n.period}}
	for name, value := range map[string]string{"categorie": n.class, "type": n.kind, "auteur": n.author, "vue": n.view} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if page > 1 {
		q.Set("page", number(page))
	}
	return base + "?" + q.Encode()
}

// everything is the same list without its period.
func (n narrowed) everything(base string) string {
	n.period = "tout"
	return n.href(base, 1)
}

// seenAs is the same page of the list, laid out otherwise.
func (n narrowed) seenAs(base, view string) string {
	n.view = view
	return n.href(base, n.page)
}

// sought reports whether something was narrowed to besides the period: then
// nothing comes first but what was asked for.
func (n narrowed) sought() bool { return n.class != "" || n.kind != "" || n.author != "" }
