package gate

import (
	"context"
	"fmt"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Each passes one act on several things of a space in one transaction: facts
// are read once, and each thing is done under a line of its own, which names it.
// One that fn refuses is undone, leaves its line and keeps nobody from the
// others; any other error undoes them all. It gives the reasons, in the order of
// targets. When the space itself refuses, nothing is done and each has its line.
func (g *Gate) Each(ctx context.Context, req Request, targets []string, fn func(tx *Tx, i int) error) (why []access.Reason, err error) {
	if len(targets) == 0 {
		return nil, nil
	}
	req.Mode = modeOf(req.By, req.Mode)
	var refused error
	err = g.pool.InSpace(ctx, req.Patient, req.By.Account, func(tx *db.Tx) error {
		facts, matrix, err := g.facts(ctx, tx, req)
		if err != nil {
			return fmt.Errorf("gate: facts for %s: %w", req.Act, err)
		}
		q := access.Question{By: req.By, Act: req.Act, Mode: req.Mode, On: facts, Matrix: matrix, At: tx.Now()}
		in := g.decide(q)
		refused, why = problem.Refuse(in), make([]access.Reason, len(targets))
		for i, target := range targets {
			line := accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: req.By, Act: req.Act, Patient: req.Patient,
				Mode: req.Mode, Target: target, Motive: access.MotiveOf(q), Reason: in}
			if in == "" {
				err := run(ctx, tx, req.Reads, func(tx *db.Tx) error { return fn(&Tx{tx, q, &line, g, req.Reads}, i) })
				if line.Reason = problem.Reason(err); err != nil && line.Reason == "" {
					return err
				}
			}
			why[i] = line.Reason
			if err := keepJournal(ctx, tx, line); err != nil {
				return err
			}
			if i == len(targets)-1 {
				accesslog.AppendLast(tx, line)
			} else if err := accesslog.AppendNow(ctx, tx, line); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return why, refused
}
