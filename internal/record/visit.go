package record

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/vault"
)

// Visit is a record as a professional comes into it (ux.md GP-04): one page of
// its documents, and what came since he last looked.
type Visit struct {
	Listing
	First   int        // of Documents, at the head of the page: what his trade reads first
	Since   time.Time  // when he last looked, before he opened it this time; zero: never
	News    []Document // what others added since then, whatever the filter; the last to come first
	NewOnes int        // how many there are of them

	Matrix *access.Matrix // the habilitations in force, that all this was decided on
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
//
// also are other acts that the page shows what they read, each in the same
// transaction and under a line of its own (gate.Tx.Also).
func (s *Service) Visit(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, w Wish, also ...func(context.Context, *gate.Tx) error) (Visit, error) {
	type both struct {
		Visit
		page
	}
	req := gate.Request{By: by, Act: access.ListDocuments, Mode: mode, Patient: patient, Reads: true}
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (b both, err error) {
		b.closed = closed{patient: patient, parts: map[id.Document]part{}}
		l, err := lookAt(ctx, tx, patient, func(q *pgx.Batch) { vault.Ask(q, patient, &b.key) }, askLookedBefore(tx, patient, w.Opened, &b.Since))
		if err != nil {
			return b, err
		}
		b.page.Listing, b.Matrix = l.narrowings(), tx.Matrix()
		var news []listed
		besides := []func(*pgx.Batch){identity.AskKnown(b.page.Authors, &b.page.Known)}
		if !b.Since.IsZero() {
			besides = append(besides, l.askNews(patient, by.Account, b.Since, newsMost, &news, &b.NewOnes))
		}
		rows, err := b.page.Listing.led(ctx, tx, patient, l.narrowed(w.Filter), w, &b.First, besides...)
		if err != nil {
			return b, err
		}
		b.cut = len(rows)
		if b.docs, err = l.judged(tx, append(rows, news...), b.parts); err != nil {
			return b, err
		}
		for _, act := range also {
			if err := act(ctx, tx); err != nil {
				return b, err
			}
		}
		return b, nil
	})
	if err != nil {
		return Visit{}, err
	}
	docs, err := got.open(s.vault)
	if err != nil {
		return Visit{}, err
	}
	got.Visit.Listing = got.page.Listing
	got.Visit.Documents, got.News = docs[:got.cut:got.cut], docs[got.cut:]
	return got.Visit, nil
}

// led is cut50 with, at the head of the list, what comes first to who reads:
// first is how many of the page.
func (l *Listing) led(ctx context.Context, tx *gate.Tx, patient id.Patient, c choice, w Wish, first *int, besides ...func(*pgx.Batch)) ([]listed, error) {
	if w.First.none() || len(c.shapes) == 0 {
		return l.cut50(ctx, tx, patient, c, w.Filter, besides...)
	}
	leads, err := w.First.of(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	head, rest := c.split(leads)
	n, m := head.documents(), rest.documents()
	if c.bounded(w.Filter) {
		if err := ask(ctx, tx, head.askCount(patient, &n), rest.askCount(patient, &m)); err != nil {
			return nil, err
		}
	}
	from := l.place(n+m, w.Page)
	*first = min(max(n-from, 0), limit.ListRows)
	var heads, rests []listed
	err = ask(ctx, tx, append(besides, head.askPage(patient, tx.By().Account, from, limit.ListRows, &heads),
		rest.askPage(patient, tx.By().Account, max(from-n, 0), limit.ListRows-*first, &rests))...)
	return append(heads, rests...), err
}

// of says which rows come first.
func (l Lead) of(ctx context.Context, tx *gate.Tx, c choice) (leads func(row) bool, err error) {
	var alike []id.Account
	if l.Specialty != "" {
		alike, err = authorsOf(ctx, tx, authors(c.rows()), l.Specialty)
	}
	return func(r row) bool { return slices.Contains(l.Types, r.Type) || slices.Contains(alike, r.AuthorID) }, err
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
		l, err := lookAt(ctx, tx, patient, askReadBefore(tx, patient, doc, opened, &a.Read))
		if err != nil {
			return err
		}
		a.Alike = l.alike(r)
		if Current.holds(tx, r) { // an old version is next to none
			a.Newer, a.Older, err = l.neighbours(ctx, tx, patient, r)
		}
		return err
	})
	if err != nil {
		return Content{}, Around{}, err
	}
	c, err := s.reveal(ctx, o)
	return c, a, err
}

// alike reports whether another document of the type of one is there.
func (c choice) alike(one row) bool {
	of := c.with(func(r row) bool { return r.Type == one.Type }).documents()
	return of > 1 || of == 1 && one.Status == access.Deprecated // an old version is in no list
}
