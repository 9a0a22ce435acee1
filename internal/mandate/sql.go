package mandate

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
)

type mandateRow struct {
	ID        id.Mandate
	AccountID id.Account
	Tasks     string
	Term      Term
	Agreement Agreement
	Sealed    []byte
	OpenedAt  time.Time
	EndsAt    time.Time
	EndedAt   *time.Time
	EndedBy   string
}

func mandatesOf(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]mandateRow, error) {
	return db.Rows[mandateRow](ctx, tx, `
		SELECT id, account_id, tasks, term, agreement, sealed, opened_at, ends_at, ended_at, ended_by
		FROM mandates WHERE patient_id = @patient ORDER BY opened_at DESC, id LIMIT 100`, pgx.NamedArgs{"patient": patient})
}

// serialOf is the keyed MAC of the serial number of a person's card; none when
// the caisse sent none.
func serialOf(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]byte, error) {
	return db.One[[]byte](ctx, tx, `SELECT vitale_mac FROM persons WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
}

// end ends a mandate in the space and in its helper's list; it gives whose it
// was, the zero account when it was over.
func end(ctx context.Context, tx *gate.Tx, patient id.Patient, m id.Mandate, by string) (id.Account, error) {
	account, err := db.One[id.Account](ctx, tx, `
		UPDATE mandates SET ended_at = @now, ended_by = @by, sitting = NULL, line_id = @line
		WHERE patient_id = @patient AND id = @id AND ended_at IS NULL RETURNING account_id`,
		pgx.NamedArgs{"patient": patient, "id": m, "by": by, "now": tx.Now(), "line": tx.Line()})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Account{}, nil
	}
	if err != nil {
		return account, err
	}
	_, err = tx.Exec(ctx, `
		UPDATE held_mandates SET ended_at = @now, ended_by = @by
		WHERE account_id = @account AND id = @id AND patient_id = @patient AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "account": account, "id": m, "by": by, "now": tx.Now()})
	return account, err
}

// replace ends what the helper of tx held of the person before.
func replace(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	old, err := db.One[id.Mandate](ctx, tx, `
		SELECT id FROM mandates WHERE patient_id = @patient AND account_id = @account AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "account": tx.By().Account})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err == nil {
		_, err = end(ctx, tx, patient, old, "replaced")
	}
	return err
}

func insert(ctx context.Context, tx *gate.Tx, o Opening, m Mandate, sum, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO mandates (patient_id, id, account_id, tasks, term, protection, document, proof, agreement, text_hash,
		    sealed, opened_at, ends_at, line_id)
		VALUES (@patient, @id, @account, @tasks, @term, @protection, @document, @proof, @agreement, @sum,
		    @sealed, @now, @ends, @line)`,
		pgx.NamedArgs{"patient": o.Patient, "id": m.ID, "account": m.Account, "tasks": tasksWritten(o.Tasks), "term": o.Term,
			"protection": o.Protection, "document": o.Shown, "proof": o.Proof, "agreement": o.Agreement, "sum": sum,
			"sealed": sealed, "now": m.OpenedAt, "ends": m.EndsAt, "line": tx.Line()})
	return err
}

// hold puts a mandate into its helper's list.
func hold(ctx context.Context, tx *gate.Tx, o Opening, m Mandate, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO held_mandates (account_id, id, patient_id, tasks, opened_at, ends_at, sealed)
		VALUES (@account, @id, @patient, @tasks, @now, @ends, @sealed)`,
		pgx.NamedArgs{"account": m.Account, "id": m.ID, "patient": o.Patient, "tasks": tasksWritten(o.Tasks), "now": m.OpenedAt,
			"ends": m.EndsAt, "sealed": sealed})
	return err
}

// sitDown opens a session under the mandate, or closes it without one; false
// when the mandate is over or somebody else's.
func sitDown(ctx context.Context, tx *gate.Tx, patient id.Patient, m id.Mandate, sitting *id.Sitting) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE mandates SET sitting = @sitting, line_id = @line
		WHERE patient_id = @patient AND id = @id AND account_id = @account AND ended_at IS NULL AND ends_at > @now`,
		pgx.NamedArgs{"patient": patient, "id": m, "account": tx.By().Account, "sitting": sitting, "now": tx.Now(), "line": tx.Line()})
	return tag.RowsAffected() == 1, err
}

type heldRow struct {
	ID        id.Mandate
	PatientID id.Patient
	Tasks     string
	OpenedAt  time.Time
	EndsAt    time.Time
	EndedAt   *time.Time
	EndedBy   string
	Sealed    []byte
	Total     int // over all pages
}

// heldBy gives a page of what an account holds: what still serves first, however many were given since.
func heldBy(ctx context.Context, tx *db.Tx, by id.Account, only *id.Mandate, page int) ([]heldRow, error) {
	return db.Rows[heldRow](ctx, tx, `
		SELECT id, patient_id, tasks, opened_at, ends_at, ended_at, ended_by, sealed, count(*) OVER ()::int AS total FROM held_mandates
		WHERE account_id = @by AND (@only::uuid IS NULL OR id = @only)
		ORDER BY (ended_at IS NULL AND ends_at > @now) DESC, opened_at DESC, id LIMIT @most OFFSET @from`,
		pgx.NamedArgs{"by": by, "only": only, "now": tx.Now(), "most": limit.ListRows, "from": (page - 1) * limit.ListRows})
}

type doneRow struct {
	At        time.Time
	Act       access.Act
	Target    string
	Reason    access.Reason
	PatientID id.Patient
	Mandate   *id.Mandate
	Sealed    []byte
}

// journal reads the lines that the gate kept for a helper, with how the person
// is called in the list of mandates.
func journal(ctx context.Context, tx *db.Tx, by id.Account, patient id.Patient, since time.Time, most int) ([]doneRow, error) {
	return db.Rows[doneRow](ctx, tx, `
		SELECT l.at, l.act, l.target, l.reason, l.patient_id, h.id AS mandate, h.sealed
		FROM helper_lines l
		LEFT JOIN LATERAL (SELECT m.id, m.sealed FROM held_mandates m
		                   WHERE m.account_id = l.account_id AND m.patient_id = l.patient_id
		                   ORDER BY m.opened_at DESC LIMIT 1) h ON true
		WHERE l.account_id = @by AND l.at >= @since AND (@anybody OR l.patient_id = @patient)
		ORDER BY l.line DESC LIMIT @most`,
		pgx.NamedArgs{"by": by, "since": since, "anybody": patient.IsZero(), "patient": patient, "most": most})
}

// actsSince are the acts that the helper of tx did for the person since an
// instant.
func actsSince(ctx context.Context, tx *gate.Tx, patient id.Patient, since time.Time) ([]access.Act, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT act FROM helper_lines
		WHERE account_id = @by AND patient_id = @patient AND at >= @since AND reason = ''`,
		pgx.NamedArgs{"by": tx.By().Account, "patient": patient, "since": since})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[access.Act])
}
