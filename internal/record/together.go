package record

import (
	"context"
	"fmt"
	"slices"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Together does one act to several documents that were ticked on a list
// (PAT-05): masks, shows, puts into the bin or takes back, in one transaction,
// with a line for each. It gives those that it changed: what is refused, or was
// so already, stays as it is and keeps nobody from the others.
func (s *Service) Together(ctx context.Context, by access.Actor, act access.Act, patient id.Patient, docs []id.Document) (done []id.Document, err error) {
	do := together[act]
	docs, bad := ticked(docs)
	if do == nil || bad != nil {
		return nil, bad
	}
	targets := make([]string, len(docs))
	for i, doc := range docs {
		targets[i] = doc.String()
	}
	_, err = s.gate.Each(ctx, gate.Request{By: by, Act: act, Patient: patient}, targets, func(tx *gate.Tx, i int) error {
		if i == 0 {
			done = nil // begun again
		}
		r, there, err := document(ctx, tx, patient, docs[i])
		switch {
		case err != nil:
			return err
		case !there:
			return problem.Refuse(access.NotYours)
		}
		if why := r.lets(tx, act); why != "" {
			return problem.Refuse(why)
		}
		if !r.useful(act, tx.Now()) || act == access.DeleteDocument && r.Status == access.Erased {
			return nil
		}
		done = append(done, docs[i])
		return do(ctx, tx, patient, r)
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// together are the acts that may be done to several documents at once.
var together = map[access.Act]func(context.Context, *gate.Tx, id.Patient, row) error{
	access.MaskDocument:   mask,
	access.UnmaskDocument: unmask,
	access.DeleteDocument: func(ctx context.Context, tx *gate.Tx, patient id.Patient, r row) error {
		return remove(ctx, tx, patient, r, nil)
	},
	access.RestoreDocument: func(ctx context.Context, tx *gate.Tx, patient id.Patient, r row) error {
		return restore(ctx, tx, patient, r.ID)
	},
}

// ticked are the documents of one page of a list, each once.
func ticked(docs []id.Document) ([]id.Document, error) {
	var all []id.Document
	for _, doc := range docs {
		if !slices.Contains(all, doc) {
			all = append(all, doc)
		}
	}
	switch {
	case len(all) == 0:
		return nil, problem.Field("document", "choose")
	case len(all) > limit.ListRows:
		return nil, problem.Field("document", "too-many-ticked")
	}
	return all, nil
}

// Ticked gives what is known of several documents, in their order: of those
// that who asks sees now, for the page that asks before it changes them. Looking
// at them is looking at a list.
func (s *Service) Ticked(ctx context.Context, by access.Actor, patient id.Patient, docs []id.Document) ([]Document, error) {
	docs, err := ticked(docs)
	if err != nil {
		return nil, err
	}
	c, err := gate.Get(ctx, s.gate, gate.Request{By: by, Act: access.ListDocuments, Patient: patient, Reads: true}, func(tx *gate.Tx) (closed, error) {
		rows, err := documentsNamed(ctx, tx, patient, docs)
		if err != nil {
			return closed{}, err
		}
		slices.SortFunc(rows, func(a, b row) int { return slices.Index(docs, a.ID) - slices.Index(docs, b.ID) })
		var seen []Document
		for _, r := range rows {
			if Current.holds(tx, r) {
				seen = append(seen, r.document(tx))
			}
		}
		return closeUp(ctx, tx, patient, seen)
	})
	if err != nil {
		return nil, err
	}
	return c.open(s.vault)
}

// FileAll puts several documents into a folder, or takes them out, in one step:
// all that who asks sees, or none.
func (s *Service) FileAll(ctx context.Context, by access.Actor, patient id.Patient, f id.Folder, docs []id.Document, in bool) error {
	docs, err := ticked(docs)
	if err != nil {
		return err
	}
	return s.folder(ctx, by, patient, f, func(tx *gate.Tx) error {
		rows, err := documentsNamed(ctx, tx, patient, docs)
		if err != nil {
			return fmt.Errorf("record: to be filed: %w", err)
		}
		if len(rows) != len(docs) || slices.ContainsFunc(rows, func(r row) bool { return r.seen(tx) != "" }) {
			return problem.Missing("document")
		}
		for _, doc := range docs {
			if err := putIn(ctx, tx, patient, f, doc, in); err != nil {
				return err
			}
		}
		return nil
	})
}
