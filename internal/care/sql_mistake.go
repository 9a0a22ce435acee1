package care

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// mistake is what a professional says, on its way in.
type mistake struct {
	id     id.Review
	about  id.Line
	review *id.Review
	sealed []byte
}

// ownOpening is an opening of an account by its line, and whether it was said to
// be a mistake.
func ownOpening(ctx context.Context, tx *db.Tx, by id.Account, patient id.Patient, about id.Line) (o OwnOpening, there bool, err error) {
	type row struct {
		At     time.Time
		Mode   access.Mode
		Motive access.Motive
		Said   bool
	}
	r, err := db.Row[row](ctx, tx, `
		SELECT l.at, l.mode, l.motive, EXISTS (SELECT FROM professional_lines x
		       WHERE x.account_id = @by AND x.act = @mistake AND x.target = @target AND x.reason = '') AS said
		FROM professional_lines l
		WHERE l.account_id = @by AND l.line = @about AND l.patient_id = @patient AND l.act = @open AND l.reason = ''`,
		pgx.NamedArgs{"by": by, "about": about, "target": about.String(), "patient": patient, "open": access.OpenRecord, "mistake": access.ReportMistake})
	if errors.Is(err, pgx.ErrNoRows) {
		return o, false, nil
	}
	return OwnOpening{At: r.At, Mode: r.Mode, Motive: r.Motive, Said: r.Said}, err == nil, err
}

func followedOne(ctx context.Context, tx *db.Tx, by id.Account, patient id.Patient) ([]followed, error) {
	return db.Rows[followed](ctx, tx, `
		SELECT patient_id, last_at, sealed FROM followed_patients WHERE account_id = @by AND patient_id = @patient`,
		pgx.NamedArgs{"by": by, "patient": patient})
}

// openedBy is the opening of who acts that a line of the space tells of.
func openedBy(ctx context.Context, tx *gate.Tx, patient id.Patient, about id.Line) (o OwnOpening, there bool, err error) {
	type row struct {
		At     time.Time
		Mode   access.Mode
		Motive access.Motive
	}
	r, err := db.Row[row](ctx, tx, `
		SELECT at, mode, motive FROM access_log
		WHERE patient_id = @patient AND id = @about AND actor = @by AND role = 'professional' AND act = @open AND reason = ''`,
		pgx.NamedArgs{"patient": patient, "about": about, "by": tx.By().Account, "open": access.OpenRecord})
	if errors.Is(err, pgx.ErrNoRows) {
		return o, false, nil
	}
	return OwnOpening{At: r.At, Mode: r.Mode, Motive: r.Motive}, err == nil, err
}

// markMistaken says it on the case of that opening, if nobody concluded it yet.
func markMistaken(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account, mode access.Mode, at time.Time) (r id.Review, there bool, err error) {
	r, err = db.One[id.Review](ctx, tx, `
		UPDATE reviews SET mistaken_at = coalesce(mistaken_at, @now), line_id = @line
		WHERE patient_id = @patient AND verdict = '' AND kind = 'emergency' AND id = (
		    SELECT e.id FROM emergency_openings e
		    WHERE e.patient_id = @patient AND e.account_id = @by AND e.mode = @mode AND e.opened_at <= @at
		    ORDER BY e.opened_at DESC, e.id DESC LIMIT 1)
		RETURNING id`,
		pgx.NamedArgs{"patient": patient, "by": by, "mode": mode, "at": at, "now": tx.Now(), "line": tx.Line()})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

func saidAlready(ctx context.Context, tx *gate.Tx, patient id.Patient, about id.Line) (bool, error) {
	return db.One[bool](ctx, tx, `SELECT EXISTS (SELECT FROM access_mistakes WHERE patient_id = @patient AND about = @about)`,
		pgx.NamedArgs{"patient": patient, "about": about})
}

// insertMistake keeps what was said.
func insertMistake(ctx context.Context, tx *gate.Tx, patient id.Patient, m mistake) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO access_mistakes (patient_id, id, account_id, about, review, sealed, at, line_id)
		VALUES (@patient, @id, @by, @about, @review, @sealed, @now, @line)`,
		pgx.NamedArgs{"patient": patient, "id": m.id, "by": tx.By().Account, "about": m.about, "review": m.review, "sealed": m.sealed,
			"now": tx.Now(), "line": tx.Line()})
	return err
}

// closeEmergencies ends every opening in an emergency of a professional there.
func closeEmergencies(ctx context.Context, tx *gate.Tx, patient id.Patient, by id.Account) error {
	_, err := tx.Exec(ctx, `
		UPDATE emergency_openings SET closed_at = @now, line_id = @line
		WHERE patient_id = @patient AND account_id = @by AND closed_at IS NULL AND ends_at > @now`,
		pgx.NamedArgs{"patient": patient, "by": by, "now": tx.Now(), "line": tx.Line()})
	return err
}
