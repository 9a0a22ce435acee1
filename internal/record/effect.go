package record

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// Asking is who is asked about, and of which documents: those named, or all that
// the asker sees.
type Asking struct {
	Documents   []id.Document
	Professions []string // anybody of each, once the person has agreed for the day
	Named       []Viewer
}

// If is a choice that is not made yet; the zero If is how things stand.
type If struct {
	Facts func(*access.Facts) // what the person would have set
	Mask  Masking
}

// Masking is what a choice would do to the documents asked about.
type Masking string

// What would be done to them; the empty one changes nothing.
const (
	Hiding     Masking = "hide"
	Showing    Masking = "show"
	ShowingAll Masking = "show-all" // « tout masquer » undone: what was masked by itself stays so
)

// Held is what somebody has of the documents asked about.
type Held struct {
	Shut access.Reason // why the space does not open to him at all; empty when it does
	Read int           // how many he reads
	Why  access.Reason // why he does not read one of them; empty when he reads all
}

// Reach is who reads what of some documents, by the policy that serves them.
type Reach struct {
	Total       int // documents asked about, that the asker sees
	Professions map[string]Held
	Emergency   Held   // a doctor who opened in an emergency
	OnCall      Held   // the SAMU's regulating doctor on a call
	Named       []Held // in the order of those asked about
}

// Foresee answers who reads what as things stand, then under each choice: the
// effect of a choice before it is made, by the rules of WhoSees (#84, #118).
func (s *Service) Foresee(ctx context.Context, by access.Actor, patient id.Patient, q Asking, ifs ...If) ([]Reach, error) {
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	if len(q.Documents) == 1 {
		req.Target = q.Documents[0].String()
	}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Reach, error) {
		return Reached(ctx, tx, patient, q, append([]If{{}}, ifs...)...)
	})
}

// Reached is Foresee within another act: one answer for each If.
func Reached(ctx context.Context, tx *gate.Tx, patient id.Patient, q Asking, ifs ...If) ([]Reach, error) {
	docs, err := alike(ctx, tx, patient, q.Documents)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, d := range docs {
		total += d.many
	}
	all := make([]Reach, len(ifs))
	for i := range all {
		all[i] = Reach{Total: total, Professions: make(map[string]Held, len(q.Professions))}
	}
	look := func(v Viewer, keep func(*Reach, Held)) error {
		eyes, err := v.eyes(ctx, tx)
		for i := range all {
			keep(&all[i], ifs[i].held(eyes, docs))
		}
		return err
	}
	if err := look(Viewer{anybodyOf(doctor), access.BrisDeGlace}, func(r *Reach, h Held) { r.Emergency = h }); err != nil {
		return nil, err
	}
	if err := look(Viewer{anybodyOf(doctor), access.Centre15}, func(r *Reach, h Held) { r.OnCall = h }); err != nil {
		return nil, err
	}
	for _, v := range q.Named {
		if err := look(v, func(r *Reach, h Held) { r.Named = append(r.Named, h) }); err != nil {
			return nil, err
		}
	}
	eyes, err := tx.Eyes(ctx, anybodyOf(doctor), access.Normal)
	for _, p := range q.Professions { // one statement for all: of nobody in particular the facts are the same
		for i := range all {
			all[i].Professions[p] = ifs[i].held(eyes.Of(anybodyOf(p)).Agreed(), docs)
		}
	}
	return all, err
}

func anybodyOf(profession string) access.Actor {
	return access.Actor{Role: access.Professional, Profession: profession, Active: true}
}

// held asks the policy once for each shape of document.
func (c If) held(eyes gate.Eyes, docs []bunch) (h Held) {
	if c.Facts != nil {
		eyes = eyes.Supposing(c.Facts)
	}
	if h.Shut = eyes.Decide(access.ListDocuments); h.Shut != "" {
		return h
	}
	for _, d := range docs {
		if why := c.on(d.row).seen(eyes); why != "" {
			h.Why = why
		} else {
			h.Read += d.many
		}
	}
	return h
}

// on is the row as the choice would leave it.
func (c If) on(r row) row {
	switch {
	case c.Mask == Hiding && r.MaskedAt == nil:
		r.MaskedAt = &r.AddedAt
	case c.Mask == Showing, c.Mask == ShowingAll && r.MaskedWithAll:
		r.MaskedAt = nil
	}
	return r
}

// bunch is documents that the policy cannot tell from one another, and how many.
type bunch struct {
	row
	many int
}
