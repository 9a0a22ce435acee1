package enrolment

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
)

// R.1111-28: the 42 days count from sending, to the end of the 42nd day in
// Paris, to the second, whatever the season does to the length of a day.
func TestTheFortyTwoDaysEndAtMidnightInParis(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ sent, end string }{
		{"2026-11-22T14:05:00+01:00", "2027-01-04T00:00:00+01:00"},
		{"2027-02-20T00:00:00+01:00", "2027-04-04T00:00:00+02:00"}, // summer time begins on 28 March
		{"2027-02-20T23:59:59+01:00", "2027-04-04T00:00:00+02:00"},
		{"2027-02-20T23:30:00Z", "2027-04-05T00:00:00+02:00"},      // already the 21st in Paris
		{"2027-10-01T12:00:00+02:00", "2027-11-13T00:00:00+01:00"}, // and ends on 31 October
		{"2028-01-30T08:00:00+01:00", "2028-03-13T00:00:00+01:00"}, // over a 29 February
	} {
		t.Run(c.sent, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			sent, _ := time.Parse(time.RFC3339, c.sent)
			end, _ := time.Parse(time.RFC3339, c.end)
			w.set(sent)
			late, last := w.invited(t, nil), w.invited(t, nil)
			if got := w.situationOf(t, late).Deadline; !got.Equal(end) {
				t.Fatalf("ends %s, want %s", got.In(clock.Paris), end.In(clock.Paris))
			}
			w.set(end) // the last instant still counts
			claim, other := w.claim(t, last), w.claim(t, late)
			if _, err := w.Oppose(ctx(t), claim); err != nil {
				t.Errorf("at the last instant: %v", err)
			}
			if s, err := w.Sweep(ctx(t), nil); err != nil || s.Opened != 0 {
				t.Errorf("the sweep opened %d at the last instant, %v", s.Opened, err)
			}
			w.wait(time.Microsecond)
			if _, err := w.Oppose(ctx(t), other); !refused(err) {
				t.Errorf("after the last instant: %v", err)
			}
			if s, err := w.Sweep(ctx(t), nil); err != nil || s.Opened != 1 {
				t.Errorf("the sweep opened %d after it, %v", s.Opened, err)
			}
		})
	}
}

// The 42 days begin when the message has left, not when it was asked for.
func TestNothingRunsBeforeTheMessageHasLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.person(t, nil)
	_, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	if s := w.situationOf(t, p); s.State != access.Eligible || !s.Deadline.IsZero() {
		t.Fatalf("queued: %+v", s)
	}
	if _, err := w.Prove(ctx(t), w.proof(t, p)); !codeIs(err, NotProven) {
		t.Errorf("a code that has not left: %v", err)
	}
	w.wait(72 * time.Hour)
	w.sendTo(t, p)
	if s := w.situationOf(t, p); s.State != access.Invited || !s.Deadline.Equal(endOf42(w.clock())) {
		t.Errorf("sent: %+v", s)
	}
	if err := w.HasLeft(ctx(t), Invite{Patient: p.patient}); problem.KindOf(err) == problem.Fault {
		t.Errorf("sent again: %v", err)
	}
}

// #1, #5, #43, #108: everybody who is insured is invited, wave after wave, once.
func TestACampaignInvitesNobodyTwiceAndResumes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.batch = 3
	people := w.persons(t, 10, nil)
	dead := w.person(t, columns{"died_on": "2027-01-05"})
	// The process dies between two batches.
	before := 0
	func() {
		defer func() { _ = recover() }()
		_, err := w.OpenCampaign(ctx(t), "first", 0, func(done int) {
			if before = done; done >= 5 { // somebody dead may stand in one of the two batches
				panic(errStop)
			}
		})
		t.Errorf("went on: %v", err)
	}()
	if n := w.count(t, `SELECT count(*) FROM invitations`); n != before || n > 6 {
		t.Fatalf("%d invited before the crash, want the whole batches of %d", n, before)
	}
	done, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	if left := 10 - before; done != (Opened{Persons: left, Emails: left}) {
		t.Errorf("resumed: %+v", done)
	}
	if done, err = w.OpenCampaign(ctx(t), "second", 0, nil); err != nil || done != (Opened{}) {
		t.Errorf("again, under another name: %+v, %v", done, err)
	}
	for _, p := range people {
		if n := w.count(t, `SELECT count(*) FROM invitations WHERE patient_id = $1`, p.patient); n != 1 {
			t.Errorf("%d invitations for one person", n)
		}
	}
	if n := w.count(t, `SELECT count(*) FROM invitations WHERE patient_id = $1`, dead.patient); n != 0 {
		t.Error("somebody dead was invited")
	}
	for sql, want := range map[string]int{
		`SELECT count(*) FROM river_job WHERE kind = 'enrolment.invite'`:                                           10,
		`SELECT count(*) FROM access_log WHERE act = 'space.invite' AND role = 'system'`:                           10,
		`SELECT count(DISTINCT code_mac) FROM invitation_codes`:                                                    10,
		`SELECT count(*) FROM campaigns`:                                                                           2,
		`SELECT count(*) FROM invitations i JOIN access_log l ON (l.patient_id, l.id) = (i.patient_id, i.line_id)`: 10,
	} {
		if got := w.count(t, sql); got != want {
			t.Errorf("%d, want %d: %s", got, want, sql)
		}
	}
}

// #4, #135: a first phase reaches as many persons as the operator says, no more.
func TestALimitBoundsACampaign(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.batch = 3
	w.persons(t, 9, nil)
	for _, want := range []int{5, 4, 0} {
		done, err := w.OpenCampaign(ctx(t), "first", 5, nil)
		if err != nil || done.Persons != want {
			t.Errorf("%+v, %v: want %d", done, err, want)
		}
	}
}

func TestCampaignsAtTheSameTimeShareTheWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.batch = 7
	const n = 150
	w.persons(t, n, nil)
	var all sync.WaitGroup
	persons := make([]int, 4)
	for i := range persons {
		all.Go(func() {
			done, err := w.OpenCampaign(ctx(t), fmt.Sprintf("campaign %d", i), 0, nil)
			if err != nil {
				t.Error(err)
			}
			persons[i] = done.Persons
		})
	}
	all.Wait()
	if got := persons[0] + persons[1] + persons[2] + persons[3]; got != n {
		t.Errorf("%v: %d invited, want %d", persons, got, n)
	}
	if got := w.count(t, `SELECT count(*) FROM invitations`); got != n {
		t.Errorf("%d invitations of %d persons", got, n)
	}
}

// The schema says it too: one invitation a reader, whoever writes it.
func TestTheDatabaseRefusesASecondInvitation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.invited(t, nil)
	err := jobs.Batch(ctx(t), w.pool, func(tx *db.Tx) error {
		again := newInvitation{patient: p.patient, id: id.New[id.Invitation](), recipient: p.patient, channel: "email",
			mac: []byte("another"), line: id.NewAt[id.Line](tx.Now())}
		return insertInvitations(ctx(t), tx, id.New[id.Campaign](), []newInvitation{again})
	})
	if err == nil {
		t.Error("one person was invited twice")
	}
}

// decisions.md §4: each known representative of a minor gets a code of their
// own; with none known, a letter to the child's address.
func TestAMinorsRepresentativesAreInvitedEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mother, father := w.person(t, nil), w.person(t, columns{"email": ""})
	kid := w.person(t, columns{"birth_date": child, "representatives": mother.ins.Reveal() + " " + father.ins.Reveal()})
	alone := w.person(t, columns{"birth_date": child})
	stranger := w.person(t, columns{"birth_date": child, "representatives": "290112A00412351"}) // nobody imported
	done, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	if done != (Opened{Persons: 5, Emails: 2, Letters: 4}) {
		t.Errorf("%+v", done)
	}
	for _, c := range []struct {
		who     string
		p, to   human
		channel string
	}{{"mother", kid, mother, "email"}, {"father", kid, father, "letter"}, {"alone", alone, alone, "letter"}, {"stranger", stranger, stranger, "letter"}} {
		if n := w.count(t, `SELECT count(*) FROM invitations WHERE patient_id = $1 AND recipient_id = $2 AND channel = $3`,
			c.p.patient, c.to.patient, c.channel); n != 1 {
			t.Errorf("%s: %d invitations", c.who, n)
		}
	}
	codes := w.codes(t, kid)
	if len(codes) != 2 || codes[0] == codes[1] {
		t.Errorf("the two parents hold the same code")
	}
	w.send(t)
	// #69: a minor does not activate in person, whoever holds the code.
	for _, code := range codes {
		if _, err := w.Prove(ctx(t), Proof{code, kid.ins, kid.birth}); !codeIs(err, NotProven) {
			t.Errorf("a minor in person: %v", err)
		}
	}
}

// At 18 the representatives' access ends: a code sent to them, or to the child's
// address, opens nothing any longer (decisions.md §4).
func TestACodeSentForAMinorIsDeadAtEighteen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	birth := "2009-03-20" // 18 in eight days
	mother := w.person(t, nil)
	kid := w.invited(t, columns{"birth_date": birth, "representatives": mother.ins.Reveal()})
	w.wait(10 * 24 * time.Hour)
	if _, err := w.Prove(ctx(t), w.proof(t, kid)); !codeIs(err, NotProven) {
		t.Errorf("the parent's code opens the space of an adult: %v", err)
	}
	check(t, w.RenewCode(ctx(t), Asking{kid.ins, kid.vitale, kid.birth}))
	w.sendTo(t, kid)
	if _, err := w.Prove(ctx(t), w.proof(t, kid)); err != nil {
		t.Errorf("the young adult's own code: %v", err)
	}
}

// #8, #50, #110: a code by e-mail, or by post when that fails.
func TestAnEMailRefusedForGoodBecomesALetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.person(t, nil)
	_, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	j := w.toSend(t)[0]
	m, err := w.Message(ctx(t), j)
	check(t, err)
	check(t, w.Undeliverable(ctx(t), j))
	if _, err := w.Message(ctx(t), j); problem.KindOf(err) != problem.NotFound {
		t.Errorf("the e-mail would leave all the same: %v", err)
	}
	w.wait(5 * 24 * time.Hour)
	w.send(t)
	if s := w.situationOf(t, p); s.State != access.Invited || !s.Deadline.Equal(endOf42(w.clock())) {
		t.Errorf("the 42 days do not count from the letter: %+v", s)
	}
	if got := w.codes(t, p)[0]; got != m.Code {
		t.Error("the letter carries another code than the e-mail")
	}
}

// Nothing that holds a code, a number or a name prints it.
func TestSecretsNeverPrint(t *testing.T) {
	c, wrong, _ := ParseCode("k7qf 2m9t-xw4h")
	must(t, wrong == "", "%s", wrong)
	for _, v := range []any{c, Proof{Code: c}, Asking{}, Message{Code: c}} {
		for _, verb := range []string{"%v", "%s", "%+v", "%#v", "%q"} {
			if s := fmt.Sprintf(verb, v); containsAny(s, "K7QF", "2M9T") {
				t.Errorf("%s of %T: %s", verb, v, s)
			}
		}
	}
	if c.Show() != "K7QF-2M9T-XW4H" {
		t.Error(c.Show())
	}
}
