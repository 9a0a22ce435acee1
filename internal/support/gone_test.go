package support_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
	"espacesante/internal/support"
)

// force writes what a file of the caisse will say, before the sweep has read it.
func (d *desk) force(sql string, args ...any) {
	d.t.Helper()
	d.must(pgx.BeginFunc(d.t.Context(), dbtest.AsSuperuser(d.t, d.Pool), func(tx pgx.Tx) error {
		if _, err := tx.Exec(d.t.Context(), `SET LOCAL session_replication_role = replica`); err != nil {
			return err
		}
		_, err := tx.Exec(d.t.Context(), sql, args...)
		return err
	}))
}

// SUP-02: nobody is the dead on the telephone, even before their space is closed; the answer is that of wrong answers.
func TestNobodyIsTheDeadOnTheTelephone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	d.force(`UPDATE persons SET died_on = '2027-03-01' WHERE patient_id = $1`, p.Patient)
	if err := d.support.Identify(t.Context(), d.agent, d.call(d.agent), answers(p)); problem.CodeOf(err) != support.NotTogether {
		t.Errorf("the dead calls: %v", err)
	}
	if d.lines(p.Patient, access.IdentifyCaller, access.NotIdentified) != 1 {
		t.Error("the try left no line")
	}
}

// #67, #69: a parent whose rights over the child ended is a stranger at the counter.
func TestAParentWhoseRightsEndedIsNotReceived(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	parent := d.Patient(t, access.Activated)
	child := d.Someone(t, sample.Someone{Birth: sample.Child, State: access.Invited, Representatives: []*sample.Patient{parent}})
	s := seen(child)
	s.Parent = parent.Person.INS
	if _, err := d.support.Receive(t.Context(), d.teller, s); err != nil {
		t.Fatal(err)
	}
	d.force(`UPDATE representatives SET ended_at = $2 WHERE patient_id = $1`, child.Patient, d.Pool.Now())
	if _, err := d.support.Receive(t.Context(), d.teller, s); problem.CodeOf(err) != support.NobodyHere {
		t.Errorf("received for a child who is not theirs any longer: %v", err)
	}
}
