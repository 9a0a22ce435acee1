package profile

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/vault"
)

// Books are the lines of the three books, as a copy of the space holds them.
type Books struct {
	Facts, Injections []Line
	Points            []Point
}

// Copy gives the lines that stand within another act of the same person, for a
// copy of the space: nothing that is kept from who asks. They are opened once
// that act is committed.
func (s *Service) Copy(ctx context.Context, tx *gate.Tx) (func() (Books, error), error) {
	patient, all := tx.On().Patient, map[Kind]closed{}
	for _, kind := range []Kind{Facts, Vaccinations, Measures} {
		rows, err := standing(ctx, tx, patient, kind)
		if err != nil {
			return nil, err
		}
		c := closed{patient: patient}
		for _, r := range rows {
			if tx.May(access.ExportRecord, r.policy(tx)) == "" {
				c.rows, c.lines = append(c.rows, r), append(c.lines, r.line(tx))
			}
		}
		if len(c.rows) > 0 {
			if c.key, err = vault.Load(ctx, tx, patient); err != nil {
				return nil, err
			}
		}
		all[kind] = c
	}
	return func() (b Books, err error) {
		if b.Facts, err = all[Facts].open(s.vault); err != nil {
			return b, err
		}
		if b.Injections, err = all[Vaccinations].open(s.vault); err != nil {
			return b, err
		}
		points, err := all[Measures].open(s.vault)
		for _, l := range points {
			b.Points = append(b.Points, pointOf(l))
		}
		return b, err
	}, nil
}
