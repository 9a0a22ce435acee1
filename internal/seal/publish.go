package seal

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/note"

	"espacesante/internal/blob"
	"espacesante/internal/db"
)

// lastCheckpoint is the last that the database holds; the zero one before the
// first.
func lastCheckpoint(ctx context.Context, tx db.Runner, key note.Verifiers) (Checkpoint, error) {
	notes, err := db.Rows[struct{ Note string }](ctx, tx, `SELECT note FROM log_checkpoints ORDER BY size DESC LIMIT 1`, pgx.NamedArgs{})
	if err != nil || len(notes) == 0 {
		return Checkpoint{}, err
	}
	return ReadCheckpoint([]byte(notes[0].Note), key)
}

// Latest reads the last published checkpoint; the zero one before the first.
func Latest(ctx context.Context, shelf blob.Shelf, key note.Verifiers) (Checkpoint, error) {
	signed, err := shelf.Read(ctx, latest)
	if errors.Is(err, blob.ErrMissing) {
		return Checkpoint{}, nil
	}
	if err != nil {
		return Checkpoint{}, err
	}
	return ReadCheckpoint(signed, key)
}

// published is the last published checkpoint, which must be the database's own:
// one never goes on from another tree.
func (s *Sealer) published(ctx context.Context) (Checkpoint, error) {
	last, err := Latest(ctx, s.Shelf, s.Keys.Check)
	if err != nil {
		return last, fmt.Errorf("seal: published: %w", err)
	}
	var own string
	err = s.Pool.QueryRow(ctx, `SELECT note FROM log_checkpoints WHERE size = $1`, last.Size).Scan(&own)
	switch {
	case errors.Is(err, pgx.ErrNoRows): // the first, or the database is behind: said where it is known
		return last, nil
	case err == nil && own != last.note:
		err = fmt.Errorf("seal: the checkpoint of %d lines is published in other words than the database's", last.Size)
	}
	return last, err
}

// publish puts on the shelf what the database has signed since, in order, then
// says which is the last. What a crash kept back goes with the next.
func (s *Sealer) publish(ctx context.Context, since int64) error {
	rows, err := s.Pool.Query(ctx, `SELECT note FROM log_checkpoints WHERE size > $1 ORDER BY size`, since)
	if err != nil {
		return err
	}
	notes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, signed := range notes {
		c, err := ReadCheckpoint([]byte(signed), s.Keys.Check)
		if err != nil {
			return err
		}
		if err := s.Shelf.Publish(ctx, c.name(), []byte(signed)); err != nil {
			return fmt.Errorf("seal: %s: %w", c.name(), err)
		}
	}
	if len(notes) == 0 {
		return nil
	}
	return s.Shelf.Point(ctx, latest, []byte(notes[len(notes)-1]))
}
