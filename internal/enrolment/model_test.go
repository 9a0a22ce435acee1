package enrolment

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
)

// model is what a space and its code should be, by decisions.md §2 alone.
type model struct {
	state    access.State
	dmp      bool
	informed bool
	account  bool
	since    time.Time
	deadline time.Time // of opposing
	end      time.Time // of the content, once closed
	closed   time.Time
	objectBy time.Time

	issue   int // of the code; 0 when nobody was invited
	sent    bool
	used    bool
	tries   int
	ends    time.Time
	renewed []time.Time // when new codes were given
	oppose  int         // receipts given
}

func (m *model) live(now time.Time) bool {
	return m.issue > 0 && m.sent && !m.used && m.tries < limit.CodeTries && !now.After(m.ends)
}

// last is the end of the days that count in the state of the space.
func (m *model) last() time.Time {
	switch m.state {
	case access.ClosedArchived, access.ClosedDeath, access.DeletionRequested:
		return m.end
	case access.Suspended:
		return m.objectBy
	case access.DMPOnly:
		return m.since.AddDate(0, limit.DMPTransitionMonths, 0)
	}
	return m.deadline
}

// next is the machine, by the hand-written life.
func (m *model) next(e Event, now time.Time) (access.State, bool) {
	i := 0
	if m.last().IsZero() || now.After(m.last()) {
		i++
	}
	if m.dmp {
		i += 2
	}
	to := want(m.state, e)[i]
	if m.account && (e == Reopened || e == Resumed) && to != "-" {
		to = string(access.Activated)
	}
	if e == TimedOut && !m.informed {
		to = "-"
	}
	return access.State(to), to != "-"
}

// move leads the model on, and keeps the dates that come with it.
func (m *model) move(e Event, to access.State, now time.Time) {
	if e == Asked && m.state != to && m.deadline.Before(endOf42(now)) {
		m.deadline = endOf42(now)
	}
	switch to {
	case access.ClosedArchived:
		if m.state != access.DeletionRequested && m.state != to {
			m.closed = now
		}
		m.end = ArchiveEnd(m.closed) // the ten years count from the closing
	case access.DeletionRequested:
		if m.state != access.ClosedArchived {
			m.closed = now
		}
		m.end = EraseOn(now)
	case access.Suspended:
		m.objectBy = endOf42(now)
	case access.Activated:
		m.account = true
	}
	if m.state != to {
		m.since = now
	}
	m.state = to
}

// walk is one life, led at random through the services and the model at once.
type walk struct {
	*world
	p      human
	m      model
	c      Claim // the last claim won
	n      int   // issue it was won with
	caisse access.Actor
}

// Whatever happens in whatever order, with jumps of the clock and restarts of
// the service, a space is where the machine says, its code lives and dies as
// decisions.md §2 says, and each success has one line.
func TestLivesAtRandomFollowTheModel(t *testing.T) {
	for i := range rounds(10, 100) { // rapid runs twenty lives each, a hundred in make test-all: 10,000
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			rapid.Check(t, func(r *rapid.T) {
				l := &walk{world: w, m: model{state: access.Eligible, dmp: rapid.Bool().Draw(r, "previous DMP"), since: w.clock()}}
				l.p = w.person(t, columns{"has_dmp": fmt.Sprint(l.m.dmp)})
				l.caisse = w.agent(t, access.Caisse)
				w.force(t, `INSERT INTO identifications (patient_id, id, account_id, kind, level, ends_at, line_id) VALUES ($1, $2, $3, 'visit', 0, 'infinity', $2)`,
					l.p.patient, l.caisse.Account, l.caisse.Account)
				r.Repeat(map[string]func(*rapid.T){
					"":         func(r *rapid.T) { l.compare(t, r) },
					"invite":   func(r *rapid.T) { l.invite(t) },
					"renew":    func(r *rapid.T) { l.renew(t) },
					"ask":      func(r *rapid.T) { l.ask(t) },
					"send":     func(r *rapid.T) { l.leave(t) },
					"prove":    func(r *rapid.T) { l.prove(t, r) },
					"guess":    func(r *rapid.T) { l.guess(t) },
					"activate": func(r *rapid.T) { l.use(t, r, Activated) },
					"oppose":   func(r *rapid.T) { l.use(t, r, Opposed) },
					"close":    func(r *rapid.T) { l.holds(t, r, Closed) },
					"erase":    func(r *rapid.T) { l.holds(t, r, EraseAsked) },
					"keep":     func(r *rapid.T) { l.holds(t, r, Kept) },
					"reopen": func(r *rapid.T) {
						l.acts(t, r, Reopened, func() error { _, err := l.ReopenFor(ctx(t), l.caisse, l.p.patient); return err })
					},
					"suspend": func(r *rapid.T) {
						l.acts(t, r, Suspended, func() error { return l.Suspend(ctx(t), l.caisse, l.p.patient, "fraud") })
					},
					"resume": func(r *rapid.T) {
						l.acts(t, r, Resumed, func() error { return l.Resume(ctx(t), l.caisse, l.p.patient) })
					},
					"sweep":   func(r *rapid.T) { l.sweep(t) },
					"wait":    func(r *rapid.T) { l.rest(r) },
					"restart": func(r *rapid.T) { l.restart() },
				})
			})
		})
	}
}

// restart is a new process over the same database.
func (l *walk) restart() {
	g := gate.New(l.pool, l.vault)
	l.Service = New(l.pool, l.vault, g, identity.New(l.pool, l.vault, g)).Quick()
}

func (l *walk) compare(t *testing.T, r *rapid.T) {
	s := l.situationOf(t, l.p)
	if s.State != l.m.state || !s.Deadline.Equal(l.m.deadline) {
		r.Fatalf("%s until %s, want %s until %s", s.State, s.Deadline, l.m.state, l.m.deadline)
	}
	acts := l.count(t, `SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = 'space.oppose' AND reason = '' AND target <> ''`, l.p.patient)
	if acts != l.m.oppose {
		r.Fatalf("%d oppositions with a receipt, want %d", acts, l.m.oppose)
	}
}

func (l *walk) invite(t *testing.T) {
	_, err := l.OpenCampaign(ctx(t), "any", 0, nil)
	check(t, err)
	if l.m.state == access.Eligible && l.m.issue == 0 {
		l.m.issue = 1
	}
}

// uncommitted is where a new code may be asked for.
func (m *model) uncommitted() bool {
	switch m.state {
	case access.Eligible, access.Invited, access.OppositionPending, access.Opposed, access.DMPOnly, access.AutoCreated,
		access.ClosedArchived, access.DeletionRequested, access.Suspended:
		return true
	}
	return false
}

func (l *walk) renew(t *testing.T) {
	check(t, l.RenewCode(ctx(t), Asking{l.p.ins, l.p.vitale, l.p.birth}))
	if l.m.uncommitted() && l.m.today(l.clock()) < limit.CodesADay {
		l.m.newCode(l.clock())
	}
}

// today is how many codes were given within a day.
func (m *model) today(now time.Time) (n int) {
	for _, at := range m.renewed {
		if at.After(now.Add(-24 * time.Hour)) {
			n++
		}
	}
	return n
}

func (m *model) newCode(now time.Time) {
	m.issue++
	m.sent, m.used, m.tries, m.ends = false, false, 0, time.Time{}
	m.renewed = append(m.renewed, now)
}

// ask opposes without a code: the space waits for one; too late, a code comes
// all the same.
func (l *walk) ask(t *testing.T) {
	check(t, l.AskOpposition(ctx(t), Asking{l.p.ins, l.p.vitale, l.p.birth}))
	now := l.clock()
	if !l.m.uncommitted() || l.m.today(now) >= limit.CodesADay {
		return
	}
	if to, allowed := l.m.next(Asked, now); allowed {
		l.m.move(Asked, to, now)
	}
	l.m.newCode(now)
}

func (l *walk) leave(t *testing.T) {
	l.sendTo(t, l.p)
	now := l.clock()
	if _, leads := l.m.next(Sent, now); !leads || l.m.issue == 0 || l.m.sent || l.m.used {
		return
	}
	if !l.m.informed && l.m.deadline.Before(endOf42(now)) {
		l.m.deadline = endOf42(now)
	}
	if l.m.informed = true; l.m.state == access.Eligible {
		l.m.move(Sent, access.Invited, now)
	}
	l.m.sent, l.m.ends = true, l.m.deadline
	if now.After(l.m.deadline) {
		l.m.ends = endOf42(now)
	}
}

func (l *walk) prove(t *testing.T, r *rapid.T) {
	if l.m.issue == 0 {
		return
	}
	c, err := l.Prove(ctx(t), l.proof(t, l.p))
	live := l.m.live(l.clock())
	if (err == nil) != live || err != nil && !codeIs(err, NotProven) {
		r.Fatalf("proved: %v, live %t", err, live)
	}
	if err == nil {
		l.c, l.n = c, l.m.issue
	} else if !l.m.used && l.m.tries < limit.CodeTries {
		l.m.tries++ // the try counts, even on a code that is over
	}
}

func (l *walk) guess(t *testing.T) {
	if l.m.issue == 0 {
		return
	}
	p := l.proof(t, l.p)
	p.Birth = p.Birth.AddDate(0, 0, 1)
	if _, err := l.Prove(ctx(t), p); !codeIs(err, NotProven) {
		t.Fatal(err)
	}
	if !l.m.used && l.m.tries < limit.CodeTries {
		l.m.tries++
	}
}

// use leads the space on with the last claim won.
func (l *walk) use(t *testing.T, r *rapid.T, e Event) {
	if l.c.Patient.IsZero() {
		return
	}
	err := l.happen(t, l.p, l.c, e)
	to, allowed := l.m.next(e, l.clock())
	good := allowed && l.n == l.m.issue && l.m.live(l.clock())
	if (err == nil) != good || err != nil && !refused(err) {
		r.Fatalf("%s: %v, want it done %t", e, err, good)
	}
	if good {
		l.m.move(e, to, l.clock())
		l.m.used = true
		if e == Opposed {
			l.m.oppose++
		}
	}
}

// holds is what the holder does signed in.
func (l *walk) holds(t *testing.T, r *rapid.T, e Event) {
	l.acts(t, r, e, func() error { return l.happen(t, l.p, l.c, e) })
}

// acts does what needs no code; closing ends the code that lives.
func (l *walk) acts(t *testing.T, r *rapid.T, e Event, do func() error) {
	err := do()
	to, allowed := l.m.next(e, l.clock())
	if (err == nil) != allowed || err != nil && !refused(err) {
		r.Fatalf("%s: %v, want it done %t", e, err, allowed)
	}
	if !allowed {
		return
	}
	l.m.move(e, to, l.clock())
	if e == Suspended || e == Closed || e == EraseAsked { // no code outlives it
		l.m.used = l.m.issue > 0
	}
}

func (l *walk) sweep(t *testing.T) {
	_, err := l.Sweep(ctx(t), nil)
	check(t, err)
	for _, e := range []Event{TimedOut, Unanswered, Ended} {
		if to, due := l.m.next(e, l.clock()); due {
			l.m.move(e, to, l.clock())
		}
	}
}

// rest lets time pass: a little, days, or to the very end of the days that
// count, and a microsecond more.
func (l *walk) rest(r *rapid.T) {
	at := l.clock().Add(time.Duration(rapid.IntRange(1, 9*24*60).Draw(r, "minutes")) * time.Minute)
	last := l.m.last()
	if last.After(l.clock().AddDate(1, 1, 0)) { // not to the end of an archive: what is erased is another test
		last = time.Time{}
	}
	switch rapid.IntRange(0, 3).Draw(r, "until") {
	case 0:
		if last.After(l.clock()) {
			at = last
		}
	case 1:
		if !last.Before(l.clock()) {
			at = last.Add(time.Microsecond)
		}
	}
	l.set(at)
}
