package app

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/family"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// minor reports whether a notice is about the space of a child. The two that
// announce a majority are to the young person all the same.
func (p *program) minor(t told) bool {
	return p.isMinor(t.person) && !aboutMajority(t.Kind) && !ownSignIn(t) && !t.toMinor()
}

func (p *program) isMinor(who identity.Person) bool {
	return p.pool.Now().Before(clock.Majority(who.BirthDate))
}

// ownSignIn reports whether a notice is about a minor's own sign-in: it goes to
// the minor's own contact, and no representative hears of it (TEEN-05).
func ownSignIn(t told) bool {
	switch t.Kind {
	case notification.PasswordChanged, notification.NewDevice, notification.FactorChanged, notification.ContactChanging:
		return t.ReaderID.IsZero() && t.chosen.Address != ""
	}
	return false
}

// toMinor reports whether a notice of a child's space goes to the child, who has
// a sign-in and a contact of their own: no representative is its reader.
func (t told) toMinor() bool { return t.ReaderID == t.PatientID }

// sendYoung sends a minor the code of their own sign-in, to their own contact.
func (p *program) sendYoung(ctx context.Context, j enrolment.YoungDue) error {
	m, err := p.enrolment.YoungMessage(ctx, j)
	if err != nil {
		return err
	}
	key := "young " + j.ID.String()
	reference := notification.ReferenceOf(p.vault, key)
	words := letter.YoungCode{Head: p.head(reference), Code: m.Code.Show(), Until: m.Until}
	if m.Reach.Channel == identity.BySMS {
		return givenUp(p.sms.SendSMS(ctx, words.SMS(m.Reach.Address, key)))
	}
	if err := p.register(ctx, notification.Email, reference); err != nil {
		return err
	}
	return givenUp(p.mail.Send(ctx, letter.Email(words, m.Reach.Address, key)))
}

func aboutMajority(k notification.Kind) bool {
	return k == notification.Majority90 || k == notification.Majority30
}

// toFamily hands a notice about a child's space to each of those who represent
// the child, on its own: true when there are any, and nothing else is to be
// done. Somebody whose access is suspended is not told (decisions.md §4).
func (p *program) toFamily(ctx context.Context, due notification.Due, t told) (handed bool, err error) {
	if !p.minor(t) {
		return false, nil
	}
	err = jobs.Batch(ctx, p.pool, func(tx *db.Tx) error {
		readers, err := family.Readers(ctx, tx, p.vault, due.Patient)
		if err != nil || len(readers) == 0 {
			return err
		}
		handed = true
		each := make([]notification.DueTo, len(readers), len(readers)+1)
		for i, r := range readers {
			each[i] = notification.DueTo{Due: due, To: r.Patient}
		}
		if len(t.wishes.Young(t.Kind, identity.Only(t.chosen).Known())) > 0 { // the minor wants to hear of it too
			each = append(each, notification.DueTo{Due: due, To: due.Patient})
		}
		return jobs.EnqueueAll(ctx, tx, each)
	})
	return handed, err
}

// sendNoticeTo tells one representative something about a child's space, as they
// chose to be told in their own.
func (p *program) sendNoticeTo(ctx context.Context, due notification.DueTo) error {
	t, err := p.loadNoticeTo(ctx, due)
	if err != nil {
		return err
	}
	return p.deliver(ctx, t)
}

// read gives t who reads it: the person, or one who represents them.
func (p *program) read(ctx context.Context, tx *db.Tx, t *told) (err error) {
	t.reader = t.person
	if t.ReaderID.IsZero() {
		return nil
	}
	if t.reader, err = identity.PersonIn(ctx, tx, p.vault, t.ReaderID); err != nil {
		return err
	}
	t.reach, err = identity.ReachOf(ctx, tx, p.vault, t.ReaderID)
	t.chosen = t.reach
	return err
}

// postAddress is where a notice on paper goes: to who reads it, or « aux
// représentants légaux » of a child whom nobody is known to represent.
func (p *program) postAddress(t told) []string {
	if t.ReaderID.IsZero() && p.minor(t) {
		return addressOf(t.reader, t.person.Called())
	}
	return addressOf(t.reader, "")
}

// familyWords are what a notice about a child's space says besides what its
// holder would be told.
func familyWords(h letter.Head, t told) letter.Message {
	switch at := t.QueuedAt; t.Kind {
	case notification.Disputed:
		return letter.Disputed{Head: h, At: at, SettleBy: enrolment.SettleBy(at)}
	case notification.Settled:
		return letter.Settled{Head: h, At: at, Open: t.Target == "open"}
	case notification.Majority90, notification.Majority30:
		return letter.Majority{Head: h, On: clock.Majority(t.person.BirthDate)}
	}
	return nil
}

// lately18 is how long somebody is « 18 since lately ».
const lately18 = 180 * 24 * time.Hour

// cameOfAge reports whether an invitation is that of a young adult whose space
// was in the hands of somebody else until lately.
func (p *program) cameOfAge(m enrolment.Message) bool {
	since := p.pool.Now().Sub(clock.Majority(m.Person.BirthDate))
	handed := m.State == access.AutoCreated || m.State == access.Opposed || m.State == access.DMPOnly
	return m.Recipient.Patient == m.Person.Patient && since >= 0 && since < lately18 && handed
}
