package record

import (
	"context"
	"errors"

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
		rows, err := documents(ctx, tx, patient)
		if err != nil {
			return p, err
		}
		p, err = seal.Prove(ctx, tx, patient, line)
		if errors.Is(err, pgx.ErrNoRows) {
			return p, problem.Missing("line")
		}
		for _, r := range rows {
			if target := p.Line["target"]; target != nil && *target == r.ID.String() && r.was(tx) != "" {
				return p, problem.Missing("line")
			}
		}
		return p, err
	})
}
