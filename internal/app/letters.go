package app

import (
	"context"
	"io"
	"path/filepath"

	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/jobs"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// printLetters prints what waits for paper: invitations, then notices to people
// without an e-mail address.
func (p *program) printLetters(ctx context.Context, dir string, perFile int, step func(int)) (enrolment.Printed, error) {
	done, err := p.enrolment.Letters(ctx, dir, perFile, func(w io.Writer, all []enrolment.Message) error {
		posts, references := make([]letter.Post, len(all)), make([]string, len(all))
		for i, m := range all {
			posts[i] = letter.Post{To: p.toAddress(m), Message: p.invitation(m)}
			references[i] = notification.ReferenceOf(p.vault, about(m.Invite))
		}
		if err := p.register(ctx, notification.Letter, references...); err != nil {
			return err
		}
		return letter.WriteLetters(w, posts...)
	}, step)
	for err == nil {
		var n int
		if n, err = p.printNotices(ctx, dir, perFile); n == 0 && err == nil {
			n, err = p.printFarewells(ctx, dir, perFile)
		}
		if n == 0 {
			break
		}
		done.Letters, done.Files = done.Letters+n, done.Files+1
		step(done.Letters)
	}
	return done, err
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
			posts = append(posts, letter.Post{To: addressOf(t.person, ""), Message: p.words(t)})
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
