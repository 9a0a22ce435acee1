package patient

import (
	"net/http"
	"strconv"
	"time"

	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// sameEpisode is how far apart the documents of one episode of care are, one
// from the next: an admission, its results, the letter that follows.
const sameEpisode = 4 * 24 * time.Hour

// month is a month of the timeline.
type month struct {
	Name     string
	Episodes []episode
}

// episode is documents of days that follow one another.
type episode struct {
	Title string // none for a document alone
	Rows  []ui.Document
}

// monthsOf folds a page of a list, newest first, into months and episodes. An
// episode stands in the month where it ended.
func monthsOf(docs []record.Document) (all []month) {
	for len(docs) > 0 {
		n := 1
		for n < len(docs) && docs[n-1].CaredOn.Sub(docs[n].CaredOn) <= sameEpisode {
			n++
		}
		e := episode{Rows: reading.Rows(docs[:n], "/documents/", reading.ForHolder)}
		if n > 1 {
			e.Title = fr.Upper(fr.Between(docs[n-1].CaredOn, docs[0].CaredOn)) + "\u00a0: " + fr.Count(n, "document", "documents")
		}
		name := fr.Month(docs[0].CaredOn)
		if len(all) == 0 || all[len(all)-1].Name != name {
			all = append(all, month{Name: name})
		}
		last := &all[len(all)-1]
		last.Episodes = append(last.Episodes, e)
		docs = docs[n:]
	}
	return all
}

func (s *Site) timeline(w http.ResponseWriter, r *http.Request) error {
	f := record.Filter{Year: filterOf(r.URL.Query()).Year, Page: filterOf(r.URL.Query()).Page}
	list, err := s.Records.List(r.Context(), serve.Actor(r), "", serve.Space(r), f)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Frise des documents", "/documents")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, timelinePage(page, shown{Listing: list, filter: f}, monthsOf(list.Documents)))
}

// yearLinks lead to each year of the timeline; the one on screen nowhere.
func (s shown) yearLinks() []ui.Link {
	all := []ui.Link{{Href: "/documents/frise", Text: "Toutes les années"}}
	if s.filter.Year == 0 {
		all[0].Href = ""
	}
	for _, y := range s.Years {
		l := ui.Link{Href: "/documents/frise?annee=" + strconv.Itoa(y), Text: strconv.Itoa(y)}
		if y == s.filter.Year {
			l.Href = ""
		}
		all = append(all, l)
	}
	return all
}
