package enrolment

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// archivedBefore is when an archive that is over was closed, a day more: 29
// February has no tenth birthday, and the machine must agree.
func archivedBefore(now time.Time) time.Time { return now.AddDate(-limit.ArchiveYears, 0, -1) }

// nextToErase holds the next space that is due, if there is one. A space that
// somebody is changing now is left for the next round.
func nextToErase(ctx context.Context, tx db.Runner) (id.Patient, bool, error) {
	p, err := db.One[id.Patient](ctx, tx, `
		SELECT s.patient_id FROM spaces s
		WHERE (s.state = 'DELETION_REQUESTED' AND s.erase_at < @now
		       OR s.state IN ('CLOSED_ARCHIVED', 'CLOSED_DEATH') AND s.closed_at < @archived)
		      AND EXISTS (SELECT FROM persons p WHERE p.patient_id = s.patient_id)
		LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED`,
		pgx.NamedArgs{"now": tx.Now(), "archived": archivedBefore(tx.Now())})
	if errors.Is(err, pgx.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, err
}

func setErased(ctx context.Context, tx db.Runner, patient id.Patient, to access.State, due time.Time, line id.Line) error {
	_, err := tx.Exec(ctx, `
		UPDATE spaces SET state = @to, since = @now, erase_at = @due, line_id = @line WHERE patient_id = @patient`,
		pgx.NamedArgs{"to": to, "now": tx.Now(), "due": due, "line": line, "patient": patient})
	return err
}

type erasureRow struct {
	PatientID id.Patient
	Number    string
	ErasedAt  time.Time
	Farewell  []byte
}

const erasureColumns = `SELECT patient_id, number, erased_at, farewell FROM erasures `

func insertErasure(ctx context.Context, tx db.Runner, patient id.Patient, r Receipt, farewell []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO erasures (patient_id, number, erased_at, farewell) VALUES (@patient, @number, @at, @farewell)
		ON CONFLICT (patient_id) DO UPDATE SET emptied_at = NULL`,
		pgx.NamedArgs{"patient": patient, "number": r.Number, "at": r.At, "farewell": farewell})
	return err
}

func erasure(ctx context.Context, tx db.Runner, patient id.Patient) (erasureRow, error) {
	row, err := db.Row[erasureRow](ctx, tx, erasureColumns+`WHERE patient_id = @patient AND emptied_at IS NOT NULL`,
		pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, problem.Missing("farewell")
	}
	return row, err
}

func erasuresToPrint(ctx context.Context, tx db.Runner, most int) ([]erasureRow, error) {
	return db.Rows[erasureRow](ctx, tx, erasureColumns+`
		WHERE on_paper AND farewell IS NOT NULL ORDER BY erased_at, patient_id LIMIT @most`, pgx.NamedArgs{"most": most})
}

func farewellOnPaper(ctx context.Context, tx db.Runner, patient id.Patient) error {
	_, err := tx.Exec(ctx, `UPDATE erasures SET on_paper = true WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
	return err
}

func forgetFarewells(ctx context.Context, tx db.Runner, patients []id.Patient) error {
	_, err := tx.Exec(ctx, `UPDATE erasures SET farewell = NULL WHERE patient_id = ANY(@patients)`, pgx.NamedArgs{"patients": patients})
	return err
}

// toEmpty holds spaces whose key is destroyed and whose rows are still there.
func toEmpty(ctx context.Context, tx db.Runner, most int) ([]id.Patient, error) {
	rows, err := tx.Query(ctx, `
		SELECT patient_id FROM erasures WHERE emptied_at IS NULL ORDER BY erased_at, patient_id LIMIT @most`, pgx.NamedArgs{"most": most})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Patient])
}

// holdErasures holds those of the spaces that still have rows.
func holdErasures(ctx context.Context, tx db.Runner, patients []id.Patient) ([]id.Patient, error) {
	rows, err := tx.Query(ctx, `
		SELECT patient_id FROM erasures WHERE patient_id = ANY(@patients) AND emptied_at IS NULL
		ORDER BY patient_id FOR UPDATE`, pgx.NamedArgs{"patients": patients})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Patient])
}

func filesOf(ctx context.Context, tx db.Runner, patients []id.Patient) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT blob FROM documents WHERE patient_id = ANY(@patients)`, pgx.NamedArgs{"patients": patients})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// emptySpace deletes the rows of an erased space, and says whether there is
// nobody left to tell.
func emptySpace(ctx context.Context, tx db.Runner, patient id.Patient) (told bool, err error) {
	if _, err := tx.Exec(ctx, `SELECT erase_space(@patient, @now)`, pgx.NamedArgs{"patient": patient, "now": tx.Now()}); err != nil {
		return false, err
	}
	return db.One[bool](ctx, tx, `SELECT farewell IS NULL FROM erasures WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
}

// restored is what a backup brought back of a space that was erased since.
type restored struct {
	State access.State
	Whole bool // something of it is left
}

// restoredSpace looks at a space that is on the list, and holds it; false when
// the backup is older than the space.
func restoredSpace(ctx context.Context, tx db.Runner, patient id.Patient) (restored, bool, error) {
	r, err := db.Row[restored](ctx, tx, `
		SELECT s.state, s.state <> 'DELETED'
		       OR EXISTS (SELECT FROM space_keys k WHERE k.patient_id = s.patient_id AND k.wrapped IS NOT NULL)
		       OR EXISTS (SELECT FROM persons p WHERE p.patient_id = s.patient_id)
		       OR NOT EXISTS (SELECT FROM erasures e WHERE e.patient_id = s.patient_id) AS whole
		FROM spaces s WHERE s.patient_id = @patient FOR NO KEY UPDATE OF s`, pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

func keepReceipt(ctx context.Context, tx db.Runner, r Receipt) error {
	_, err := tx.Exec(ctx, `INSERT INTO receipts (number, kind, at) VALUES (@number, @kind, @at) ON CONFLICT (number) DO NOTHING`,
		pgx.NamedArgs{"number": r.Number, "kind": r.Kind, "at": r.At})
	return err
}
