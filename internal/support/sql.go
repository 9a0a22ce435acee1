package support

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

type attendanceRow struct {
	ID        id.Attendance
	Kind      Kind
	Reason    Reason
	OpenedAt  time.Time
	EndsAt    time.Time
	EndedAt   *time.Time
	PatientID *id.Patient
	Level     int
}

func (r attendanceRow) attendance() Attendance {
	a := Attendance{ID: r.ID, Kind: r.Kind, Reason: r.Reason, OpenedAt: r.OpenedAt, EndsAt: r.EndsAt, EndedAt: r.EndedAt, Level: r.Level}
	if r.PatientID != nil {
		a.Patient = *r.PatientID
	}
	return a
}

const attendanceColumns = `id, kind, reason, opened_at, ends_at, ended_at, patient_id, level`

func attendance(ctx context.Context, tx db.Runner, account id.Account, a id.Attendance) (Attendance, error) {
	r, err := db.Row[attendanceRow](ctx, tx, `
		SELECT `+attendanceColumns+` FROM attendances WHERE account_id = @account AND id = @id`,
		pgx.NamedArgs{"account": account, "id": a})
	return r.attendance(), err
}

func attendances(ctx context.Context, tx db.Runner, account id.Account, since time.Time, most int) (all []Attendance, err error) {
	rows, err := db.Rows[attendanceRow](ctx, tx, `
		SELECT `+attendanceColumns+` FROM attendances WHERE account_id = @account AND opened_at >= @since
		ORDER BY opened_at DESC, id DESC LIMIT @most`,
		pgx.NamedArgs{"account": account, "since": since, "most": most})
	for _, r := range rows {
		all = append(all, r.attendance())
	}
	return all, err
}

func insertAttendance(ctx context.Context, tx db.Runner, account id.Account, a Attendance) error {
	var patient *id.Patient
	if !a.Patient.IsZero() {
		patient = &a.Patient
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO attendances (account_id, id, kind, reason, opened_at, ends_at, patient_id)
		VALUES (@account, @id, @kind, @reason, @now, @ends, @patient)`,
		pgx.NamedArgs{"account": account, "id": a.ID, "kind": a.Kind, "reason": a.Reason, "now": tx.Now(), "ends": a.EndsAt, "patient": patient})
	return err
}

func endAttendance(ctx context.Context, tx db.Runner, account id.Account, a id.Attendance) error {
	_, err := tx.Exec(ctx, `UPDATE attendances SET ended_at = @now WHERE account_id = @account AND id = @id AND ended_at IS NULL`,
		pgx.NamedArgs{"account": account, "id": a, "now": tx.Now()})
	return err
}

func setAttendance(ctx context.Context, tx *gate.Tx, account id.Account, a id.Attendance, patient id.Patient, level int) error {
	_, err := tx.Exec(ctx, `
		UPDATE attendances SET patient_id = @patient, level = greatest(level, @level) WHERE account_id = @account AND id = @id`,
		pgx.NamedArgs{"account": account, "id": a, "patient": patient, "level": level})
	return err
}

func setCode(ctx context.Context, tx db.Runner, account id.Account, a id.Attendance, code id.Code) error {
	_, err := tx.Exec(ctx, `UPDATE attendances SET code_id = @code WHERE account_id = @account AND id = @id`,
		pgx.NamedArgs{"account": account, "id": a, "code": code})
	return err
}

// codeOf is the code sent in a call; the zero code, which is nobody's, when none was.
func codeOf(ctx context.Context, tx db.Runner, account id.Account, a id.Attendance) (id.Code, error) {
	code, err := db.One[id.Code](ctx, tx, `SELECT code_id FROM attendances WHERE account_id = @account AND id = @id AND code_id IS NOT NULL`,
		pgx.NamedArgs{"account": account, "id": a})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Code{}, nil
	}
	return code, err
}

func upsertIdentification(ctx context.Context, tx *gate.Tx, patient id.Patient, account id.Account, a Attendance, level int, shown string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identifications (patient_id, id, account_id, kind, level, shown, ends_at, line_id)
		VALUES (@patient, @id, @account, @kind, @level, @shown, @ends, @line)
		ON CONFLICT (patient_id, id) DO UPDATE SET level = greatest(identifications.level, @level), line_id = @line`,
		pgx.NamedArgs{"patient": patient, "id": a.ID, "account": account, "kind": a.Kind, "level": level, "shown": shown,
			"ends": a.EndsAt, "line": tx.Line()})
	return err
}

func endIdentification(ctx context.Context, tx *gate.Tx, patient id.Patient, a id.Attendance) error {
	_, err := tx.Exec(ctx, `
		UPDATE identifications SET ended_at = @now, line_id = @line
		WHERE patient_id = @patient AND id = @id AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "id": a, "now": tx.Now(), "line": tx.Line()})
	return err
}

// represents reports whether the number is that of somebody who represents the
// child of tx's space today.
func represents(ctx context.Context, tx *gate.Tx, child id.Patient, mac []byte) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM representatives WHERE patient_id = @patient AND ins_mac = @mac AND ended_at IS NULL)`,
		pgx.NamedArgs{"patient": child, "mac": mac})
}

// lastReferences are those of the last notices that went to the person.
func lastReferences(ctx context.Context, tx *gate.Tx, patient id.Patient) (all []string, err error) {
	type told struct{ Reference string }
	rows, err := db.Rows[told](ctx, tx, `
		SELECT n.reference FROM notices n JOIN message_references m ON m.reference = n.reference
		WHERE n.patient_id = @patient ORDER BY n.queued_at DESC LIMIT 3`, pgx.NamedArgs{"patient": patient})
	for _, r := range rows {
		all = append(all, r.Reference)
	}
	return all, err
}

// issue is one code on paper or by e-mail, whose message bears a reference.
type issue struct {
	ID    id.Invitation
	Issue int
}

func lastIssues(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]issue, error) {
	return db.Rows[issue](ctx, tx, `
		SELECT id, issue FROM invitations WHERE patient_id = @patient AND recipient_id = @patient AND sent_at IS NOT NULL
		ORDER BY sent_at DESC LIMIT 3`, pgx.NamedArgs{"patient": patient})
}
