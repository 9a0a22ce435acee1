package gate_test

import (
	"context"
	"errors"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

// Two acts in one transaction are two decisions and two lines, whatever becomes of the second (R.1111-43).
func TestAnActBesideAnotherHasItsOwnDecisionAndLine(t *testing.T) {
	t.Parallel()
	oops := errors.New("oops")
	for _, c := range []struct {
		name   string
		act    access.Act
		fn     error
		want   access.Reason // of the second
		passed bool          // its reading was reached
		fault  bool
		lines  int
	}{
		{name: "both", act: access.ReadProfile, passed: true, lines: 2},
		{name: "the second is nobody's to do", act: access.AnswerRequest, want: access.NotYours, lines: 2},
		{name: "the second is refused inside", act: access.ReadProfile, fn: problem.Refuse(access.NotHabilitated), want: access.NotHabilitated, passed: true, lines: 2},
		{name: "the second fails", act: access.ReadProfile, fn: oops, passed: true, fault: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := sample.New(t)
			p := w.Patient(t, access.Activated)
			var passed bool
			var second error
			before := logged(t, w)
			err := w.Gate.Pass(t.Context(), gate.Request{By: p.Actor, Act: access.ListDocuments, Patient: p.Patient, Reads: true}, func(tx *gate.Tx) error {
				second = tx.Also(t.Context(), c.act, func(*gate.Tx) error {
					passed = true
					return c.fn
				})
				if problem.Reason(second) == "" {
					return second
				}
				return nil
			})
			if errors.Is(err, oops) != c.fault || !c.fault && err != nil || passed != c.passed || (problem.Reason(second) == "") != (c.want == "") {
				t.Errorf("%v, the second %v, reached: %t", err, second, passed)
			}
			if n := logged(t, w) - before; n != c.lines {
				t.Errorf("%d lines, want %d", n, c.lines)
			}
			var done, refused int
			if err := dbtest.AsSuperuser(t, w.Pool).QueryRow(t.Context(), `
				SELECT count(*) FILTER (WHERE act = $2 AND reason = ''), count(*) FILTER (WHERE act = $1 AND reason <> '')
				FROM access_log WHERE patient_id = $3`, c.act, access.ListDocuments, p.Patient).Scan(&done, &refused); err != nil {
				t.Fatal(err)
			}
			if wanted := c.lines / 2; done != wanted || (refused == 1) != (c.want != "") {
				t.Errorf("%d lines of the first done, %d of the second refused", done, refused)
			}
		})
	}
}

// Beside an act that writes there is none: what its savepoint undoes would take the line along.
func TestNoActStandsBesideOneThatWrites(t *testing.T) {
	w := sample.New(t)
	p := w.Patient(t, access.Activated)
	err := w.Gate.Pass(t.Context(), gate.Request{By: p.Actor, Act: access.SetSharing, Patient: p.Patient}, func(tx *gate.Tx) error {
		return tx.Also(t.Context(), access.ReadProfile, func(*gate.Tx) error { return nil })
	})
	if err == nil || problem.Reason(err) != "" {
		t.Errorf("got %v", err)
	}
}

func logged(t *testing.T, w *sample.World) (n int) {
	t.Helper()
	if err := dbtest.AsSuperuser(t, w.Pool).QueryRow(context.Background(), `SELECT count(*) FROM access_log`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
