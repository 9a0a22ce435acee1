package patient

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/reimbursement"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) reimbursementRoutes(r chi.Router) {
	r.Get("/remboursements", serve.Page(s.reimbursements))
}

// refunds is what the page of reimbursements shows.
type refunds struct {
	all    []reimbursement.Line // of the 12 months
	some   []reimbursement.Line // that the filter lets
	filter reimbursement.Filter
	byAct  bool
	since  time.Time
}

// reimbursements shows what was reimbursed in the last 12 months (#21): by month or by act.
func (s *Site) reimbursements(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Refunds.Read(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.page(r, "Remboursements", "/remboursements")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := refunds{all: all, byAct: q.Get("vue") == "actes", since: reimbursement.Since(s.Now())}
	f.filter.Month, _ = time.Parse("2006-01", q.Get("mois")) // anything else is any month
	if n, err := strconv.Atoi(q.Get("genre")); err == nil && n > 0 && n <= len(reimbursement.Kinds()) {
		f.filter.Kind = reimbursement.Kinds()[n-1]
	}
	f.some = f.filter.Pick(all)
	return ui.Render(w, r, http.StatusOK, reimbursementsPage(page, f))
}

// months and kinds are those that there is something of. A kind stands in the address by its rank, never by its name.
func (f refunds) months() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Les 12\u00a0mois"}}
	for _, m := range reimbursement.ByMonth(f.all) {
		options = append(options, ui.Option{Value: m.First.Format("2006-01"), Label: fr.Upper(fr.Month(m.First))})
	}
	return options
}

func (f refunds) month() string {
	if f.filter.Month.IsZero() {
		return ""
	}
	return f.filter.Month.Format("2006-01")
}

func (f refunds) kinds() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Tout"}}
	for i, k := range reimbursement.Kinds() {
		if len(reimbursement.Filter{Kind: k}.Pick(f.all)) > 0 {
			options = append(options, ui.Option{Value: strconv.Itoa(i + 1), Label: fr.CareKind(k)})
		}
	}
	return options
}

func (f refunds) kind() string {
	for i, k := range reimbursement.Kinds() {
		if k == f.filter.Kind {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}

// views leads to the other way of showing, with the same filters.
func (f refunds) views() []ui.Link {
	q := url.Values{"mois": {f.month()}, "genre": {f.kind()}}
	months, acts := ui.Link{Text: "Par mois"}, ui.Link{Text: "Par acte"}
	if f.byAct {
		months.Href = "/remboursements?" + q.Encode()
	} else {
		q.Set("vue", "actes")
		acts.Href = "/remboursements?" + q.Encode()
	}
	return []ui.Link{months, acts}
}

// totals are the sums of what is shown. Lines without amounts are counted and not summed.
func (f refunds) totals() []ui.Pair {
	t := reimbursement.Sum(f.some)
	pairs := []ui.Pair{{Name: "Lignes", Value: fr.Number(t.Count)}}
	if t.Said == 0 {
		return pairs
	}
	pairs = append(pairs, ui.Pair{Name: "Dépensé", Value: fr.Euros(t.Paid)}, ui.Pair{Name: "Remboursé par l’Assurance Maladie", Value: fr.Euros(t.Refunded)},
		ui.Pair{Name: "Reste, avant votre complémentaire", Value: fr.Euros(t.Left())})
	if t.Said < t.Count {
		pairs = append(pairs, ui.Pair{Name: "Lignes sans montant", Value: fr.Number(t.Count - t.Said)})
	}
	return pairs
}

// amount is one amount, or that the caisse did not say it.
func amount(c *reimbursement.Cents) string {
	if c == nil {
		return "non indiqué"
	}
	return fr.Euros(*c)
}

// sum is the amount of a total, empty when no line of it says one.
func sum(t reimbursement.Total, c reimbursement.Cents) string {
	if t.Said == 0 {
		return "non indiqué"
	}
	return fr.Euros(c)
}

// monthTitle is the caption of one month.
func monthTitle(m reimbursement.Month) string {
	words := fr.Upper(fr.Month(m.First)) + ", " + fr.Count(m.Count, "ligne", "lignes")
	if m.Said > 0 {
		words += ", " + fr.Euros(m.Refunded) + " remboursés"
	}
	return words
}
