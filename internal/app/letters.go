package app

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/jobs"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// printLetters prints what waits for paper: invitations, reminders, then notices
// to people without an e-mail address.
func (p *program) printLetters(ctx context.Context, dir string, perFile int, step func(int)) (enrolment.Printed, error) {
	done, err := p.enrolment.Letters(ctx, dir, perFile, p.writeInvitations(ctx), step)
	for err == nil {
		var n int
		for _, print := range []func(context.Context, string, int) (int, error){p.printReminders, p.printNotices, p.printFarewells} {
			if n, err = print(ctx, dir, perFile); n > 0 || err != nil {
				break
			}
		}
		if n == 0 {
			break
		}
		done.Letters, done.Files = done.Letters+n, done.Files+1
		step(done.Letters)
	}
	return done, err
}

// writeInvitations writes a file of invitations, each checkable before it is on
// the disk.
func (p *program) writeInvitations(ctx context.Context) func(io.Writer, []enrolment.Message) error {
	return func(w io.Writer, all []enrolment.Message) error {
		if err := p.withMarks(ctx, allOf(all)...); err != nil {
			return err
		}
		posts, references := make([]letter.Post, len(all)), make([]string, len(all))
		for i, m := range all {
			posts[i] = letter.Post{To: p.toAddress(m), Message: p.invitation(m)}
			references[i] = notification.ReferenceOf(p.vault, about(m.Invite))
		}
		if err := p.register(ctx, notification.Letter, references...); err != nil {
			return err
		}
		return letter.WriteLetters(w, posts...)
	}
}

// printReminders prints one file of reminders, and says how many it holds.
func (p *program) printReminders(ctx context.Context, dir string, perFile int) (int, error) {
	all, err := p.enrolment.RemindersToPrint(ctx, perFile)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	if err := p.withMarks(ctx, allOf(all)...); err != nil {
		return 0, err
	}
	posts, references := make([]letter.Post, len(all)), make([]string, len(all))
	for i, m := range all {
		words := p.reminder(m)
		posts[i], references[i] = letter.Post{To: p.toAddress(m), Message: words}, words.Reference
	}
	if err := p.register(ctx, notification.Letter, references...); err != nil {
		return 0, err
	}
	name := filepath.Join(dir, "rappels-"+all[0].Invitation.String()+fmt.Sprintf("-%d.pdf", all[0].Issue))
	if err := enrolment.WriteWhole(name, func(w io.Writer) error { return letter.WriteLetters(w, posts...) }); err != nil {
		return 0, err
	}
	return len(all), p.enrolment.RemindersPrinted(ctx, all)
}

// printNotices prints one file of notices, and says how many it holds.
func (p *program) printNotices(ctx context.Context, dir string, perFile int) (int, error) {
	var all []notification.Notice
	var posts []letter.Post
	err := jobs.Batch(ctx, p.pool, func(tx *db.Tx) (err error) {
		if all, err = notification.ToPrint(ctx, tx, perFile); err != nil {
			return err
		}
		var references []string
		for _, n := range all {
			t, err := p.tell(ctx, tx, n)
			if err != nil {
				return err
			}
			references = append(references, n.Reference)
			posts = append(posts, letter.Post{To: p.postAddress(t), Message: p.words(t)})
		}
		return notification.Register(ctx, tx, notification.Letter, references...)
	})
	if err != nil || len(all) == 0 {
		return 0, err
	}
	name := filepath.Join(dir, "avis-"+all[0].ID.String()+".pdf")
	if err := enrolment.WriteWhole(name, func(w io.Writer) error { return letter.WriteLetters(w, posts...) }); err != nil {
		return 0, err
	}
	return len(all), jobs.Batch(ctx, p.pool, func(tx *db.Tx) error { return notification.Printed(ctx, tx, all) })
}

// lettersDir is where a demonstration prints, beside its other outboxes.
func (c Config) lettersDir() string { return filepath.Join(c.DataDir, "outbox", "letters") }
