package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/family"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
)

// Aged counts what a sweep did of comings of age.
type Aged struct {
	Told int // 90 or 30 days before
	Came int // 18
}

// lookBack is how long after a birthday the sweep still finds it: it may have
// stood still.
const lookBack = 120

// ComeOfAge does what majorities make due: the young person is told 90 and 30
// days before; at 18, at midnight in Paris, the space is theirs alone, and a
// code of their own leaves (decisions.md §4). Each once, however often it runs.
// That the representatives are out does not wait for it: it is a fact.
func (s *Service) ComeOfAge(ctx context.Context) (all Aged, err error) {
	for _, notice := range []struct {
		from, to int
		kind     notification.Kind
		which    string
	}{
		{limit.MajoritySecond + 1, limit.MajorityFirst, notification.Majority90, "90"},
		{1, limit.MajoritySecond, notification.Majority30, "30"},
	} {
		n, err := s.untilNone(ctx, func(tx *db.Tx) (int, error) {
			return s.announce(ctx, tx, s.birthdays(tx.Now(), notice.from, notice.to), notice.which, notice.kind)
		})
		if all.Told += n; err != nil {
			return all, err
		}
	}
	all.Came, err = s.untilNone(ctx, func(tx *db.Tx) (int, error) {
		return s.comeOfAge(ctx, tx, s.birthdays(tx.Now(), -lookBack, 0))
	})
	return all, err
}

// untilNone works batches until one finds nothing to do.
func (s *Service) untilNone(ctx context.Context, work func(*db.Tx) (int, error)) (all int, err error) {
	for {
		n := 0
		err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) (err error) {
			n, err = work(tx)
			return err
		})
		if all += n; err != nil || n == 0 {
			return all, err
		}
	}
}

// birthdays are what those are found by who turn 18 from a number of days after
// today, in Paris, to another.
func (s *Service) birthdays(now time.Time, from, to int) (macs [][]byte) {
	for d := from; d <= to; d++ {
		macs = append(macs, identity.MajorityMAC(s.vault, clock.EndOfDay(now, d-1)))
	}
	return macs
}

func (s *Service) announce(ctx context.Context, tx *db.Tx, macs [][]byte, which string, kind notification.Kind) (int, error) {
	patients, err := toAnnounce(ctx, tx, macs, which, s.batch)
	if err != nil || len(patients) == 0 {
		return 0, err
	}
	lines := newLines(tx.Now(), len(patients))
	if err := announced(ctx, tx, patients, lines, which); err != nil {
		return 0, err
	}
	return len(patients), notification.TellAll(ctx, tx, patients, lines, kind)
}

func newLines(now time.Time, n int) []id.Line {
	lines := make([]id.Line, n)
	for i := range lines {
		lines[i] = id.NewAt[id.Line](now)
	}
	return lines
}

// coming is what one batch of birthdays changes.
type coming struct {
	patients []id.Patient
	lines    []id.Line
	states   []access.State
	to       []newInvitation
	issues   []int
}

func (s *Service) comeOfAge(ctx context.Context, tx *db.Tx, macs [][]byte) (int, error) {
	rows, err := cameOfAge(ctx, tx, macs, s.batch)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	var c coming
	for i, line := range newLines(tx.Now(), len(rows)) {
		if err := s.come(&c, rows[i], line, tx.Now()); err != nil {
			return 0, err
		}
	}
	if err := c.write(ctx, tx); err != nil {
		return 0, err
	}
	if err := family.EndOf(ctx, tx, c.patients); err != nil {
		return 0, err
	}
	if err := identity.CameOfAge(ctx, tx, c.patients); err != nil {
		return 0, err
	}
	var send []Invite
	for i, inv := range c.to {
		if inv.channel == "email" {
			send = append(send, Invite{inv.patient, inv.id, c.issues[i]})
		}
	}
	return len(rows), jobs.EnqueueAll(ctx, tx, send)
}

// come adds one birthday. Somebody who has an account already keeps all as it
// is; somebody whom no campaign has reached yet is invited by the next, like any
// adult.
func (s *Service) come(c *coming, r agedRow, line id.Line, now time.Time) error {
	to := r.State
	if next, err := Next(Situation{State: r.State, Opened: r.Opened, Account: r.Account, At: now}, CameOfAge); err == nil {
		to = next
	}
	c.patients, c.lines, c.states = append(c.patients, r.PatientID), append(c.lines, line), append(c.states, to)
	if r.Account || r.State == access.Eligible && !r.Invited {
		return nil
	}
	person, err := r.SealedPerson.Open(s.vault, r.PatientID)
	if err != nil {
		return err
	}
	inv, issue := id.NewAt[id.Invitation](now), 1
	if r.InvitationID != nil {
		inv, issue = *r.InvitationID, r.Issue+1
	}
	c.to = append(c.to, newInvitation{patient: r.PatientID, id: inv, recipient: r.PatientID, channel: channelTo(person),
		mac: codeOf(s.vault, inv, issue).mac(s.vault), line: line})
	c.issues = append(c.issues, issue)
	return nil
}
