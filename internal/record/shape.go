package record

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// shape is documents of a space that neither the policy nor a filter can tell
// apart: the row that stands for them, cared for on the first day of the year,
// and how many they are. A list of thousands is decided on a few dozen.
type shape struct {
	row
	documents int
	bytes     int64
}

// choice is which documents a list is made of: those of the shapes that the
// policy and the filters let through, cared for between two days.
type choice struct {
	shapes       []shape
	every        bool // at home, where nothing is left out: no document has to be looked at to know
	since, until time.Time
	among        among
	bare         bool // without what is sealed
}

// leaf is a shelf of what can be read now, before a page of it is fetched.
type leaf struct {
	choice // all that the reader sees
	visit
	said map[access.Document]bool // what the policy answered, shape by shape
}

// lookAt decides, in tx, on the shapes of a space. What is asked besides
// travels with them.
func lookAt(ctx context.Context, tx *gate.Tx, patient id.Patient, besides ...func(*pgx.Batch)) (leaf, error) {
	return lookFor(ctx, tx, patient, func(r row) bool { return Current.holds(tx, r) }, besides...)
}

// lookFor is lookAt for another question than what can be read now.
func lookFor(ctx context.Context, tx *gate.Tx, patient id.Patient, holds func(row) bool, besides ...func(*pgx.Batch)) (l leaf, err error) {
	l.home, l.said = atHome(tx), map[access.Document]bool{}
	all, err := shapes(ctx, tx, patient, &l.visit, besides...)
	if err != nil {
		return l, err
	}
	l.visited, l.changed = l.at(tx.Now())
	for _, s := range all {
		facts := s.policy(tx)
		there, known := l.said[facts]
		if !known {
			there = holds(s.row)
			l.said[facts] = there
		}
		if there {
			l.shapes = append(l.shapes, s)
		}
	}
	l.every = l.home && len(l.shapes) == len(all)
	return l, nil
}

// rows are the rows that stand for the shapes.
func (c choice) rows() []row {
	all := make([]row, len(c.shapes))
	for i, s := range c.shapes {
		all[i] = s.row
	}
	return all
}

// narrowings lists what the documents can be narrowed by.
func (c choice) narrowings() Listing {
	return narrowingsOf(len(c.shapes), func(i int) *row { return &c.shapes[i].row })
}

// narrowed leaves what the filter lets through.
func (c choice) narrowed(f Filter) choice {
	c.since, c.until = f.Since, f.Until
	if f.Year != 0 {
		first := time.Date(f.Year, time.January, 1, 0, 0, 0, 0, time.UTC)
		c.since, c.until = first, first.AddDate(1, 0, -1)
	}
	f.Since, f.Until = time.Time{}, time.Time{}
	if f.open() {
		return c
	}
	return c.with(func(r row) bool { return f.lets(r) })
}

// with leaves the shapes that keep says.
func (c choice) with(keep func(row) bool) choice {
	kept := make([]shape, 0, len(c.shapes))
	for _, s := range c.shapes {
		if keep(s.row) {
			kept = append(kept, s)
		}
	}
	c.every = c.every && len(kept) == len(c.shapes)
	c.shapes = kept
	return c
}

// split sets apart what comes first.
func (c choice) split(first func(row) bool) (head, rest choice) {
	return c.with(first), c.with(func(r row) bool { return !first(r) })
}

// bounded reports whether shapes alone do not say how many there are: they know
// years, not days.
func (c choice) bounded(f Filter) bool {
	return !f.Since.IsZero() || !f.Until.IsZero() || c.among.these != anyOfThem
}

// documents is how many documents the shapes stand for.
func (c choice) documents() (n int) {
	for _, s := range c.shapes {
		n += s.documents
	}
	return n
}

// listed is a row of a page, with what only the page that shows it needs.
type listed struct {
	row
	part
	done
}

// judged are the rows of a page as their reader sees them. Each was let through
// as a shape: one that was not is a fault of ours, and nothing is shown.
func (l leaf) judged(tx *gate.Tx, rows []listed, parts map[id.Document]part) ([]Document, error) {
	docs := make([]Document, 0, len(rows))
	may := map[access.Document][]access.Act{}
	for _, r := range rows {
		r.row.Format, r.row.Size, r.row.Version = r.part.Format, r.part.Size, r.part.Version
		facts := r.policy(tx)
		if !l.said[facts] {
			return nil, errNotSaid
		}
		if _, known := may[facts]; !known {
			may[facts] = slices.DeleteFunc(slices.Clone(next), func(act access.Act) bool { return tx.May(act, facts) != "" })
		}
		d := r.shown(tx, may[facts])
		if l.home {
			d.Unread, d.Pinned = r.ReadAt == nil && r.AuthorKind != ByPatient, r.PinnedAt != nil
			d.New = d.Unread && l.fresh(r.row)
		}
		docs, parts[r.ID] = append(docs, d), r.part
	}
	return docs, nil
}
