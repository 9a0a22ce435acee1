package support_test

import (
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/problem"
	"espacesante/internal/support"
)

// SUP-07: a request has a number, a next step and a day; the person reads it,
// teams hand it on, and its number tells nothing of whom.
func TestARequestIsFollowed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, other := d.Patient(t, access.Activated), d.Patient(t, access.Activated)
	made, err := d.support.OpenTicket(t.Context(), d.agent, d.known(p), support.Otherwise)
	d.must(err)
	mine, err := d.support.Requests(t.Context(), p.Actor, p.Patient)
	d.must(err)
	if len(mine) != 1 || mine[0].Number != made.Number || !mine[0].DueOn.After(mine[0].OpenedAt) {
		t.Errorf("%+v", mine)
	}
	if _, err := d.support.Requests(t.Context(), other.Actor, p.Patient); problem.Reason(err) != access.NotYours {
		t.Errorf("somebody else reads them: %v", err)
	}
	if err := d.support.Move(t.Context(), d.teller, made.Number, support.InHand, support.ToCaisse); problem.KindOf(err) != problem.Conflict {
		t.Errorf("moved by another team: %v", err)
	}
	d.must(d.support.Move(t.Context(), d.agent, made.Number, support.InHand, support.ToCaisse))
	if all, err := d.support.Waiting(t.Context(), d.agent); err != nil || len(all) != 0 {
		t.Errorf("it still waits for 3422: %v %v", all, err)
	}
	if all, err := d.support.Waiting(t.Context(), d.teller); err != nil || len(all) != 1 {
		t.Errorf("it waits for nobody: %v %v", all, err)
	}
	d.must(d.support.Move(t.Context(), d.teller, made.Number, support.Done, support.ToCaisse))
	if err := d.support.Move(t.Context(), d.teller, made.Number, support.Done, support.ToCaisse); problem.KindOf(err) != problem.Conflict {
		t.Errorf("done twice: %v", err)
	}
	found, err := d.support.Find(t.Context(), strings.ToLower(strings.ReplaceAll(made.Number, "-", " ")))
	if err != nil || found.Step != support.Done || found.ClosedAt == nil {
		t.Errorf("%+v %v", found, err)
	}
	if _, err := d.support.Waiting(t.Context(), p.Actor); problem.Reason(err) != access.NotForRole {
		t.Errorf("a patient reads the queue: %v", err)
	}
	if _, err := d.support.Find(t.Context(), "D-2222-2222"); problem.CodeOf(err) != "ticket-unknown" {
		t.Errorf("an unknown number: %v", err)
	}
}

// SUP-06: of danger at home nothing is written in the space, nothing is sent,
// and the number to call back stands in no table in the clear.
func TestDangerAtHomeLeavesNoTrace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	super := dbtest.AsSuperuser(t, d.Pool)
	count := func() (lines, notices int) {
		d.must(super.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM access_log WHERE patient_id = $1), (SELECT count(*) FROM notices)`, p.Patient).Scan(&lines, &notices))
		return lines, notices
	}
	lines, notices := count()
	made, err := d.support.Protect(t.Context(), d.agent, d.call(d.agent), support.CallBack{Phone: "+33639980099", Moment: "soir", INS: p.Person.INS.Reveal()})
	d.must(err)
	if l, n := count(); l != lines || n != notices {
		t.Errorf("%d lines and %d notices more", l-lines, n-notices)
	}
	if mine, err := d.support.Requests(t.Context(), p.Actor, p.Patient); err != nil || len(mine) != 0 {
		t.Errorf("the person's page shows it: %v %v", mine, err)
	}
	if _, err := d.support.Find(t.Context(), made.Number); problem.CodeOf(err) != "ticket-unknown" {
		t.Errorf("its number is told: %v", err)
	}
	var row string
	d.must(super.QueryRow(t.Context(), `SELECT t::text || encode(t.sealed, 'escape') FROM tickets t WHERE number = $1`, made.Number).Scan(&row))
	if strings.Contains(row, "39980099") || strings.Contains(row, p.Person.INS.Reveal()) {
		t.Error("the number to call back is readable in the database")
	}
	got, safe, err := d.support.Taken(t.Context(), d.teller, made.Number)
	if err != nil || safe == nil || safe.Phone != "+33639980099" || safe.Moment != "soir" || got.Subject != support.Protection {
		t.Errorf("%v %v", got, err)
	}
	if _, _, err := d.support.Taken(t.Context(), d.agent, made.Number); problem.KindOf(err) != problem.NotFound {
		t.Errorf("3422 reads it again: %v", err)
	}
	d.must(d.support.Move(t.Context(), d.teller, made.Number, support.Done, support.ToCaisse))
	if _, safe, err := d.support.Taken(t.Context(), d.teller, made.Number); err != nil || safe != nil {
		t.Errorf("it is kept once done: %v", err)
	}
}

// CPAM-10: the deadlines of the law, the first due first, without a name.
func TestDeadlinesAreListedByDay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	erased, stopped := d.Patient(t, access.Activated), d.Patient(t, access.Activated)
	d.Patient(t, access.Invited)
	d.visit(erased)
	_, err := d.spaces.EraseFor(t.Context(), d.teller, erased.Patient)
	d.must(err)
	d.must(d.spaces.Suspend(t.Context(), d.teller, stopped.Patient, "fraud"))
	all, err := d.support.Clocks(t.Context(), d.teller)
	d.must(err)
	if len(all) != 2 || all[0].State != access.DeletionRequested || all[1].State != access.Suspended || all[0].Due.After(all[1].Due) ||
		all[0].Latest.IsZero() || all[0].Latest.Before(all[0].Due) {
		t.Fatalf("%+v", all)
	}
	if _, err := d.support.Clocks(t.Context(), d.agent); problem.Reason(err) != access.NotForRole {
		t.Errorf("3422 reads them: %v", err)
	}
}
