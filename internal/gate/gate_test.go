package gate_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

// write changes a row of the space under the act of tx.
func write(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `INSERT INTO settings (patient_id, sharing, line_id) VALUES (@patient, false, @line)`,
		pgx.NamedArgs{"patient": patient, "line": tx.Line()})
	return err
}

func tell(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `INSERT INTO blocks (patient_id, account_id, since, line_id) VALUES (@patient, @patient, @now, @line)`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "line": tx.Line()})
	return err
}

// What is left of an act, for each way that it can end (architecture §4.5).
func TestWhatIsLeftOfAnAct(t *testing.T) {
	t.Parallel()
	oops := errors.New("oops")
	for _, c := range []struct {
		name             string
		mine             bool
		fn               error
		refused          error // of Request.Refused
		written, logged  int
		told             int
		want             access.Reason
		fault            bool
		refusedIsSkipped bool
	}{
		{name: "allowed", mine: true, written: 1, logged: 1},
		{name: "refused before", logged: 1, told: 1, want: access.NotYours},
		{name: "refused inside", mine: true, fn: problem.Refuse(access.Masked), logged: 1, told: 1, want: access.Masked},
		{name: "failed", mine: true, fn: oops, fault: true},
		{name: "refused, without a hook", logged: 1, want: access.NotYours, refusedIsSkipped: true},
		{name: "refused, and the hook failed", refused: oops, fault: true},
		{name: "wrong, which is no refusal", mine: true, fn: problem.Field("x", "y")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, ctx := sample.New(t), t.Context()
			p := w.Patient(t, access.Activated)
			by := p.Actor
			if !c.mine {
				by.Patient = id.New[id.Patient]()
			}
			req := gate.Request{By: by, Act: access.SetSharing, Patient: p.Patient}
			if !c.refusedIsSkipped {
				req.Refused = func(tx *gate.Tx, why access.Reason) error {
					if why != c.want && c.refused == nil {
						t.Errorf("the hook was told %q", why)
					}
					return errors.Join(tell(ctx, tx, p.Patient), c.refused)
				}
			}
			err := w.Gate.Pass(ctx, req, func(tx *gate.Tx) error {
				if err := write(ctx, tx, p.Patient); err != nil {
					return err
				}
				return c.fn
			})
			if problem.Reason(err) != c.want || errors.Is(err, oops) != c.fault {
				t.Errorf("got %v", err)
			}
			var written, logged, told int
			err = dbtest.AsSuperuser(t, w.Pool).QueryRow(ctx, `SELECT (SELECT count(*) FROM settings), (SELECT count(*) FROM blocks),
				(SELECT count(*) FROM access_log WHERE act = 'sharing.set' AND reason = $1)`, c.want).Scan(&written, &told, &logged)
			if err != nil || written != c.written || logged != c.logged || told != c.told {
				t.Errorf("written %d, logged %d, told %d; want %d, %d, %d; %v", written, logged, told, c.written, c.logged, c.told, err)
			}
		})
	}
}

func TestGetGivesNothingWithAnError(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	p := w.Patient(t, access.Activated)
	got, err := gate.Get(t.Context(), w.Gate, gate.Request{By: p.Actor, Act: access.ReadAccess, Patient: p.Patient, Reads: true},
		func(*gate.Tx) (string, error) { return "secret", problem.Refuse(access.Masked) })
	if got != "" || problem.Reason(err) != access.Masked {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestASpaceThatDoesNotExistIsMissing(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	err := w.Gate.Pass(t.Context(), gate.Request{By: gate.System(), Act: access.ReadIdentity, Patient: id.New[id.Patient]()},
		func(*gate.Tx) error { t.Error("let through"); return nil })
	if problem.KindOf(err) != problem.NotFound {
		t.Errorf("got %v", err)
	}
}

// The second wall: what goes round the gate sees and changes nothing.
func TestTheDatabaseRefusesWhatGoesRoundTheGate(t *testing.T) {
	t.Parallel()
	w, ctx := sample.New(t), t.Context()
	p, other := w.Patient(t, access.Activated), w.Patient(t, access.Activated)
	if err := w.Consents.SetSharing(ctx, p.Actor, p.Patient, false); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := w.Pool.QueryRow(ctx, `SELECT count(*) FROM settings`).Scan(&n); err != nil || n != 0 {
		t.Errorf("without a space: %d rows, %v", n, err)
	}
	in := func(patient id.Patient, sql string) error {
		return w.Pool.InSpace(ctx, patient, id.Account{}, func(tx *db.Tx) error {
			tag, err := tx.Exec(ctx, sql, pgx.NamedArgs{"patient": p.Patient, "line": id.NewAt[id.Line](tx.Now())})
			if err == nil && tag.RowsAffected() == 0 {
				return pgx.ErrNoRows
			}
			return err
		})
	}
	for name, c := range map[string]struct {
		in         id.Patient
		sql        string
		constraint string
	}{
		"a change that keeps its line":       {p.Patient, `UPDATE settings SET sharing = true`, "row_names_its_line"},
		"a change under a line that is not":  {p.Patient, `UPDATE settings SET sharing = true, line_id = @line`, "settings_patient_id_line_id_fkey"},
		"a row under a line that is not":     {p.Patient, `INSERT INTO blocks (patient_id, account_id, since, line_id) VALUES (@patient, @patient, now(), @line)`, "blocks_patient_id_line_id_fkey"},
		"a row for another space":            {other.Patient, `INSERT INTO blocks (patient_id, account_id, since, line_id) VALUES (@patient, @patient, now(), @line)`, ""},
		"a change in another space":          {other.Patient, `UPDATE settings SET sharing = true, line_id = @line WHERE patient_id = @patient`, ""},
		"a line of another space":            {other.Patient, `INSERT INTO access_log (patient_id, id, at, role, act) VALUES (@patient, @line, now(), 'system', 'x')`, ""},
		"a row taken away":                   {p.Patient, `DELETE FROM settings`, ""},
		"a line changed":                     {p.Patient, `UPDATE access_log SET act = 'x'`, ""},
		"a line taken away":                  {p.Patient, `DELETE FROM access_log`, ""},
		"the log emptied":                    {p.Patient, `TRUNCATE access_log CASCADE`, ""},
		"a row moved to another space":       {p.Patient, `UPDATE settings SET patient_id = gen_random_uuid(), line_id = @line`, ""},
		"a state changed from another space": {other.Patient, `UPDATE spaces SET since = now(), line_id = @line WHERE patient_id = @patient`, ""},
	} {
		err := in(c.in, c.sql)
		if err == nil {
			t.Errorf("%s: done", name)
		}
		if c.constraint != "" && !db.Violates(err, c.constraint) {
			t.Errorf("%s: refused for another reason: %v", name, err)
		}
	}
	// Not even the schema's owner changes a line.
	for _, sql := range []string{`UPDATE access_log SET act = 'x'`, `DELETE FROM access_log`, `TRUNCATE access_log CASCADE`,
		`UPDATE operation_log SET act = 'x'`, `TRUNCATE operation_log`} {
		if tag, err := dbtest.Owner(t, w.Pool).Exec(ctx, sql); err == nil && (tag.RowsAffected() > 0 || sql[0] == 'T') {
			t.Errorf("the owner: %s: done", sql)
		}
	}
}

func TestALineOfTheSameTransactionIsEnoughForAChange(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	p := w.Patient(t, access.Activated)
	for range 2 { // the second time the row names the second line
		if err := w.Consents.SetSharing(t.Context(), p.Actor, p.Patient, false); err != nil {
			t.Fatal(err)
		}
	}
}
