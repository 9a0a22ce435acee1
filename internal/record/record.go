package record

import (
	"bytes"
	"context"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
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
	Author     id.Account
	Visibility Visibility
	Page       int // from 1
}

// Listing is one page of a list. Every count in it is of what the reader may
// see: a hidden document leaves no trace.
type Listing struct {
	Documents []Document
	Total     int // over all pages
	Page      int
	Pages     int // at least 1
	// What the list can be narrowed by, of all that the reader sees on the shelf.
	Types   []string
	Classes []string
	Years   []int
	Authors []id.Account
}

// List gives the documents of a space that by may read, the newest care first.
func (s *Service) List(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, f Filter) (Listing, error) {
	type both struct {
		Listing
		closed
	}
	req := gate.Request{By: by, Act: access.ListDocuments, Mode: mode, Patient: patient, Reads: true}
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (b both, err error) {
		rows, err := documents(ctx, tx, patient)
		if err != nil {
			return b, err
		}
		rows = slices.DeleteFunc(rows, func(r row) bool { return !f.Shelf.holds(tx, r) })
		b.Listing = narrowings(rows)
		rows = slices.DeleteFunc(rows, func(r row) bool { return !f.lets(r) })
		docs := b.page(rows, f.Page, tx)
		b.closed, err = closeUp(ctx, tx, patient, docs)
		return b, err
	})
	if err != nil {
		return Listing{}, err
	}
	got.Documents, err = got.open(s.vault)
	return got.Listing, err
}

// holds reports whether the reader of tx finds r on the shelf.
func (s Shelf) holds(tx *gate.Tx, r row) bool {
	switch s {
	case Current:
		return r.Status != access.Deprecated && r.seen(tx) == ""
	case InBin:
		return r.useful(access.RestoreDocument, tx.Now()) && tx.May(access.RestoreDocument, r.policy(tx)) == ""
	case Withdrawn:
		home := tx.By().Role == access.Patient || tx.By().Role == access.Representative
		return home && r.Status == access.Erased && r.AuthorKind != ByPatient && r.was(tx) == ""
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
		(f.Year == 0 || f.Year == r.CaredOn.Year()) && !r.CaredOn.Before(f.Since) && (f.Author.IsZero() || f.Author == r.AuthorID)
}

// narrowings lists what rows can be narrowed by.
func narrowings(rows []row) (l Listing) {
	for _, r := range rows {
		l.Types, l.Classes = append(l.Types, r.Type), append(l.Classes, r.Class)
		l.Years, l.Authors = append(l.Years, r.CaredOn.Year()), append(l.Authors, r.AuthorID)
	}
	slices.Sort(l.Types)
	slices.Sort(l.Classes)
	slices.Sort(l.Years)
	slices.Reverse(l.Years)
	slices.SortFunc(l.Authors, func(a, b id.Account) int { return bytes.Compare(a[:], b[:]) })
	l.Types, l.Classes, l.Years = slices.Compact(l.Types), slices.Compact(l.Classes), slices.Compact(l.Years)
	l.Authors = slices.Compact(l.Authors)
	return l
}

// page cuts one page out of rows.
func (l *Listing) page(rows []row, page int, tx *gate.Tx) []Document {
	l.Total = len(rows)
	l.Pages = max(1, (len(rows)+limit.ListRows-1)/limit.ListRows)
	l.Page = min(max(1, page), l.Pages)
	from := (l.Page - 1) * limit.ListRows
	var docs []Document
	for _, r := range rows[from:min(len(rows), from+limit.ListRows)] {
		docs = append(docs, r.document(tx))
	}
	return docs
}

// one passes req, which is about one document, and runs fn on its row. What
// the reader may not see is answered like what does not exist: the reason
// stays in the log (invariant 5). A document that he sees but may not do this
// to is refused with its reason.
func (s *Service) one(ctx context.Context, req gate.Request, doc id.Document, fn func(*gate.Tx, row) error) error {
	req.Target = doc.String()
	absent := false
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, there, err := document(ctx, tx, req.Patient, doc)
		switch {
		case err != nil:
			return err
		case !there:
			absent = true // a line all the same: as long, as costly, as a refusal
			return problem.Refuse(access.NotYours)
		}
		if why := r.lets(tx, req.Act); why != "" {
			absent = r.seen(tx) != ""
			return problem.Refuse(why)
		}
		return fn(tx, r)
	})
	if absent && problem.Reason(err) != "" {
		return problem.Missing("document")
	}
	return err
}

// lets is why act may not be done to r.
func (r row) lets(tx *gate.Tx, act access.Act) access.Reason {
	if act == access.ReadDocument {
		return r.seen(tx)
	}
	return tx.May(act, r.policy(tx))
}

// Read gives what is known of one document, without its content.
func (s *Service) Read(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, doc id.Document) (Document, error) {
	var c closed
	req := gate.Request{By: by, Act: access.ReadDocument, Mode: mode, Patient: patient, Reads: true}
	err := s.one(ctx, req, doc, func(tx *gate.Tx, r row) (err error) {
		c, err = closeUp(ctx, tx, patient, []Document{r.document(tx)})
		return err
	})
	if err != nil {
		return Document{}, err
	}
	docs, err := c.open(s.vault)
	if err != nil {
		return Document{}, err
	}
	return docs[0], nil
}

// Versions gives the versions of one document that by may read, the newest
// first.
func (s *Service) Versions(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, doc id.Document) ([]Document, error) {
	var c closed
	req := gate.Request{By: by, Act: access.ReadDocument, Mode: mode, Patient: patient, Reads: true}
	err := s.one(ctx, req, doc, func(tx *gate.Tx, r row) error {
		rows := []row{r}
		if r.SetMAC != nil {
			var err error
			if rows, err = versions(ctx, tx, patient, r.SetMAC); err != nil {
				return err
			}
		}
		var docs []Document
		for _, r := range rows {
			if r.seen(tx) == "" {
				docs = append(docs, r.document(tx))
			}
		}
		var err error
		c, err = closeUp(ctx, tx, patient, docs)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.open(s.vault)
}

// Mask hides a document, with all its versions, from professionals: all but
// its author and the médecin traitant (R.1111-49, #65). Masked again it stays
// as it is.
func (s *Service) Mask(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	return s.change(ctx, by, access.MaskDocument, patient, doc, func(tx *gate.Tx, r row) error {
		return mask(ctx, tx, patient, r)
	})
}

// Unmask shows again what the patient masked. Only the patient may.
func (s *Service) Unmask(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	return s.change(ctx, by, access.UnmaskDocument, patient, doc, func(tx *gate.Tx, r row) error {
		return unmask(ctx, tx, patient, r)
	})
}

// Delete puts what the patient added into the bin (#66: never what a
// professional did).
func (s *Service) Delete(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	return s.change(ctx, by, access.DeleteDocument, patient, doc, func(tx *gate.Tx, r row) error {
		return remove(ctx, tx, patient, r, nil)
	})
}

// Restore takes a document out of the bin, for 30 days.
func (s *Service) Restore(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	return s.change(ctx, by, access.RestoreDocument, patient, doc, func(tx *gate.Tx, r row) error {
		if !r.useful(access.RestoreDocument, tx.Now()) {
			return problem.Clash("bin-over")
		}
		return restore(ctx, tx, patient, r.ID)
	})
}

// Release ends « pas encore le patient »: the patient was told, and now reads
// (R.1111-53).
func (s *Service) Release(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	return s.change(ctx, by, access.ReleaseDocument, patient, doc, func(tx *gate.Tx, r row) error {
		if !r.useful(access.ReleaseDocument, tx.Now()) {
			return nil
		}
		return shown(ctx, tx, patient, r)
	})
}

func (s *Service) change(ctx context.Context, by access.Actor, act access.Act, patient id.Patient, doc id.Document, fn func(*gate.Tx, row) error) error {
	return s.one(ctx, gate.Request{By: by, Act: act, Patient: patient}, doc, fn)
}
