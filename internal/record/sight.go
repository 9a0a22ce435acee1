package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Viewer is somebody whose sight a person asks about: « Voir comme… » (#84,
// #118). Without an account it is anybody of the profession once the person has
// agreed for the day, or anybody who represents a child.
type Viewer struct {
	access.Actor
	Mode access.Mode // of a professional; empty is normal
}

// eyes are what the policy answers a viewer. An emergency is one that was
// opened: the question is what is read then.
func (v Viewer) eyes(ctx context.Context, tx *gate.Tx) (gate.Eyes, error) {
	e, err := tx.Eyes(ctx, v.Actor, v.Mode)
	if err == nil && v.Account.IsZero() && v.Patient.IsZero() {
		e = e.Agreed().Standing()
	}
	return e.Within(), err
}

// Seen is one document of the asker, and why the viewer does not have it.
type Seen struct {
	Document
	Why access.Reason // empty: he reads it
}

// Sight is what a viewer would be served of what the asker sees. A document
// that the asker does not know of is in no list and in no count.
type Sight struct {
	Shut      access.Reason // why the space does not open at all; empty when it does
	Documents []Seen        // one page, in the order of the asker's own list
	Total     int           // over all pages
	Read      int           // of them, those that the viewer reads
	Page      int           // from 1
	Pages     int
	Also      map[access.Act]access.Reason // what else may be read of the record
}

// also are the acts on the record, besides its documents, that a sight tells of.
var also = []access.Act{access.ReadProfile, access.ReadVaccinations, access.ReadMeasures, access.ReadHistory}

// SeeAs answers what a viewer would be served, by the policy that serves him, on
// the rows that he would be served (#84, #118). What he reads of all is counted
// on their shapes.
func (s *Service) SeeAs(ctx context.Context, by access.Actor, patient id.Patient, v Viewer, page int) (Sight, error) {
	type both struct {
		Sight
		closed
	}
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (b both, err error) {
		eyes, err := v.eyes(ctx, tx)
		if err != nil {
			return b, err
		}
		b.Shut, b.Also = eyes.Decide(access.ListDocuments), map[access.Act]access.Reason{}
		for _, act := range also {
			b.Also[act] = eyes.Decide(act)
		}
		b.closed = closed{patient: patient, parts: map[id.Document]part{}}
		all, err := lookAt(ctx, tx, patient, func(q *pgx.Batch) { vault.Ask(q, patient, &b.key) })
		if err != nil {
			return b, err
		}
		b.Read = all.with(func(r row) bool { return r.seen(eyes) == "" }).documents()
		var l Listing
		rows, err := l.cut50(ctx, tx, patient, all.choice, Filter{Page: page})
		if err != nil {
			return b, err
		}
		b.Total, b.Page, b.Pages = l.Total, l.Page, l.Pages
		for _, r := range rows {
			b.Sight.Documents = append(b.Sight.Documents, Seen{Why: r.seen(eyes)})
		}
		b.docs, err = all.judged(tx, rows, b.parts)
		return b, err
	})
	if err != nil {
		return Sight{}, err
	}
	docs, err := got.open(s.vault)
	for i, d := range docs {
		got.Sight.Documents[i].Document = d
	}
	return got.Sight, err
}

// Seers is who may see one document, each with why not.
type Seers struct {
	Document    Document
	Professions map[string]access.Reason // by code, once the person has agreed for the day
	Emergency   access.Reason            // a doctor who opened in an emergency
	OnCall      access.Reason            // the SAMU's regulating doctor on a call
	Named       []access.Reason          // in the order of those asked about
}

// WhoSees answers who may see a document of the asker: each profession, and
// those named (#84, #118). One that the asker does not see is missing.
func (s *Service) WhoSees(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document, professions []string, named []Viewer) (Seers, error) {
	var c closed
	var out Seers
	absent := false
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Target: doc.String(), Reads: true}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, there, err := document(ctx, tx, patient, doc)
		if err != nil {
			return err
		}
		why := access.NotYours // a line all the same, as in one
		if there {
			why = r.seen(tx)
		}
		if why != "" {
			absent = true
			return problem.Refuse(why)
		}
		if out, err = r.seers(ctx, tx, professions, named); err != nil {
			return err
		}
		c, err = closeUp(ctx, tx, patient, []Document{r.document(tx)})
		return err
	})
	if absent && problem.Reason(err) != "" {
		return Seers{}, problem.Missing("document")
	}
	if err != nil {
		return Seers{}, err
	}
	docs, err := c.open(s.vault)
	if err == nil {
		out.Document = docs[0]
	}
	return out, err
}

// seers asks the policy about r for each of those who might see it.
func (r row) seers(ctx context.Context, tx *gate.Tx, professions []string, named []Viewer) (out Seers, err error) {
	look := func(v Viewer) (access.Reason, error) {
		eyes, err := v.eyes(ctx, tx)
		if err != nil {
			return "", err
		}
		if why := eyes.Decide(access.ListDocuments); why != "" {
			return why, nil
		}
		return r.seen(eyes), nil
	}
	out.Professions = make(map[string]access.Reason, len(professions))
	eyes, err := tx.Eyes(ctx, anybodyOf(doctor), access.Normal)
	if err != nil {
		return out, err
	}
	for _, p := range professions { // one statement for all: of nobody in particular the facts are the same
		e := eyes.Of(anybodyOf(p)).Agreed()
		if out.Professions[p] = e.Decide(access.ListDocuments); out.Professions[p] == "" {
			out.Professions[p] = r.seen(e)
		}
	}
	if out.Emergency, err = look(Viewer{anybodyOf(doctor), access.BrisDeGlace}); err != nil {
		return out, err
	}
	if out.OnCall, err = look(Viewer{anybodyOf(doctor), access.Centre15}); err != nil {
		return out, err
	}
	for _, v := range named {
		why, err := look(v)
		if err != nil {
			return out, err
		}
		out.Named = append(out.Named, why)
	}
	return out, nil
}

// doctor is the profession of a médecin, in the matrix.
const doctor = "10"
