package app

import (
	"context"
	"fmt"

	"espacesante/internal/db"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/mail"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// ways reads how a notice leaves: as its reader chose for such events, and where
// they are known.
func (p *program) ways(ctx context.Context, tx *db.Tx, t *told) (err error) {
	t.places = identity.PlacesOf(t.chosen, t.reader.Contact)
	if p.young(*t) || t.toMinor() {
		t.places = identity.Only(t.chosen)
	}
	if t.Kind == notification.Digest {
		t.count, t.digest, err = notification.Gathered(ctx, tx, notification.Due{Patient: t.PatientID, Notice: t.ID})
		return err
	}
	t.wishes, err = notification.WishesOf(ctx, tx, t.reader.Patient)
	return err
}

// leaves are the channels on which a notice leaves, each of them known.
func (t told) leaves() (all []notification.Channel) {
	if t.toMinor() {
		return t.wishes.Young(t.Kind, t.places.Known())
	}
	if t.Kind != notification.Digest {
		return t.wishes.Ways(t.Kind, t.places.Known(), byPost(t.Kind))
	}
	known := t.places.Known()
	for _, by := range notification.Channels() {
		if t.digest.On(by) && known.On(by) {
			all = append(all, by)
		}
	}
	return all
}

// deliver sends a notice where its reader wants to be told, or keeps it for the
// next message that tells of several. Each channel is a job of its own when
// there are several: one that fails holds up no other.
func (p *program) deliver(ctx context.Context, t told) error {
	ways := t.leaves()
	if len(ways) == 0 {
		return nil // it waits in the space, where the person reads it
	}
	to := notification.DueTo{Due: notification.Due{Patient: t.PatientID, Notice: t.ID}, To: t.ReaderID}
	if t.wishes.Later(t.Kind) && !t.toMinor() { // a digest of the space is told to the family
		return jobs.Batch(ctx, p.pool, func(tx *db.Tx) error {
			return notification.Wait(ctx, tx, t.reader.Patient, t.ID, ways, t.wishes.Rhythm)
		})
	}
	if len(ways) == 1 {
		return p.leave(ctx, t, ways[0])
	}
	return jobs.Batch(ctx, p.pool, func(tx *db.Tx) error {
		each := make([]notification.DueBy, len(ways))
		for i, by := range ways {
			each[i] = notification.DueBy{DueTo: to, By: by}
		}
		return jobs.EnqueueAll(ctx, tx, each)
	})
}

// sendNoticeBy tells somebody something on one channel.
func (p *program) sendNoticeBy(ctx context.Context, due notification.DueBy) error {
	t, err := p.loadNoticeTo(ctx, due.DueTo)
	if err != nil {
		return err
	}
	return p.leave(ctx, t, due.By)
}

// leave sends a notice on one channel. Its key makes retries one message.
func (p *program) leave(ctx context.Context, t told, by notification.Channel) (err error) {
	words := p.words(t)
	if words == nil {
		return fmt.Errorf("a notice of kind %s has no words", t.Kind)
	}
	to := t.places.On(by)
	if by == notification.Letter || to.Address == "" {
		return p.onPaper(ctx, t, by == notification.Letter)
	}
	if err = p.register(ctx, by, t.Reference); err != nil {
		return err
	}
	if by == notification.SMS {
		err = p.sms.SendSMS(ctx, letter.Short(words, to.Address, t.key()))
	} else {
		err = p.send(ctx, letter.Email(words, to.Address, t.key()), sentOut{Patient: t.PatientID, Notice: t.ID, Reader: t.ReaderID})
	}
	if mail.Permanent(err) {
		return p.onPaper(ctx, t, false)
	}
	return err
}

// key names the message to the outboxes.
func (t told) key() string {
	if t.ReaderID.IsZero() {
		return "notice " + t.ID.String()
	}
	return "notice " + t.ID.String() + " " + t.ReaderID.String()
}

// onPaper puts a notice among the letters to print, when the person wants one or
// the law does; any other waits in the space.
func (p *program) onPaper(ctx context.Context, t told, wanted bool) error {
	if t.toMinor() || !wanted && !byPost(t.Kind) { // a letter comes to the household
		return nil
	}
	due := notification.DueTo{Due: notification.Due{Patient: t.PatientID, Notice: t.ID}, To: t.ReaderID}
	return jobs.Batch(ctx, p.pool, func(tx *db.Tx) error { return notification.OnPaperTo(ctx, tx, due) })
}

// loadNoticeTo reads a notice for one of its readers: zero is the person.
func (p *program) loadNoticeTo(ctx context.Context, due notification.DueTo) (t told, err error) {
	err = jobs.Batch(ctx, p.pool, func(tx *db.Tx) error {
		n, err := notification.Load(ctx, tx, due.Due)
		if err == nil {
			n.ReaderID = due.To
			t, err = p.tell(ctx, tx, n)
		}
		return err
	})
	return t, err
}

// young reports whether a notice is about a minor's own sign-in.
func (p *program) young(t told) bool { return ownSignIn(t) && p.isMinor(t.person) }
