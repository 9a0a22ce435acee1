package reimbursement

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// row is a line as the database keeps it.
type row struct {
	ID      id.Reimbursement
	CaredOn time.Time
	Sealed  []byte
}

func lines(ctx context.Context, tx *gate.Tx, patient id.Patient, since time.Time) ([]row, error) {
	return db.Rows[row](ctx, tx, `
		SELECT id, cared_on, sealed FROM reimbursements
		WHERE patient_id = @patient AND gone_at IS NULL AND cared_on >= @since
		ORDER BY cared_on DESC, id`, pgx.NamedArgs{"patient": patient, "since": since})
}

// owner is whose a number is, and where their space is.
type owner struct {
	INSMAC    []byte
	PatientID id.Patient
	State     access.State
}

func owners(ctx context.Context, tx db.Runner, macs [][]byte) ([]owner, error) {
	return db.Rows[owner](ctx, tx, `
		SELECT n.ins_mac, n.patient_id, s.state FROM person_numbers n JOIN spaces s ON s.patient_id = n.patient_id
		WHERE n.ins_mac = ANY(@macs)`, pgx.NamedArgs{"macs": macs})
}

func lock(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(@key)`, pgx.NamedArgs{"key": int64(0x7265696d62757273)})
	return err
}

// set is what may go in.
type set []entry

func (s *set) add(e entry) { *s = append(*s, e) }

// fresh are the entries that are not there yet, and that nobody asked to withhold.
func (s set) fresh(ctx context.Context, tx db.Runner) (fresh []entry, err error) {
	var patients []id.Patient
	var marks [][]byte
	for _, e := range s {
		patients, marks = append(patients, e.patient), append(append(marks, e.reference), e.acts...)
	}
	rows, err := tx.Query(ctx, `
		SELECT reference FROM reimbursements WHERE patient_id = ANY(@patients) AND reference = ANY(@marks)
		UNION ALL SELECT act FROM withheld_acts WHERE patient_id = ANY(@patients) AND act = ANY(@marks)`,
		pgx.NamedArgs{"patients": patients, "marks": marks})
	if err != nil {
		return nil, err
	}
	met := map[string]bool{}
	var mark []byte
	if _, err = pgx.ForEachRow(rows, []any{&mark}, func() error { met[string(mark)] = true; return nil }); err != nil {
		return nil, err
	}
next:
	for _, e := range s {
		for _, m := range append([][]byte{e.reference}, e.acts...) {
			if met[string(m)] {
				continue next
			}
		}
		met[string(e.reference)] = true // twice in one file is once
		fresh = append(fresh, e)
	}
	return fresh, nil
}

// sealedRows are entries sealed, column by column.
type sealedRows struct {
	patients         []id.Patient
	ids              []id.Reimbursement
	references, acts [][]byte
	of               []int32 // which row each of acts is of
	days             []time.Time
	sealed           [][]byte
	lines            []id.Line
}

func (r *sealedRows) add(e entry, number id.Reimbursement, sealed []byte, line id.Line) {
	for _, a := range e.acts {
		r.acts, r.of = append(r.acts, a), append(r.of, int32(len(r.ids)+1))
	}
	r.patients, r.ids, r.references = append(r.patients, e.patient), append(r.ids, number), append(r.references, e.reference)
	r.days, r.sealed, r.lines = append(r.days, e.On), append(r.sealed, sealed), append(r.lines, line)
}

func (r *sealedRows) insert(ctx context.Context, tx db.Runner) error {
	if len(r.ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO reimbursements (patient_id, id, reference, cared_on, acts, sealed, added_at, line_id)
		SELECT n.patient_id, n.id, n.reference, n.cared_on,
		       ARRAY(SELECT a.act FROM unnest(@acts::bytea[], @of::int[]) AS a (act, nth) WHERE a.nth = n.nth), n.sealed, @now, n.line_id
		FROM unnest(@patients::uuid[], @ids::uuid[], @references::bytea[], @days::date[], @sealed::bytea[], @lines::uuid[])
		     WITH ORDINALITY AS n (patient_id, id, reference, cared_on, sealed, line_id, nth)`,
		pgx.NamedArgs{"patients": r.patients, "ids": r.ids, "references": r.references, "acts": r.acts, "of": r.of, "days": r.days,
			"sealed": r.sealed, "lines": r.lines, "now": tx.Now()})
	return err
}

// withhold keeps acts, and empties the lines that are of one of them.
func withhold(ctx context.Context, tx *gate.Tx, patient id.Patient, acts [][]byte, until time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO withheld_acts (patient_id, act, until_on) SELECT @patient, act, @until FROM unnest(@acts::bytea[]) act
		ON CONFLICT (patient_id, act) DO NOTHING`, pgx.NamedArgs{"patient": patient, "acts": acts, "until": until})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE reimbursements SET sealed = '', gone_at = @now, line_id = @line
		WHERE patient_id = @patient AND acts && @acts::bytea[] AND gone_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "acts": acts, "now": tx.Now(), "line": tx.Line()})
	return err
}

// forgetOld empties lines of care before a day, of some spaces, with a line of the log for each in the same statement.
func forgetOld(ctx context.Context, tx db.Runner, before time.Time, most int) (int, error) {
	return db.One[int](ctx, tx, `
		WITH due AS (
		    SELECT DISTINCT patient_id FROM (
		        SELECT patient_id FROM reimbursements WHERE cared_on < @before AND gone_at IS NULL ORDER BY cared_on LIMIT @most) d
		), told AS (
		    INSERT INTO access_log (patient_id, id, at, role, act)
		    SELECT patient_id, uuid7(@now), @now::timestamptz, @role, @act FROM due
		    RETURNING patient_id, id
		), emptied AS (
		    UPDATE reimbursements r SET sealed = '', gone_at = @now, line_id = t.id
		    FROM told t WHERE r.patient_id = t.patient_id AND r.cared_on < @before AND r.gone_at IS NULL
		)
		SELECT count(*)::int FROM told`,
		pgx.NamedArgs{"before": before, "most": most, "now": tx.Now(), "role": access.System, "act": access.ForgetReimbursement})
}

// numberOf is the number of a professional in the directory.
func numberOf(ctx context.Context, tx *gate.Tx, account id.Account) (string, error) {
	return db.One[string](ctx, tx, `SELECT rpps FROM professionals WHERE account_id = @account`, pgx.NamedArgs{"account": account})
}
