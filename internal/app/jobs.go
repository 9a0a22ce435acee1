package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/mail"
	"espacesante/internal/mandate"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/seal"
	"espacesante/internal/support"
	"espacesante/web/letter"
)

// sweepDue is the periodic job that does what a deadline makes due.
type sweepDue struct{}

// Kind names the job.
func (sweepDue) Kind() string { return "app.sweep" }

// filesDue is the periodic job that removes files without a row.
type filesDue struct{}

// Kind names the job.
func (filesDue) Kind() string { return "app.files" }

// sealDue is the periodic job that seals the logs.
type sealDue struct{}

// Kind names the job.
func (sealDue) Kind() string { return "app.seal" }

// textsDue is the periodic job that reads the words of new documents.
type textsDue struct{}

// Kind names the job.
func (textsDue) Kind() string { return "app.texts" }

// runner works every kind of job.
func (p *program) runner() *jobs.Runner {
	r := jobs.NewRunner(p.pool)
	jobs.Handle(r, p.sendInvitation)
	jobs.Handle(r, p.sendReminder)
	jobs.Handle(r, p.sendNotice)
	jobs.Handle(r, p.sendNoticeAt)
	jobs.Handle(r, p.sendNoticeTo)
	jobs.Handle(r, p.sendNoticeBy)
	jobs.Handle(r, p.sendCode)
	jobs.Handle(r, p.sendYoung)
	jobs.Handle(r, p.sendLink)
	jobs.Handle(r, p.sendFarewell)
	jobs.Handle(r, p.copies.Make)
	jobs.Handle(r, p.sendDoctor)
	jobs.Handle(r, p.sendLate)
	jobs.Handle(r, p.sendAsked)
	jobs.Handle(r, func(ctx context.Context, _ sweepDue) error {
		_, err := p.sweep(ctx, func(int) {})
		return err
	})
	jobs.Handle(r, func(ctx context.Context, _ sealDue) error {
		if _, err := p.sealer.Seal(ctx); err != nil {
			slog.WarnContext(ctx, "log not sealed", "err", err) // the next one is due in seconds: this one is not tried again
		}
		return nil
	})
	jobs.Handle(r, func(ctx context.Context, _ filesDue) error {
		_, err := record.SweepFiles(ctx, p.pool, p.blobs)
		_, over := p.records.EndPrevious(ctx, p.pool)
		_, late := p.records.ReadTexts(ctx, p.pool, true) // poppler may have come, a file be back
		return errors.Join(err, over, late)
	})
	jobs.Handle(r, func(ctx context.Context, _ textsDue) error {
		_, err := p.records.ReadTexts(ctx, p.pool, false)
		return err
	})
	r.Every(seal.Every, sealDue{})
	r.Every(time.Hour, filesDue{})
	r.Every(record.TextsEvery, textsDue{})
	every := 5 * time.Minute
	if p.cfg.Mode == Demonstration {
		every = time.Minute
	}
	r.Every(every, sweepDue{})
	return r
}

// sweep does now whatever a deadline makes due.
func (p *program) sweep(ctx context.Context, step func(int)) (enrolment.Swept, error) {
	done, err := p.enrolment.Sweep(ctx, step)
	if err != nil {
		return done, err
	}
	if done.Reminded, err = p.enrolment.RemindDue(ctx, step); err != nil {
		return done, err
	}
	if done.Erased, err = p.enrolment.EraseDue(ctx, p.erasing(step)); err != nil {
		return done, err
	}
	if _, err = p.enrolment.ComeOfAge(ctx); err != nil {
		return done, err
	}
	if _, err = p.enrolment.InviteAgain(ctx); err != nil {
		return done, err
	}
	if _, err = p.care.SweepReviews(ctx, p.pool); err != nil {
		return done, err
	}
	if _, err = p.records.EmptyBins(ctx, p.pool); err != nil {
		return done, err
	}
	if _, _, err = p.records.AnnounceDue(ctx, p.pool); err != nil {
		return done, err
	}
	if _, err = notification.Gather(ctx, p.pool); err != nil {
		return done, err
	}
	if err = p.sweepCopies(ctx); err != nil {
		return done, err
	}
	if done.Ended > 0 { // what a run that was cut short left is found within the hour
		if _, err = p.records.EndPrevious(ctx, p.pool); err != nil {
			return done, err
		}
	}
	return done, errors.Join(p.people.Sweep(ctx), notification.SweepScams(ctx, p.pool))
}

// sendInvitation sends a code by e-mail. Refused for good, it becomes a letter
// (R.1111-28); it is sent, and the 42 days begin, when the relay has taken it.
func (p *program) sendInvitation(ctx context.Context, j enrolment.Invite) error {
	m, err := p.enrolment.Message(ctx, j)
	if err != nil {
		return err
	}
	if err := p.withMarks(ctx, &m); err != nil {
		return err
	}
	words := p.invitation(m)
	if err := p.register(ctx, notification.Email, notification.ReferenceOf(p.vault, about(j))); err != nil {
		return err
	}
	err = p.send(ctx, letter.Email(words, m.Recipient.Contact.Email, about(j)), sentOut{Patient: j.Patient, Invitation: j.Invitation, Issue: j.Issue})
	if mail.Permanent(err) {
		return p.enrolment.Undeliverable(ctx, j)
	}
	if err != nil {
		return err
	}
	return p.enrolment.HasLeft(ctx, j)
}

// sendReminder sends the reminder of the last day by e-mail, or hands it to the
// post when the address is refused for good.
func (p *program) sendReminder(ctx context.Context, j enrolment.Remind) error {
	m, err := p.enrolment.Reminder(ctx, j)
	if problem.KindOf(err) == problem.NotFound {
		return nil // answered meanwhile
	}
	if err != nil {
		return err
	}
	if err := p.withMarks(ctx, &m); err != nil {
		return err
	}
	words := p.reminder(m)
	if err := p.register(ctx, notification.Email, words.Reference); err != nil {
		return err
	}
	err = p.send(ctx, letter.Email(words, m.Recipient.Contact.Email, aboutReminder(m)),
		sentOut{Patient: j.Patient, Invitation: j.Invitation, Issue: j.Issue, Reminder: true})
	if mail.Permanent(err) {
		return p.enrolment.ReminderOnPaper(ctx, j)
	}
	return err
}

// sendNotice tells a person something, as they chose to be told, else as the
// caisse knows them, else on paper when the law wants them told.
func (p *program) sendNotice(ctx context.Context, due notification.Due) error {
	t, err := p.loadNotice(ctx, due)
	if err != nil {
		return err
	}
	if handed, err := p.toFamily(ctx, due, t); err != nil || handed {
		return err
	}
	return p.deliver(ctx, t)
}

// sendCode sends six digits.
func (p *program) sendCode(ctx context.Context, j identity.CodeAsked) error {
	c, err := p.people.CodeToSend(ctx, j.Code)
	if err != nil {
		return err
	}
	key := "code " + j.Code.String()
	reference := notification.ReferenceOf(p.vault, key)
	head := p.head(reference)
	if head.Mark, err = p.people.MarkOfCode(ctx, j.Code); err != nil {
		return err
	}
	var words oneTime = letter.OneTimeCode{Head: head, Code: c.Digits, Until: c.Expires}
	if c.Purpose == mandate.ToAgree || c.Purpose == mandate.ToUnveil {
		words = letter.AgreementCode{Head: head, Code: c.Digits, Until: c.Expires, Unveil: c.Purpose == mandate.ToUnveil}
	}
	if support.OfCall(c.Purpose) {
		words = letter.CallCode{Head: head, Code: c.Digits, Until: c.Expires}
	}
	if c.Reach.Channel == identity.BySMS {
		return givenUp(p.sms.SendSMS(ctx, words.SMS(c.Reach.Address, key)))
	}
	if err := p.register(ctx, notification.Email, reference); err != nil {
		return err
	}
	return givenUp(p.mail.Send(ctx, letter.Email(words, c.Reach.Address, key)))
}

// oneTime are the words of six digits, by e-mail and by SMS.
type oneTime interface {
	letter.Message
	SMS(to, key string) mail.SMS
}

// sendLink sends the link of a first sign-in.
func (p *program) sendLink(ctx context.Context, j identity.LinkDue) error {
	l, err := p.people.LinkToSend(ctx, j.Link)
	if err != nil {
		return err
	}
	key := "link " + j.Link.String()
	reference := notification.ReferenceOf(p.vault, key)
	if err := p.register(ctx, notification.Email, reference); err != nil {
		return err
	}
	words := letter.FirstSignIn{Head: p.head(reference), Link: p.cfg.BaseURL + "/premier-acces/" + l.Token, Until: l.Expires}
	return givenUp(p.mail.Send(ctx, letter.Email(words, l.Reach.Address, key)))
}

// givenUp drops a message whose address is wrong for good: whoever waits for
// it asks again, with another address.
func givenUp(err error) error {
	if mail.Permanent(err) {
		slog.Warn("message refused for good", "err", err)
		return nil
	}
	return err
}

// register makes references checkable before their messages leave.
func (p *program) register(ctx context.Context, by notification.Channel, references ...string) error {
	return p.pool.InTx(ctx, func(tx *db.Tx) error { return notification.Register(ctx, tx, by, references...) })
}
