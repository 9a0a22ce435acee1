package record

import (
	"cmp"
	"context"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
)

// Visit is a record as a professional comes into it (ux.md GP-04): one page of
// its documents, and what came since he last looked.
type Visit struct {
	Listing
	First   int        // of Documents, at the head of the page: what his trade reads first
	Since   time.Time  // when he last looked, before he opened it this time; zero: never
	News    []Document // what others added since then, whatever the filter; the last to come first
	NewOnes int        // how many there are of them
}

// Wish is how a professional wants to see a record.
type Wish struct {
	Filter
	Opened time.Time // when he opened the space this time
	First  Lead      // what comes first
}

// Lead is what somebody reads first: documents of some types, and those whose
// author has his own specialty.
type Lead struct {
	Types     []string
	Specialty string
}

// leads reports whether nothing comes first.
func (l Lead) none() bool { return len(l.Types) == 0 && l.Specialty == "" }

// newsMost is how many of the new documents are shown above the list.
const newsMost = 10

// Visit gives the record of a person to a professional. What is counted,
// ordered, new or first is so among what he may see: a hidden document changes
// none of it (decisions.md §3).
func (s *Service) Visit(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, w Wish) (Visit, error) {
	type both struct {
		Visit
		closed
	}
	req := gate.Request{By: by, Act: access.ListDocuments, Mode: mode, Patient: patient, Reads: true}
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (b both, err error) {
		rows, _, err := shelf(ctx, tx, patient, Current)
		if err != nil {
			return b, err
		}
		b.Listing = narrowings(rows)
		if b.Since, err = lookedBefore(ctx, tx, patient, w.Opened); err != nil {
			return b, err
		}
		news := newTo(tx, rows, b.Since)
		rows = slices.DeleteFunc(rows, func(r row) bool { return !w.Filter.lets(r) })
		head, err := leadingRows(ctx, tx, rows, w.First)
		if err != nil {
			return b, err
		}
		docs := b.page(rows, w.Page, tx)
		b.First = min(max(head-(b.Page-1)*limit.ListRows, 0), len(docs))
		b.NewOnes = len(news)
		for _, r := range news[:min(len(news), newsMost)] {
			docs = append(docs, r.document(tx))
		}
		b.closed, err = closeUp(ctx, tx, patient, docs)
		return b, err
	})
	if err != nil {
		return Visit{}, err
	}
	docs, err := got.open(s.vault)
	if err != nil {
		return Visit{}, err
	}
	shown := len(docs) - min(got.NewOnes, newsMost)
	got.Documents, got.News = docs[:shown:shown], docs[shown:]
	return got.Visit, nil
}

// newTo are the rows that others added since an instant, the last to come
// first; none on a first visit, where everything is new.
func newTo(tx *gate.Tx, rows []row, since time.Time) (news []row) {
	if since.IsZero() {
		return nil
	}
	for _, r := range rows {
		if r.AddedAt.After(since) && r.AuthorID != tx.By().Account {
			news = append(news, r)
		}
	}
	slices.SortStableFunc(news, func(a, b row) int { return b.AddedAt.Compare(a.AddedAt) })
	return news
}

// leadingRows puts at the head of rows what comes first, and says how many.
func leadingRows(ctx context.Context, tx *gate.Tx, rows []row, l Lead) (n int, err error) {
	if l.none() || len(rows) == 0 {
		return 0, nil
	}
	var alike []id.Account
	if l.Specialty != "" {
		if alike, err = authorsOf(ctx, tx, authors(rows), l.Specialty); err != nil {
			return 0, err
		}
	}
	leads := func(r row) int {
		if slices.Contains(l.Types, r.Type) || slices.Contains(alike, r.AuthorID) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(leads(a), leads(b)) })
	for n < len(rows) && leads(rows[n]) == 0 {
		n++
	}
	return n, nil
}

// authors are the professionals who deposited rows.
func authors(rows []row) (all []id.Account) {
	for _, r := range rows {
		if r.AuthorKind == ByProfessional && !slices.Contains(all, r.AuthorID) {
			all = append(all, r.AuthorID)
		}
	}
	return all
}

// Around is a document among those that its reader sees.
type Around struct {
	Newer, Older id.Document // the next of his list, newest care first; zero at its ends
	Alike        bool        // another of the same type is there, to compare with
	Read         time.Time   // when he last read it, before he opened the space this time; zero: never
}

// OpenAmong is Open for a professional who goes from one document to the next.
// opened is when he opened the space.
func (s *Service) OpenAmong(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, doc id.Document, opened time.Time) (Content, Around, error) {
	var o opening
	var a Around
	req := gate.Request{By: by, Act: access.ReadDocument, Mode: mode, Patient: patient, Reads: true}
	err := s.one(ctx, req, doc, func(tx *gate.Tx, r row) (err error) {
		o.row = r
		if o.closed, err = closeUp(ctx, tx, patient, []Document{r.document(tx)}); err != nil {
			return err
		}
		if a.Read, err = readBefore(ctx, tx, patient, doc, opened); err != nil {
			return err
		}
		rows, err := documents(ctx, tx, patient)
		a.between(slices.DeleteFunc(rows, func(r row) bool { return !Current.holds(tx, r) }), r)
		return err
	})
	if err != nil {
		return Content{}, Around{}, err
	}
	c, err := s.reveal(ctx, o)
	return c, a, err
}

// between finds the neighbours of one among rows.
func (a *Around) between(rows []row, one row) {
	i := slices.IndexFunc(rows, func(r row) bool { return r.ID == one.ID })
	if i > 0 {
		a.Newer = rows[i-1].ID
	}
	if i >= 0 && i+1 < len(rows) {
		a.Older = rows[i+1].ID
	}
	a.Alike = slices.ContainsFunc(rows, func(r row) bool { return r.Type == one.Type && r.ID != one.ID })
}
