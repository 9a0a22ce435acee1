package enrolment

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
)

// batch is how many spaces a campaign or a sweep changes in one transaction:
// what a crash loses is redone, never half done.
const batch = 1000

// Invite is the job that sends an invitation by e-mail.
type Invite struct {
	Patient    id.Patient    `json:"patient"`
	Invitation id.Invitation `json:"invitation"`
	Issue      int           `json:"issue"`
}

// Kind names the job.
func (Invite) Kind() string { return "enrolment.invite" }

// Opened is what a campaign did.
type Opened struct{ Persons, Emails, Letters int }

// OpenCampaign invites every eligible person not invited yet, at most limit
// when it is over zero: a code, and one message each, in batches. Run again, or
// after a crash, it invites nobody twice.
func (s *Service) OpenCampaign(ctx context.Context, name string, most int, progress func(done int)) (Opened, error) {
	var all Opened
	campaign, err := s.campaign(ctx, name)
	if err != nil {
		return all, err
	}
	var after id.Patient
	for most <= 0 || all.Persons < most {
		size := s.batch
		if most > 0 {
			size = min(size, most-all.Persons)
		}
		var some Opened
		var last id.Patient
		err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) (err error) {
			some, last, err = s.inviteSome(ctx, tx, campaign, after, size)
			return err
		})
		if err != nil || last.IsZero() {
			return all, err
		}
		after = last
		all = Opened{all.Persons + some.Persons, all.Emails + some.Emails, all.Letters + some.Letters}
		if progress != nil {
			progress(all.Persons)
		}
	}
	return all, nil
}

func (s *Service) campaign(ctx context.Context, name string) (c id.Campaign, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		c, err = campaignNamed(ctx, tx, name)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		c = id.New[id.Campaign]()
		return insertCampaign(ctx, tx, c, name)
	})
	return c, err
}

// inviteSome invites the next persons after one, and says who was the last
// looked at; nobody when there is none left.
func (s *Service) inviteSome(ctx context.Context, tx *db.Tx, campaign id.Campaign, after id.Patient, size int) (done Opened, last id.Patient, err error) {
	if err := oneCampaign(ctx, tx); err != nil {
		return done, last, err
	}
	seen, err := eligible(ctx, tx, nil, after, size)
	if err != nil || len(seen) == 0 {
		return done, last, err
	}
	rows, done, err := s.prepare(ctx, tx, invited(seen))
	if err != nil {
		return done, last, err
	}
	if err := insertInvitations(ctx, tx, campaign, rows); err != nil {
		return done, last, err
	}
	return done, seen[len(seen)-1].PatientID, jobs.EnqueueAll(ctx, tx, byEmail(rows))
}

// invited are those of a batch who are to be.
func invited(seen []candidate) (people []eligiblePerson) {
	for _, c := range seen {
		if c.Invite {
			people = append(people, c.eligiblePerson)
		}
	}
	return people
}

// prepare draws the invitations of people, a code for each who reads one.
func (s *Service) prepare(ctx context.Context, tx *db.Tx, people []eligiblePerson) (rows []newInvitation, done Opened, err error) {
	readers, err := s.recipients(ctx, tx, people)
	if err != nil {
		return nil, done, err
	}
	for i, p := range people {
		line := id.NewAt[id.Line](tx.Now())
		for _, r := range readers[i] {
			inv := id.NewAt[id.Invitation](tx.Now())
			rows = append(rows, newInvitation{patient: p.PatientID, id: inv, recipient: r.patient, channel: r.channel,
				mac: codeOf(s.vault, inv, 1).mac(s.vault), line: line})
			if r.channel == "email" {
				done.Emails++
			} else {
				done.Letters++
			}
		}
		done.Persons++
	}
	return rows, done, nil
}

func byEmail(rows []newInvitation) (send []Invite) {
	for _, r := range rows {
		if r.channel == "email" {
			send = append(send, Invite{r.patient, r.id, 1})
		}
	}
	return send
}

// InviteOnly invites those of some persons who are eligible and not invited
// yet, and gives the messages to send by e-mail, which the caller sends: no job
// does. Demonstrations lead their people so, each at an instant of the past.
func (s *Service) InviteOnly(ctx context.Context, name string, only []id.Patient) (send []Invite, err error) {
	campaign, err := s.campaign(ctx, name)
	if err != nil {
		return nil, err
	}
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		if err := oneCampaign(ctx, tx); err != nil {
			return err
		}
		seen, err := eligible(ctx, tx, only, id.Patient{}, len(only))
		if err != nil {
			return err
		}
		rows, _, err := s.prepare(ctx, tx, invited(seen))
		if err != nil {
			return err
		}
		send = byEmail(rows)
		return insertInvitations(ctx, tx, campaign, rows)
	})
	return send, err
}

// Message is what an invitation says, to whom. It never prints.
type Message struct {
	Invite
	Code      Code
	Person    identity.Person // whose space
	Recipient identity.Person // who reads: the person, or a representative
	Ends      time.Time       // when the last day of the code is over, and of opposing while the 42 days run
	Deadline  time.Time       // end of the 42 days; zero when they begin with this message
	State     access.State
	Issue     int
	Channel   string
	Mark      string // the reader's own word; set by who writes the message
}

// String never shows the message.
func (Message) String() string { return "[…]" }

// Message opens an invitation that waits to be sent; Missing when it has left,
// was used or was replaced by a newer code.
func (s *Service) Message(ctx context.Context, j Invite) (m Message, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		row, err := waiting(ctx, tx, j)
		if err != nil {
			return err
		}
		m, err = s.open(tx, row)
		return err
	})
	return m, err
}

func (s *Service) open(tx db.Runner, row waitingRow) (m Message, err error) {
	m = Message{Invite: Invite{row.PatientID, row.ID, row.Issue}, Code: codeOf(s.vault, row.ID, row.Issue), State: row.State,
		Issue: row.Issue, Channel: row.Channel, Ends: clock.EndOfDay(tx.Now(), limit.OppositionDays)}
	if row.Deadline != nil {
		m.Deadline = *row.Deadline
		if row.InvitedAt == nil && m.Deadline.Before(m.Ends) {
			m.Deadline = m.Ends // asked for before anything was sent: sending this moves the last day (#130)
		}
		if !tx.Now().After(m.Deadline) {
			m.Ends = m.Deadline
		}
	}
	if m.Person, err = row.SealedPerson.Open(s.vault, row.PatientID); err != nil {
		return m, err
	}
	m.Recipient = m.Person
	if row.RecipientID != row.PatientID {
		to := identity.SealedPerson{INSOID: row.ToOID, INS: row.ToINS, Traits: row.ToTraits, Contact: row.ToContact}
		m.Recipient, err = to.Open(s.vault, row.RecipientID)
	}
	return m, err
}

// HasLeft marks an invitation as sent: the relay or the outbox took it, or the
// letter's file is on disk. With the first one the 42 days begin (R.1111-28).
func (s *Service) HasLeft(ctx context.Context, j Invite) error {
	req := gate.Request{By: gate.System(), Act: access.InviteSpace, Patient: j.Patient, Target: j.Invitation.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if _, err := s.move(ctx, tx, Sent, ""); err != nil {
			return err
		}
		sit, err := situation(ctx, tx, j.Patient) // the days that sending has just moved: the code lives as long
		if err != nil {
			return err
		}
		return markSent(ctx, tx, j, sit.codeEnds(tx.Now()))
	})
}

// codeEnds is when a code sent at now dies: with the 42 days while they run, 42
// days later when they are over.
func (s Situation) codeEnds(now time.Time) time.Time {
	if !s.Deadline.IsZero() && !now.After(s.Deadline) {
		return s.Deadline
	}
	return clock.EndOfDay(now, limit.OppositionDays)
}

// Undeliverable turns an invitation whose e-mail was refused for good into a
// letter (R.1111-28: by post when there is no address or it failed).
func (s *Service) Undeliverable(ctx context.Context, j Invite) error {
	req := gate.Request{By: gate.System(), Act: access.InviteSpace, Patient: j.Patient, Target: j.Invitation.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return toLetter(ctx, tx, j) })
}
