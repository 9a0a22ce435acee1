package enrolment

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"espacesante/internal/access"
	"espacesante/internal/limit"
)

// model is what a space and its code should be, by decisions.md §2 alone.
type model struct {
	state    access.State
	dmp      bool
	deadline time.Time

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

// next is the machine, by the hand-written life.
func (m *model) next(e Event, now time.Time) (access.State, bool) {
	i := 0
	if m.deadline.IsZero() || now.After(m.deadline) {
		i++
	}
	if m.dmp {
		i += 2
	}
	to := want(m.state, e)[i]
	return access.State(to), to != "-"
}

// walk is one life, led at random through the services and the model at once.
type walk struct {
	*world
	p human
	m model
	c Claim // the last claim won
	n int   // issue it was won with
}

// Whatever happens in whatever order, a space is where the machine says, its
// code lives and dies as decisions.md §2 says, and each success has one line.
func TestLivesAtRandomFollowTheModel(t *testing.T) {
	for i := range rounds(15, 30) { // rapid runs twenty lives each, a hundred in make test-all
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			rapid.Check(t, func(r *rapid.T) {
				l := &walk{world: w, m: model{state: access.Eligible, dmp: rapid.Bool().Draw(r, "previous DMP")}}
				l.p = w.person(t, columns{"has_dmp": fmt.Sprint(l.m.dmp)})
				r.Repeat(map[string]func(*rapid.T){
					"":         func(r *rapid.T) { l.compare(t, r) },
					"invite":   func(r *rapid.T) { l.invite(t) },
					"renew":    func(r *rapid.T) { l.renew(t) },
					"send":     func(r *rapid.T) { l.leave(t) },
					"prove":    func(r *rapid.T) { l.prove(t, r) },
					"guess":    func(r *rapid.T) { l.guess(t) },
					"activate": func(r *rapid.T) { l.use(t, r, Activated) },
					"oppose":   func(r *rapid.T) { l.use(t, r, Opposed) },
					"close":    func(r *rapid.T) { l.close(t, r) },
					"sweep":    func(r *rapid.T) { l.sweep(t) },
					"wait":     func(r *rapid.T) { l.rest(r) },
				})
			})
		})
	}
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
	now, today := l.clock(), 0
	for _, at := range l.m.renewed {
		if at.After(now.Add(-24 * time.Hour)) {
			today++
		}
	}
	if l.m.uncommitted() && today < limit.CodesADay {
		l.m.issue++
		l.m.sent, l.m.used, l.m.tries, l.m.ends = false, false, 0, time.Time{}
		l.m.renewed = append(l.m.renewed, now)
	}
}

func (l *walk) leave(t *testing.T) {
	l.sendTo(t, l.p)
	now := l.clock()
	if _, leads := l.m.next(Sent, now); !leads || l.m.issue == 0 || l.m.sent || l.m.used {
		return
	}
	if l.m.state == access.Eligible {
		l.m.state, l.m.deadline = access.Invited, endOf42(now)
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
		l.m.state, l.m.used = to, true
		if e == Opposed {
			l.m.oppose++
		}
	}
}

func (l *walk) close(t *testing.T, r *rapid.T) {
	err := l.happen(t, l.p, l.c, Closed)
	to, allowed := l.m.next(Closed, l.clock())
	if (err == nil) != allowed || err != nil && !refused(err) {
		r.Fatalf("closed: %v, want it done %t", err, allowed)
	}
	if allowed {
		l.m.state = to
	}
}

func (l *walk) sweep(t *testing.T) {
	_, err := l.Sweep(ctx(t), nil)
	check(t, err)
	if to, due := l.m.next(TimedOut, l.clock()); due {
		l.m.state = to
	}
}

// rest lets time pass: a little, days, or to the very end of day 42.
func (l *walk) rest(r *rapid.T) {
	at := l.clock().Add(time.Duration(rapid.IntRange(1, 9*24*60).Draw(r, "minutes")) * time.Minute)
	switch rapid.IntRange(0, 3).Draw(r, "until") {
	case 0:
		if l.m.deadline.After(l.clock()) {
			at = l.m.deadline
		}
	case 1:
		if !l.m.deadline.Before(l.clock()) {
			at = l.m.deadline.Add(time.Microsecond)
		}
	}
	l.set(at)
}
