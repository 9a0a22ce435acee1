package record

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/seal"
)

// Proof gives the proof of one line of the history, to whoever reads that
// history: it is in the sealed log, and can be checked without us. A line about
// a document that the reader must not know of is not there.
func (s *Service) Proof(ctx context.Context, by access.Actor, patient id.Patient, line id.Line) (seal.Proof, error) {
	req := gate.Request{By: by, Act: access.ReadHistory, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (p seal.Proof, err error) {
		p, err = seal.Prove(ctx, tx, patient, line)
		if errors.Is(err, pgx.ErrNoRows) {
			return p, problem.Missing("line")
		}
		if err != nil || p.Line["target"] == nil {
			return p, err
		}
		secret, err := untold(ctx, tx, patient)
		if err != nil {
			return p, err
		}
		if slices.Contains(secret, *p.Line["target"]) {
			return seal.Proof{}, problem.Missing("line")
		}
		doc, isDocument := id.Parse[id.Document](*p.Line["target"])
		if isDocument != nil {
			return p, nil
		}
		r, there, err := document(ctx, tx, patient, doc)
		if there && r.was(tx) != "" {
			return seal.Proof{}, problem.Missing("line")
		}
		return p, err
	})
}
