package habilitation

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

func published(ctx context.Context, tx db.Runner) ([]Version, error) {
	return db.Rows[Version](ctx, tx, `
		SELECT version AS number, text_on, in_force_at, proposed_by, proposed_at, settled_at, published
		FROM matrices WHERE published ORDER BY in_force_at DESC, version DESC`, pgx.NamedArgs{})
}

// lastInForce is when the last version published takes effect; zero without one.
func lastInForce(ctx context.Context, tx db.Runner) (time.Time, error) {
	at, err := db.One[*time.Time](ctx, tx, `SELECT max(in_force_at) FROM matrices WHERE published`, pgx.NamedArgs{})
	if err != nil || at == nil {
		return time.Time{}, err
	}
	return *at, nil
}

// before is the version that decides until at.
func before(ctx context.Context, tx db.Runner, at time.Time) (int, error) {
	return db.One[int](ctx, tx, `
		SELECT coalesce((SELECT version FROM matrices WHERE published AND in_force_at <= @at
		                 ORDER BY in_force_at DESC, version DESC LIMIT 1), 1)`, pgx.NamedArgs{"at": at})
}

func insertDraft(ctx context.Context, tx db.Runner, by id.Account, text, from time.Time) (int, error) {
	return db.One[int](ctx, tx, `
		INSERT INTO matrices (version, text_on, in_force_at, proposed_by, proposed_at)
		SELECT coalesce(max(version), 1) + 1, @text::date, @from, @by, @now FROM matrices
		RETURNING version`, pgx.NamedArgs{"text": text.Format(time.DateOnly), "from": from, "by": by, "now": tx.Now()})
}

func insertCells(ctx context.Context, tx db.Runner, number int, cells []access.Cell) error {
	var professions, types, sources, confidences []string
	var reads []bool
	for _, c := range cells {
		professions, types, reads = append(professions, c.Profession), append(types, c.Type), append(reads, c.Read)
		sources, confidences = append(sources, c.Source), append(confidences, c.Confidence)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO matrix_cells (version, profession, type, read, source, confidence)
		SELECT @version::int, * FROM unnest(@professions::text[], @types::text[], @reads::bool[], @sources::text[], @confidences::text[])`,
		pgx.NamedArgs{"version": number, "professions": professions, "types": types, "reads": reads, "sources": sources,
			"confidences": confidences})
	return err
}

func waiting(ctx context.Context, tx db.Runner) (Version, string, error) {
	type named struct {
		Version
		Proposer string
	}
	w, err := db.Row[named](ctx, tx, `
		SELECT x.version AS number, x.text_on, x.in_force_at, x.proposed_by, x.proposed_at, x.settled_at, x.published,
		       coalesce(s.given_name || ' ' || s.name, '') AS proposer
		FROM matrices x LEFT JOIN staff s ON s.account_id = x.proposed_by WHERE x.settled_at IS NULL`, pgx.NamedArgs{})
	if errors.Is(err, pgx.ErrNoRows) {
		err = problem.Missing("matrix")
	}
	return w.Version, w.Proposer, err
}

// settleDraft is false when the draft was settled already. Published after its
// day it is in force from now on, never for what was decided before.
func settleDraft(ctx context.Context, tx db.Runner, number int, by id.Account, publish bool) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE matrices SET settled_by = @by, settled_at = @now, published = @publish, in_force_at = greatest(in_force_at, @now)
		WHERE version = @version AND settled_at IS NULL`,
		pgx.NamedArgs{"by": by, "now": tx.Now(), "publish": publish, "version": number})
	return tag.RowsAffected() == 1, err
}
