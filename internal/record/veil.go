package record

import (
	"context"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Veil is a document behind the curtain: that it is there, and of which day. A
// helper gets nothing else of it.
type Veil struct {
	ID      id.Document
	CaredOn time.Time
	Shown   bool // by the person, in the session that is open
}

// Veils is one page of what is behind the curtain.
type Veils struct {
	All   []Veil
	First int // how many stand on the pages before
	Total int // over all pages
	Page  int // from 1
	Pages int // at least 1
}

// Veiled lists what the person would see, for the helper beside her: days, in
// the order of her own list. No title leaves the database.
func (s *Service) Veiled(ctx context.Context, by access.Actor, patient id.Patient, page int) (Veils, error) {
	req := gate.Request{By: by, Act: access.ListVeiled, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (v Veils, err error) {
		shown, err := unveiledTo(ctx, tx, patient)
		if err != nil {
			return v, err
		}
		there := func(r row) bool { return tx.May(access.ListVeiled, r.policy(tx)) == "" }
		all, err := lookFor(ctx, tx, patient, there)
		if err != nil {
			return v, err
		}
		all.bare = true
		var l Listing
		rows, err := l.cut50(ctx, tx, patient, all.choice, Filter{Page: page})
		if err != nil {
			return v, err
		}
		v.First, v.Total, v.Page, v.Pages = (l.Page-1)*limit.ListRows, l.Total, l.Page, l.Pages
		for _, r := range rows {
			if !there(r.row) {
				return v, errNotSaid
			}
			v.All = append(v.All, Veil{r.ID, r.CaredOn, slices.Contains(shown, r.ID)})
		}
		return v, nil
	})
}

// Unveil shows one document to the helper beside, until the session ends: the
// person's own act. by is the person, in her space or by the code she typed.
func (s *Service) Unveil(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document, to id.Mandate) error {
	return s.one(ctx, gate.Request{By: by, Act: access.UnveilDocument, Patient: patient}, doc, func(tx *gate.Tx, r row) error {
		there, err := unveil(ctx, tx, patient, doc, to)
		if err == nil && !there {
			err = problem.Refuse(access.NoMandate)
		}
		return err
	})
}

// Veil draws the curtain again over a document, before the session ends.
func (s *Service) Veil(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	return s.behind(ctx, gate.Request{By: by, Act: access.VeilDocument, Patient: patient}, doc, func(tx *gate.Tx, _ row) error {
		return veil(ctx, tx, patient, doc)
	})
}

// OpenUnveiled is Open for a helper, of a document that the person shows.
func (s *Service) OpenUnveiled(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) (Content, error) {
	var o opening
	req := gate.Request{By: by, Act: access.ReadUnveiled, Patient: patient, Reads: true}
	err := s.behind(ctx, req, doc, func(tx *gate.Tx, r row) (err error) {
		o.row = r
		o.closed, err = closeUp(ctx, tx, patient, []Document{r.document(tx)})
		return err
	})
	if err != nil {
		return Content{}, err
	}
	return s.reveal(ctx, o)
}

// behind is one, for whoever stands before the curtain: what is behind it is
// answered like what does not exist.
func (s *Service) behind(ctx context.Context, req gate.Request, doc id.Document, fn func(*gate.Tx, row) error) error {
	req.Target = doc.String()
	hidden := false
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		shown, err := unveiledTo(ctx, tx, req.Patient)
		if err != nil {
			return err
		}
		r, there, err := document(ctx, tx, req.Patient, doc)
		if err != nil {
			return err
		}
		d := r.policy(tx)
		d.Unveiled = there && slices.Contains(shown, doc)
		if why := tx.May(req.Act, d); why != "" {
			hidden = true
			return problem.Refuse(why)
		}
		return fn(tx, r)
	})
	if hidden && problem.Reason(err) != "" {
		return problem.Missing("document")
	}
	return err
}
