package app

import (
	"context"

	"espacesante/internal/care"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/record"
	"espacesante/web/letter"
)

// sendLate tells a reviewing doctor that something waits too long.
func (p *program) sendLate(ctx context.Context, due care.LateDue) error {
	return p.writeTo(ctx, due.Account, "review late "+due.Account.String()+" "+due.At.UTC().Format(instant), func(h letter.Head) letter.Message {
		return letter.ReviewLate{Head: h}
	})
}

// instant names a moment in what a message is about.
const instant = "20060102T150405.000000"

// sendDoctor writes to a médecin traitant that a space he follows was opened
// in an emergency (R.1111-48). Whose and by whom is in the portal only.
func (p *program) sendDoctor(ctx context.Context, due care.DoctorDue) error {
	return p.writeTo(ctx, due.Account, "doctor "+due.Account.String()+" "+due.At.UTC().Format(instant), func(h letter.Head) letter.Message {
		return letter.EmergencyToDoctor{Head: h, At: due.At}
	})
}

// sendAsked writes to a professional that a request waits for him, the day it
// is made and a week before it is late (R.1111-47). Whose and what is in the
// portal only.
func (p *program) sendAsked(ctx context.Context, due record.AskedDue) error {
	about := "asked " + due.Request.String()
	if due.Again {
		about += " again"
	}
	return p.writeTo(ctx, due.Account, about, func(h letter.Head) letter.Message {
		return letter.AskedOfYou{Head: h, By: due.DueAt, Again: due.Again}
	})
}

// writeTo sends an e-mail to somebody who works; one without an address finds
// it in the pages all the same.
func (p *program) writeTo(ctx context.Context, to id.Account, about string, words func(letter.Head) letter.Message) error {
	reach, err := p.people.AccountReach(ctx, to)
	if err != nil || reach.Address == "" {
		return err
	}
	reference := notification.ReferenceOf(p.vault, about)
	if err := p.register(ctx, notification.Email, reference); err != nil {
		return err
	}
	return p.mail.Send(ctx, letter.Email(words(p.head(reference)), reach.Address, about))
}
