package reimbursement

import (
	"cmp"
	"slices"
	"time"
)

// Filter narrows lines on the page.
type Filter struct {
	Month time.Time // its first day; zero for any
	Kind  Kind      // empty for any
}

// Pick gives the lines that the filter lets.
func (f Filter) Pick(all []Line) (some []Line) {
	for _, l := range all {
		if (f.Kind == "" || f.Kind == l.Kind) && (f.Month.IsZero() || f.Month.Equal(monthOf(l.On))) {
			some = append(some, l)
		}
	}
	return some
}

// Total is what lines come to. Said counts those whose amounts the feed gave: a sum of the others would be wrong.
type Total struct {
	Count, Said    int
	Paid, Refunded Cents
}

// Left is what stayed to be paid, or for a complementary cover.
func (t Total) Left() Cents { return t.Paid - t.Refunded }

func (t *Total) add(l Line) {
	t.Count++
	if l.Paid != nil && l.Refunded != nil {
		t.Said++
		t.Paid += *l.Paid
		t.Refunded += *l.Refunded
	}
}

// Sum is the total of lines.
func Sum(all []Line) (t Total) {
	for _, l := range all {
		t.add(l)
	}
	return t
}

// Month is the lines of one month.
type Month struct {
	First time.Time // its first day
	Lines []Line
	Total
}

// ByMonth sets lines under their months, the newest first.
func ByMonth(all []Line) (months []Month) {
	for _, l := range all {
		first := monthOf(l.On)
		i := slices.IndexFunc(months, func(m Month) bool { return m.First.Equal(first) })
		if i < 0 {
			i, months = len(months), append(months, Month{First: first})
		}
		months[i].Lines = append(months[i].Lines, l)
		months[i].add(l)
	}
	slices.SortFunc(months, func(a, b Month) int { return b.First.Compare(a.First) })
	return months
}

// Act is how often one thing was reimbursed.
type Act struct {
	Kind        Kind
	Code, Label string
	Last        time.Time
	Total
}

// ByAct sets lines under what they are about, the most frequent first.
func ByAct(all []Line) (acts []Act) {
	for _, l := range all {
		i := slices.IndexFunc(acts, func(a Act) bool { return a.Kind == l.Kind && a.Code == l.Code && a.Label == l.Label })
		if i < 0 {
			i, acts = len(acts), append(acts, Act{Kind: l.Kind, Code: l.Code, Label: l.Label})
		}
		if l.On.After(acts[i].Last) {
			acts[i].Last = l.On
		}
		acts[i].add(l)
	}
	slices.SortStableFunc(acts, func(a, b Act) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label)) })
	return acts
}

func monthOf(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}
