package record

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

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

// now is the civil day.
func (s *Service) now() time.Time { return clock.Day(s.gate.Now()) }
