package gate

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
)

// shelf keeps the versions of the habilitations that this process has read. A
// version never changes, so that none is read twice; which one is in force is
// asked each time, among the facts.
type shelf struct{ read sync.Map } // version to *access.Matrix

// version gives one, from the shelf or from its 3,816 rows.
func (s *shelf) version(ctx context.Context, tx db.Runner, n int) (*access.Matrix, error) {
	if n == 1 {
		return access.V1, nil
	}
	if m, ok := s.read.Load(n); ok {
		return m.(*access.Matrix), nil
	}
	args := pgx.NamedArgs{"version": n}
	since, err := db.One[time.Time](ctx, tx, `SELECT text_on FROM matrices WHERE version = @version`, args)
	if err != nil {
		return nil, err
	}
	cells, err := db.Rows[access.Cell](ctx, tx, `
		SELECT profession, type, read, source, confidence FROM matrix_cells
		WHERE version = @version ORDER BY profession, type`, args)
	if err != nil {
		return nil, err
	}
	m, err := access.NewMatrix(strconv.Itoa(n), since.Format(time.DateOnly), cells)
	if err != nil {
		return nil, err
	}
	s.read.Store(n, m)
	return m, nil
}

// Matrix is the version of the habilitations in force now, for pages: the one
// that decisions of this instant are made on.
func (g *Gate) Matrix(ctx context.Context) (m *access.Matrix, err error) {
	err = g.pool.Look(ctx, func(tx db.Runner) error {
		n, err := db.One[int](ctx, tx, `
			SELECT coalesce((SELECT version FROM matrices WHERE published AND in_force_at <= @now
			                 ORDER BY in_force_at DESC, version DESC LIMIT 1), 1)`, pgx.NamedArgs{"now": tx.Now()})
		if err == nil {
			m, err = g.shelf.version(ctx, tx, n)
		}
		return err
	})
	return m, err
}

// MatrixOf is one version, in force or not, for who compares them.
func (g *Gate) MatrixOf(ctx context.Context, n int) (m *access.Matrix, err error) {
	err = g.pool.Look(ctx, func(tx db.Runner) error {
		m, err = g.shelf.version(ctx, tx, n)
		return err
	})
	return m, err
}
