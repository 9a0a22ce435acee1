package app

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
)

var returnToken = regexp.MustCompile(`X-Return:\s+([A-Za-z0-9_-]+)`)

// returned is the report of a server that could not deliver an e-mail of ours.
func returned(original, action, status string) string {
	return "From: MAILER-DAEMON@relais.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n\r\n" +
		"--b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais.example\r\n\r\nAction: " + action + "\r\nStatus: " + status +
		"\r\n\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\n" + original + "\r\n--b1--\r\n"
}

func (p *program) comesBack(t *testing.T, said string) returns {
	t.Helper()
	var n returns
	if err := p.cameBack(t.Context(), strings.NewReader(said), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// later is the same program some time later.
func (p *program) later(d time.Duration) *program {
	next := *p
	next.cfg.ClockOffset += d
	next.pool = &db.Pool{Pool: p.pool.Pool, Now: next.cfg.Clock()}
	next.wire()
	return &next
}

// R.1111-28, decisions.md §2: an e-mail that comes back becomes a letter, and
// the 42 days begin again with it: nobody had been told. Read twice, forged, or
// only late, a report changes nothing.
func TestAnInvitationThatComesBackBecomesALetterAndTheDaysBeginAgain(t *testing.T) {
	t.Parallel()
	p, relay := quiet(t)
	patient := person(t, p, "ruth@exemple.test")
	send, err := p.enrolment.InviteOnly(t.Context(), "spring", []id.Patient{patient})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.sendInvitation(t.Context(), send[0]); err != nil {
		t.Fatal(err)
	}
	first := p.stateOf(t, patient).Deadline
	sent := relay.taken[0]
	if !returnToken.MatchString(sent) || strings.Contains(sent, patient.String()) {
		t.Error("the e-mail does not carry its token, or carries whose it is")
	}
	if n := p.comesBack(t, returned(sent, "delayed", "4.4.1")); n != (returns{Late: 1}) {
		t.Errorf("late: %+v", n)
	}
	forged := returnToken.ReplaceAllString(sent, "X-Return: AAAA$1")
	if n := p.comesBack(t, returned(forged, "failed", "5.1.1")); n != (returns{Others: 1}) {
		t.Errorf("forged: %+v", n)
	}
	if s := p.stateOf(t, patient); s.State != access.Invited || !s.Deadline.Equal(first) {
		t.Fatalf("%+v", s)
	}
	week := p.later(7 * 24 * time.Hour)
	if n := week.comesBack(t, returned(sent, "failed", "5.1.1")); n != (returns{OnPaper: 1}) {
		t.Fatalf("refused: %+v", n)
	}
	if s := week.stateOf(t, patient); s.State != access.Eligible || !s.Deadline.IsZero() {
		t.Errorf("the days run on though nobody was told: %+v", s)
	}
	if n := week.comesBack(t, returned(sent, "failed", "5.1.1")); n != (returns{Known: 1}) {
		t.Errorf("twice: %+v", n)
	}
	if n, _ := printed(t, week); n != 1 {
		t.Fatalf("%d letters", n)
	}
	if s := week.stateOf(t, patient); s.State != access.Invited || s.Deadline.Before(first.AddDate(0, 0, 6)) {
		t.Errorf("with the letter: %+v, the e-mail had %s", s, first)
	}
	if n := week.comesBack(t, returned(sent, "failed", "5.1.1")); n != (returns{Known: 1}) {
		t.Errorf("after the letter: %+v", n)
	}
}

// M2, M3: the reminder and the notices of the law leave on paper when their
// e-mail comes back.
func TestARemindersAndANoticesEMailThatComeBackLeaveOnPaper(t *testing.T) {
	t.Parallel()
	p, relay := quiet(t)
	patient := person(t, p, "ruth@exemple.test")
	send, err := p.enrolment.InviteOnly(t.Context(), "spring", []id.Patient{patient})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.sendInvitation(t.Context(), send[0]); err != nil {
		t.Fatal(err)
	}
	late := p.later(36 * 24 * time.Hour)
	if done, err := late.sweep(t.Context(), func(int) {}); err != nil || done.Reminded != 1 {
		t.Fatal(done, err)
	}
	if err := late.sendReminder(t.Context(), enrolment.Remind(send[0])); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(relay.taken[1], "Subject: ") || !reference.MatchString(relay.taken[1]) {
		t.Error("no reminder left")
	}
	if n := late.comesBack(t, returned(relay.taken[1], "failed", "5.1.1")); n.OnPaper != 1 {
		t.Errorf("the reminder: %+v", n)
	}
	if n, _ := printed(t, late); n != 1 {
		t.Errorf("%d reminders printed", n)
	}
	after := p.later(43 * 24 * time.Hour)
	if done, err := after.sweep(t.Context(), func(int) {}); err != nil || done.Opened != 1 {
		t.Fatal(done, err)
	}
	if err := after.sendNotice(t.Context(), after.oneNotice(t, patient)); err != nil {
		t.Fatal(err)
	}
	last := relay.taken[len(relay.taken)-1]
	if n := after.comesBack(t, returned(last, "failed", "5.1.1")); n.OnPaper != 1 {
		t.Errorf("the notice: %+v", n)
	}
	if n, _ := printed(t, after); n != 1 {
		t.Errorf("%d notices printed", n)
	}
}
