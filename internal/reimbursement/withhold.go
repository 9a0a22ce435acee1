package reimbursement

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
)

// Withhold keeps the reimbursement of a minor's secret act from ever showing (R.1111-33, decisions.md §4): who did it
// or prescribed, and the day. A line that is there already goes; one that comes later never enters.
func (s *Service) Withhold(ctx context.Context, by access.Actor, patient id.Patient, day time.Time) error {
	req := gate.Request{By: by, Act: access.WithholdReimbursement, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if tx.On().Adult { // the secrecy is a minor's
			return nil
		}
		rpps, err := numberOf(ctx, tx, by.Account)
		if err != nil {
			return err
		}
		return s.WithholdIn(ctx, tx, rpps, clock.Day(day))
	})
}

// WithholdIn is Withhold within another act of the professional, under its line.
func (s *Service) WithholdIn(ctx context.Context, tx *gate.Tx, rpps string, day time.Time) error {
	patient := tx.On().Patient
	acts := [][]byte{s.act(patient, rpps, day), s.act(patient, "", day)}
	until := clock.Day(tx.Now()).AddDate(2, 0, 0) // the feed is never later
	return withhold(ctx, tx, patient, acts, until)
}

// act is the keyed MAC of an act: who did it and the day. Without who, the day alone, for lines that do not say.
func (s *Service) act(patient id.Patient, rpps string, day time.Time) []byte {
	return s.vault.MAC("secret act", patient.String()+"|"+rpps+"|"+day.Format(time.DateOnly))
}

// acts are those that a row may belong to: as who did it, as who prescribed it, else by its day alone.
func (s *Service) acts(patient id.Patient, r Row) (all [][]byte) {
	if r.RPPS != "" {
		all = append(all, s.act(patient, r.RPPS, r.On))
	}
	if r.Prescriber != "" {
		on := r.PrescribedOn
		if on.IsZero() {
			on = r.On
		}
		all = append(all, s.act(patient, r.Prescriber, on))
	}
	if len(all) == 0 {
		all = append(all, s.act(patient, "", r.On))
	}
	return all
}

// sweepAtOnce is how many spaces one transaction of the sweep empties.
const sweepAtOnce = 500

// Sweep empties the lines whose 12 months are over, in every space, and says of how many spaces.
func (s *Service) Sweep(ctx context.Context, pool *db.Pool) (done int, err error) {
	for {
		var n int
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			n, err = forgetOld(ctx, tx, Since(tx.Now()), sweepAtOnce)
			return err
		})
		done += n
		if err != nil || n == 0 {
			return done, err
		}
	}
}
