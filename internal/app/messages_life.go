package app

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// wayOf is how whoever acted reached us, in the words of messages.
func wayOf(t told) letter.Way {
	switch access.Role(t.Role) {
	case access.Support:
		return letter.ByPhone
	case access.Helper:
		return letter.FranceServices
	case access.Caisse:
		return letter.Caisse
	}
	return letter.Online
}

// lifeWords are what a notice about the life of a space says.
func lifeWords(h letter.Head, t told) letter.Message {
	switch at := t.QueuedAt; t.Kind {
	case notification.CodeAsked:
		return letter.CodeAsked{Head: h, At: at, Way: wayOf(t)}
	case notification.Reopened:
		return letter.Reopened{Head: h, Number: t.Target, At: at, Way: wayOf(t)}
	case notification.Kept:
		return letter.Kept{Head: h, Number: t.Target, At: at, Way: wayOf(t)}
	case notification.Suspended:
		return letter.Suspended{Head: h, At: at, ObjectBy: clock.EndOfDay(at, limit.OppositionDays)}
	case notification.Unobjected:
		return letter.Unobjected{Head: h, At: at, ArchiveUntil: enrolment.ArchiveEnd(at)}
	case notification.DMPEnded:
		return letter.DMPEnded{Head: h, At: at}
	case notification.Resumed:
		return letter.Resumed{Head: h, At: at, Way: wayOf(t)}
	case notification.Died:
		return letter.DeathRecorded{Head: h, At: at}
	case notification.ViewGiven:
		return letter.ViewGiven{Head: h, At: at, Until: at.Add(limit.SupportView)}
	case notification.Alive:
		return letter.DeathTakenBack{Head: h, At: at}
	case notification.TreatingSet:
		return letter.TreatingSet{Head: h, At: at, Ended: t.Target == ""}
	case notification.Recalled:
		return letter.Recalled{Head: h, Number: t.Target, At: at, Way: wayOf(t)}
	case notification.MandateGiven:
		return letter.MandateGiven{Head: h, At: at}
	case notification.CopyBrought:
		return letter.CopyBrought{Head: h, At: at}
	case notification.Helped:
		return helped(h, t)
	case notification.Deferred:
		return letter.Deferred{Head: h, At: at}
	case notification.ContactSet:
		return letter.ContactSet{Head: h, At: at, Way: wayOf(t)}
	}
	return nil
}

// sendNoticeAt tells a person something at one of the places known. A place
// that does not exist, or is another one already told, is told nothing.
func (p *program) sendNoticeAt(ctx context.Context, due notification.DueAt) error {
	t, err := p.loadNotice(ctx, due.Due)
	if err != nil {
		return err
	}
	if p.minor(t) { // each representative, where they are told things
		if due.At != notification.AtChosen {
			return nil
		}
		return p.sendNotice(ctx, due.Due)
	}
	if due.At == notification.OnPaperToo {
		return jobs.Batch(ctx, p.pool, func(tx *db.Tx) error { return notification.OnPaper(ctx, tx, due.Due) })
	}
	to := t.at(due.At)
	if to.Address == "" {
		return nil
	}
	words, key := p.words(t), "notice "+due.Notice.String()+" "+string(due.At)
	if to.Channel == identity.BySMS {
		if err := p.register(ctx, notification.SMS, t.Reference); err != nil {
			return err
		}
		return givenUp(p.sms.SendSMS(ctx, letter.Short(words, to.Address, key)))
	}
	if err := p.register(ctx, notification.Email, t.Reference); err != nil {
		return err
	}
	return givenUp(p.mail.Send(ctx, letter.Email(words, to.Address, key)))
}

// at is where a place is, the zero Reach when there is none or the person's own
// choice is the same.
func (t told) at(w notification.Where) identity.Reach {
	var to identity.Reach
	switch w {
	case notification.AtChosen:
		return t.chosen
	case notification.AtCaisseEmail:
		to = identity.Reach{Channel: identity.ByEmail, Address: t.person.Contact.Email}
	case notification.AtCaisseSMS:
		to.Channel = identity.BySMS
		to.Address, _ = identity.ParseMobile(t.person.Contact.Phone)
	}
	if to == t.chosen {
		return identity.Reach{}
	}
	return to
}
