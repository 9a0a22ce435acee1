package app

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/mail"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// sentOut is what an e-mail was, for when it comes back. It travels sealed under
// the service key: nobody else makes one, and it tells nothing on its way.
type sentOut struct {
	Patient    id.Patient    `json:"p"`
	Invitation id.Invitation `json:"i,omitzero"`
	Issue      int           `json:"n,omitempty"`
	Reminder   bool          `json:"r,omitempty"`
	Notice     id.Notice     `json:"t,omitzero"`
	Reader     id.Patient    `json:"w,omitzero"` // who represents the person, when it was for them
}

// send sends an e-mail that is known again when it comes back.
func (p *program) send(ctx context.Context, m mail.Message, s sentOut) (err error) {
	if m.Return, err = p.seal(s); err != nil {
		return err
	}
	return p.mail.Send(ctx, m)
}

func (p *program) seal(s sentOut) (string, error) {
	plain, err := json.Marshal(s)
	return base64.RawURLEncoding.EncodeToString(p.vault.Seal(plain, "sent out")), err
}

func (p *program) unseal(token string) (s sentOut, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return s, false
	}
	plain, err := p.vault.Unseal(sealed, "sent out")
	return s, err == nil && json.Unmarshal(plain, &s) == nil
}

// returns counts e-mails that came back.
type returns struct{ OnPaper, Known, Late, Others int }

// cameBack deals with one returned e-mail: what it said leaves on paper, where
// the law wants it told.
func (p *program) cameBack(ctx context.Context, r io.Reader, n *returns) error {
	got, err := mail.ReadReturned(r)
	sent, ours := p.unseal(got.Token)
	switch {
	case errors.Is(err, mail.ErrNotReturned), err == nil && !ours:
		n.Others++
		return nil
	case err != nil:
		return err
	case !got.Failed:
		n.Late++
		return nil
	}
	onPaper, err := p.resend(ctx, sent)
	if problem.KindOf(err) == problem.NotFound || problem.Reason(err) != "" { // closed, erased or opposed meanwhile
		onPaper, err = false, nil
	}
	if onPaper {
		n.OnPaper++
	} else if err == nil {
		n.Known++
	}
	return err
}

func (p *program) resend(ctx context.Context, s sentOut) (onPaper bool, err error) {
	j := enrolment.Invite{Patient: s.Patient, Invitation: s.Invitation, Issue: s.Issue}
	switch {
	case s.Reminder:
		return true, p.enrolment.ReminderOnPaper(ctx, enrolment.Remind(j))
	case !s.Invitation.IsZero():
		return p.enrolment.CameBack(ctx, j)
	}
	if s.Reader == s.Patient { // to a minor: a letter comes to the household
		return false, nil
	}
	due := notification.Due{Patient: s.Patient, Notice: s.Notice}
	err = jobs.Batch(ctx, p.pool, func(tx *db.Tx) error {
		n, err := notification.Load(ctx, tx, due)
		if err != nil || !byPost(n.Kind) {
			return err
		}
		onPaper = true
		return notification.OnPaperTo(ctx, tx, notification.DueTo{Due: due, To: s.Reader})
	})
	return onPaper, err
}

// bouncesCommand reads e-mails that came back: a folder of them (a maildir's
// « new »), or one from a pipe. Read again, they change nothing.
func bouncesCommand(ctx context.Context, c *call) error {
	words, err := c.flags(nil, 1)
	if err != nil {
		return err
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	var n returns
	if words[0] == "-" {
		err = p.cameBack(ctx, c.In, &n)
	} else {
		err = p.allBack(ctx, words[0], &n)
	}
	fmt.Fprintf(c.Out, "%d e-mails came back and leave on paper, %d known already, %d only late, %d others\n", n.OnPaper, n.Known, n.Late, n.Others)
	return err
}

func (p *program) allBack(ctx context.Context, dir string, n *returns) error {
	files, err := filesUnder(dir)
	if err != nil {
		return err
	}
	for _, name := range files {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := errors.Join(p.cameBack(ctx, f, n), f.Close()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
