package record

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

// Shelf is which documents a list is about.
type Shelf string

// The shelves.
const (
	Current   Shelf = ""          // what can be read now
	InBin     Shelf = "bin"       // what the patient deleted and can restore
	Withdrawn Shelf = "withdrawn" // what its author took back: the patient sees that it was there
)

// Visibility narrows a list by who sees a document.
type Visibility string

// The visibilities that a list can be narrowed to.
const (
	AnyVisibility Visibility = ""
	OnlyMasked    Visibility = "masked"
	OnlyVisible   Visibility = "visible"
	OnlyMine      Visibility = "mine" // added by the patient
)

// Filter says which documents of a list to give.
type Filter struct {
	Shelf      Shelf
	Type       string
	Class      string
	Year       int
	Since      time.Time // care of that day or later; zero for any
	Until      time.Time // care of that day or before; zero for any
	Author     id.Account
	Visibility Visibility
	Mark       Mark      // what the reader did with them: at home only
	Folder     id.Folder // of one's own: at home only
	Page       int       // from 1
}

// Listing is one page of a list. Every count in it is of what the reader may
// see: a hidden document leaves no trace.
type Listing struct {
	Documents []Document
	Total     int // over all pages
	Page      int
	Pages     int // at least 1
	// Of lists at home only: how many came since the reader's last visit and are
	// not read yet, over the whole shelf; what he pinned, on the first page of all.
	New  int
	Pins []Document
	// What the list can be narrowed by, of all that the reader sees on the shelf.
	Types   []string
	Classes []string
	Years   []int
	Authors []id.Account
	Known   []identity.Known // of Authors, those whom the directory knows, by name
}

// List gives the documents of a space that by may read, the newest care first.
// A list of thousands costs what one page costs: it is decided and counted on
// the shapes of its documents, and decrypts nothing but the page.
func (s *Service) List(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, f Filter) (Listing, error) {
	req := gate.Request{By: by, Act: access.ListDocuments, Mode: mode, Patient: patient, Reads: true}
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (b page, err error) {
		if f.Shelf == Current {
			return b, b.leaf(ctx, tx, patient, f)
		}
		rows, err := removed(ctx, tx, patient)
		if err != nil {
			return b, err
		}
		rows = slices.DeleteFunc(rows, func(r row) bool { return !f.Shelf.holds(tx, r) || !f.lets(r) })
		b.Listing = narrowings(rows)
		docs := b.page(rows, f.Page, tx)
		b.cut = len(docs)
		b.closed, err = closeUp(ctx, tx, patient, docs)
		return b, err
	})
	if err != nil {
		return Listing{}, err
	}
	docs, err := got.open(s.vault)
	if err != nil || len(docs) == 0 {
		return got.Listing, err
	}
	if got.Documents = docs[:got.cut:got.cut]; got.cut < len(docs) {
		got.Pins = docs[got.cut:]
	}
	return got.Listing, nil
}

// open reports whether every row passes what lets looks at.
func (f Filter) open() bool {
	f.Page, f.Mark, f.Folder, f.Shelf = 0, "", id.Folder{}, ""
	return f == Filter{}
}

// whole reports whether nothing narrows the list of what can be read now.
func (f Filter) whole() bool {
	f.Page = 0
	return f == Filter{}
}

// atHome reports whether who reads is the holder, or somebody who represents
// him: those who fold, pin and are told what is new.
func atHome(tx *gate.Tx) bool {
	return tx.By().Role == access.Patient || tx.By().Role == access.Representative
}

// holds reports whether the reader of tx finds r on the shelf.
func (s Shelf) holds(tx *gate.Tx, r row) bool {
	switch s {
	case Current:
		return r.Status != access.Deprecated && r.seen(tx) == ""
	case InBin:
		return r.useful(access.RestoreDocument, tx.Now()) && tx.May(access.RestoreDocument, r.policy(tx)) == ""
	case Withdrawn:
		return atHome(tx) && r.Status == access.Erased && r.AuthorKind != ByPatient && r.was(tx) == ""
	}
	return false
}

func (f Filter) lets(r row) bool {
	switch f.Visibility {
	case OnlyMasked:
		if r.MaskedAt == nil {
			return false
		}
	case OnlyVisible:
		if r.MaskedAt != nil {
			return false
		}
	case OnlyMine:
		if r.AuthorKind != ByPatient {
			return false
		}
	}
	return (f.Type == "" || f.Type == r.Type) && (f.Class == "" || f.Class == r.Class) &&
		(f.Year == 0 || f.Year == r.CaredOn.Year()) && !r.CaredOn.Before(f.Since) && (f.Until.IsZero() || !r.CaredOn.After(f.Until)) &&
		(f.Author.IsZero() || f.Author == r.AuthorID)
}

// narrowings lists what rows can be narrowed by.
func narrowings(rows []row) Listing {
	return narrowingsOf(len(rows), func(i int) *row { return &rows[i] })
}

func narrowingsOf(n int, at func(int) *row) (l Listing) {
	types, classes, years, authors := map[string]bool{}, map[string]bool{}, map[int]bool{}, map[id.Account]bool{}
	for i := range n {
		r := at(i)
		if i > 0 {
			if p := at(i - 1); r.Type == p.Type && r.Class == p.Class && r.AuthorID == p.AuthorID && r.CaredOn.Equal(p.CaredOn) {
				continue
			}
		}
		types[r.Type], classes[r.Class], years[r.CaredOn.Year()], authors[r.AuthorID] = true, true, true, true
	}
	l.Types, l.Classes, l.Years = slices.Sorted(maps.Keys(types)), slices.Sorted(maps.Keys(classes)), slices.Sorted(maps.Keys(years))
	slices.Reverse(l.Years)
	l.Authors = slices.SortedFunc(maps.Keys(authors), func(a, b id.Account) int { return bytes.Compare(a[:], b[:]) })
	return l
}
