package seal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

// found are lines to seal, in columns.
type found struct {
	logs   []Log
	spaces []*[16]byte
	ids    [][16]byte
	leaves []tlog.Hash
	oldest time.Time
}

// Lines of a log that no leaf tells of, from an instant on. They are numbered
// by time, so what the last promise covers is not looked at again.
const (
	newAccess = `
		SELECT a.patient_id, a.id, a.at, a.actor, a.role, a.act, a.mode, a.motive, a.structure, a.target, a.reason, a.detail
		FROM access_log a
		WHERE a.id >= @floor AND (a.id, a.patient_id) > (@id, @space)
		      AND NOT EXISTS (SELECT FROM log_leaves l WHERE l.id = a.id AND l.log = 'access' AND l.patient_id = a.patient_id)
		ORDER BY a.id, a.patient_id LIMIT @most`
	newOperations = `
		SELECT o.id, o.at, o.actor, o.role, o.act, o.subject, o.reason
		FROM operation_log o
		WHERE o.id >= @floor AND o.id > @id
		      AND NOT EXISTS (SELECT FROM log_leaves l WHERE l.id = o.id AND l.log = 'operation')
		ORDER BY o.id LIMIT @most`
)

// next reads the next page: of access_log, then of operation_log. Every line
// that was there when the horizon was asked is read by the last of them.
func (s *Sealer) next(ctx context.Context, tx *db.Tx, p *page, floor time.Time) (found, error) {
	if p.log == "" {
		p.log = Access
	}
	most := s.page
	if most == 0 {
		most = onePage
	}
	if begin := time.Unix(0, 0); floor.Before(begin) {
		floor = begin // nothing was promised yet
	}
	var got found
	for {
		sql := newAccess
		if p.log == Operation {
			sql = newOperations
		}
		rows, err := tx.Query(ctx, sql, pgx.NamedArgs{"floor": id.FloorAt[id.Line](floor), "id": p.id, "space": p.space,
			"most": most - int64(len(got.ids))})
		if err != nil {
			return got, err
		}
		if err := got.take(p, rows); err != nil {
			return got, err
		}
		switch {
		case int64(len(got.ids)) == most:
			return got, nil
		case p.log == Operation:
			p.done = true
			return got, nil
		}
		p.log, p.id, p.space = Operation, [16]byte{}, [16]byte{}
	}
}

// take reads rows of p's log and leaves p at the last of them.
func (f *found) take(p *page, rows pgx.Rows) error {
	defer rows.Close()
	var b []byte
	if err := isBinary(rows, 0, columns[p.log]); err != nil {
		return err
	}
	for rows.Next() {
		raw := rows.RawValues()
		var err error
		if b, err = encode(b[:0], p.log, raw); err != nil {
			return err
		}
		var space *[16]byte
		if p.log == Access {
			p.space, raw = [16]byte(raw[0]), raw[1:]
			one := p.space
			space = &one
		}
		p.id = [16]byte(raw[0])
		if when := time.UnixMicro(unixMicro(raw[1])); f.oldest.IsZero() || when.Before(f.oldest) {
			f.oldest = when.UTC()
		}
		f.logs, f.spaces, f.ids, f.leaves = append(f.logs, p.log), append(f.spaces, space), append(f.ids, p.id), append(f.leaves, leaf(b))
	}
	return rows.Err()
}

// isBinary makes sure that the columns from one on came as PostgreSQL keeps them.
func isBinary(rows pgx.Rows, from int, fields []field) error {
	described := rows.FieldDescriptions()
	if len(described) < from+len(fields) {
		return errors.Join(rows.Err(), errors.New("seal: columns are missing"))
	}
	for i, f := range fields {
		if d := described[from+i]; d.Name != f.name || f.kind != text && d.Format != pgx.BinaryFormatCode {
			return fmt.Errorf("seal: column %s where %s was expected", d.Name, f.name)
		}
	}
	return nil
}
