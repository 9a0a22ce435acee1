package enrolment

import (
	"testing"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// remindJobs are the reminders that wait to leave by e-mail.
func (w *world) remindJobs(t testing.TB) (all []Remind) {
	t.Helper()
	rows, err := w.super.Query(ctx(t), `SELECT (args->>'patient')::text, (args->>'invitation')::text, (args->>'issue')::int
		FROM river_job WHERE kind = 'enrolment.remind' ORDER BY id`)
	check(t, err)
	defer rows.Close()
	for rows.Next() {
		var j Remind
		var patient, invitation string
		check(t, rows.Scan(&patient, &invitation, &j.Issue))
		check(t, j.Patient.UnmarshalText([]byte(patient)))
		check(t, j.Invitation.UnmarshalText([]byte(invitation)))
		all = append(all, j)
	}
	check(t, rows.Err())
	return all
}

// M2: who said nothing is reminded on the seventh day before the last, once, by
// the channel and with the code of the invitation; who answered is not.
func TestTheReminderComesAWeekBeforeTheLastDayOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	byMail, answered := w.invited(t, nil), w.invited(t, nil)
	byPost := w.person(t, columns{"email": ""})
	_, err := w.OpenCampaign(ctx(t), "second", 0, nil)
	check(t, err)
	w.send(t)
	_, err = w.Oppose(ctx(t), w.claim(t, answered))
	check(t, err)

	end := w.situationOf(t, byMail).Deadline
	w.set(clock.EndOfDay(clock.LastDay(end), -limit.ReminderDays-1).Add(-time.Microsecond)) // the eve of the seventh day before
	if n, err := w.RemindDue(ctx(t), nil); err != nil || n != 0 {
		t.Fatalf("reminded %d too early, %v", n, err)
	}
	w.wait(time.Microsecond)
	if n, err := w.RemindDue(ctx(t), nil); err != nil || n != 2 {
		t.Fatalf("reminded %d, %v", n, err)
	}
	if n, err := w.RemindDue(ctx(t), nil); err != nil || n != 0 {
		t.Errorf("reminded again: %d, %v", n, err)
	}
	jobs := w.remindJobs(t)
	if len(jobs) != 1 || jobs[0].Patient != byMail.patient {
		t.Fatalf("by e-mail: %d", len(jobs))
	}
	m, err := w.Reminder(ctx(t), jobs[0])
	check(t, err)
	if m.Code != w.codes(t, byMail)[0] || !m.Ends.Equal(end) || m.Recipient.Contact.Email == "" {
		t.Error("another code, another day or nobody to write to")
	}
	paper, err := w.RemindersToPrint(ctx(t), 10)
	check(t, err)
	if len(paper) != 1 || paper[0].Patient != byPost.patient || paper[0].Code != w.codes(t, byPost)[0] {
		t.Fatalf("on paper: %d", len(paper))
	}
	again, err := w.RemindersToPrint(ctx(t), 10)
	if err != nil || len(again) != 1 {
		t.Errorf("a crash before the mark loses it: %d, %v", len(again), err)
	}
	check(t, w.RemindersPrinted(ctx(t), paper))
	if again, err = w.RemindersToPrint(ctx(t), 10); err != nil || len(again) != 0 {
		t.Errorf("printed twice: %d, %v", len(again), err)
	}
	if n := w.count(t, `SELECT count(*) FROM access_log WHERE act = 'space.remind'`); n != 2 {
		t.Errorf("%d lines", n)
	}
}

func TestAReminderThatServesNoLongerIsNotSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, dead := w.invited(t, nil), w.invited(t, nil)
	end := w.situationOf(t, p).Deadline
	w.set(end.AddDate(0, 0, -3))
	for range limit.CodeTries {
		bad := w.proof(t, dead)
		bad.Birth = bad.Birth.AddDate(0, 0, 1)
		_, err := w.Prove(ctx(t), bad)
		must(t, codeIs(err, NotProven), "%v", err)
	}
	n, err := w.RemindDue(ctx(t), nil)
	check(t, err)
	must(t, n == 2, "%d reminded", n)
	for _, j := range w.remindJobs(t) {
		m, err := w.Reminder(ctx(t), j)
		check(t, err)
		if got := m.Code.Show() == ""; got != (j.Patient == dead.patient) {
			t.Error("a dead code is sent, or a live one is not")
		}
		check(t, w.ReminderOnPaper(ctx(t), j)) // refused for good
		check(t, w.ReminderOnPaper(ctx(t), j))
	}
	if all, err := w.RemindersToPrint(ctx(t), 10); err != nil || len(all) != 2 {
		t.Errorf("%d on paper, %v", len(all), err)
	}
	check(t, w.happen(t, p, w.claim(t, p), Activated))
	w.set(end.Add(time.Microsecond))
	if all, err := w.RemindersToPrint(ctx(t), 10); err != nil || len(all) != 0 {
		t.Errorf("%d printed after the last day, %v", len(all), err)
	}
	for _, j := range w.remindJobs(t) {
		if _, err := w.Reminder(ctx(t), j); problem.KindOf(err) != problem.NotFound {
			t.Errorf("still to send: %v", err)
		}
	}
}
