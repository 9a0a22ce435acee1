package record

import "time"

// Episode is documents of one piece of care: a stay, or what one author or
// place wrote within days of each other.
type Episode struct {
	From, To  time.Time // days of the care
	Place     string    // structure of its authors, empty when they name none
	Documents []Document
}

// The bounds of an episode.
const (
	episodeGap = 7  // days between two documents of one episode, at most
	stayMost   = 92 // days of a stay; an event that lasts longer is a follow-up
)

// Episodes groups documents, given with the newest care first. The rules are
// few, so that they can be told: the same place or author, within a week of one
// another, or within the stay that one of them tells of. Order is kept: an
// episode stands where its newest document does.
func Episodes(docs []Document) (all []Episode) {
	at := map[string]int{} // key of a place or author to its last episode
	for _, d := range docs {
		from, to := d.period()
		key := d.origin()
		i, known := at[key]
		if known && !to.AddDate(0, 0, episodeGap).Before(all[i].From) {
			e := &all[i]
			e.Documents = append(e.Documents, d)
			if from.Before(e.From) {
				e.From = from
			}
			if to.After(e.To) {
				e.To = to
			}
			continue
		}
		at[key] = len(all)
		all = append(all, Episode{From: from, To: to, Place: d.Author.Structure, Documents: []Document{d}})
	}
	return all
}

// period is the days that a document is about: those of the stay it tells of,
// else the day of the care.
func (d Document) period() (from, to time.Time) {
	from, to = d.CaredOn, d.CaredOn
	if days := d.StayTo.Sub(d.StayFrom).Hours() / 24; !d.StayFrom.IsZero() && days >= 1 && days <= stayMost {
		if d.StayFrom.Before(from) {
			from = d.StayFrom
		}
		if d.StayTo.After(to) {
			to = d.StayTo
		}
	}
	return from, to
}

// origin says whose work a document is: of a place, of an author without one,
// of the person.
func (d Document) origin() string {
	switch {
	case d.Author.Kind == ByPatient:
		return "patient"
	case d.Author.Structure != "":
		return "place " + d.Author.Structure
	case d.Author.Name != "":
		return "name " + d.Author.Name + " " + d.Author.GivenName
	}
	return "account " + d.Author.Account.String()
}
