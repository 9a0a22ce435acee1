package app

import (
	"context"
	"io"
	"path/filepath"

	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/mail"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// erasedWords are the end of M15: the content is gone, and its proof has a
// number.
func (p *program) erasedWords(f enrolment.Farewell) letter.Erased {
	h := p.head(p.farewellReference(f))
	if p.pool.Now().Before(clock.Majority(f.Names.BirthDate)) {
		h.Child = f.Names.Given()
	}
	return letter.Erased{Head: h, Number: f.Receipt.Number, At: f.Receipt.At}
}

func (p *program) farewellReference(f enrolment.Farewell) string {
	return notification.ReferenceOf(p.vault, "farewell "+f.Patient.String())
}

// sendFarewell tells a person that their space is erased, where they were told
// things before, and forgets where that was.
func (p *program) sendFarewell(ctx context.Context, due enrolment.FarewellDue) error {
	f, err := p.enrolment.Farewell(ctx, due.Patient)
	if err != nil {
		return err
	}
	words, key := p.erasedWords(f), "farewell "+f.Patient.String()
	reach := f.Reach
	if reach.Address == "" && f.Contact.Email != "" {
		reach = identity.Reach{Channel: identity.ByEmail, Address: f.Contact.Email}
	}
	switch reach.Channel {
	case identity.ByEmail:
		if err := p.register(ctx, notification.Email, words.Reference); err != nil {
			return err
		}
		err = p.mail.Send(ctx, letter.Email(words, reach.Address, key))
	case identity.BySMS:
		if err := p.register(ctx, notification.SMS, words.Reference); err != nil {
			return err
		}
		err = p.sms.SendSMS(ctx, letter.Short(words, reach.Address, key))
	default:
		return p.enrolment.FarewellOnPaper(ctx, f.Patient)
	}
	if mail.Permanent(err) {
		return p.enrolment.FarewellOnPaper(ctx, f.Patient)
	}
	if err != nil {
		return err
	}
	return p.enrolment.ToldFarewell(ctx, f.Patient)
}

// printFarewells prints one file of them, and says how many it holds.
func (p *program) printFarewells(ctx context.Context, dir string, perFile int) (int, error) {
	all, err := p.enrolment.FarewellsToPrint(ctx, perFile)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	var posts []letter.Post
	var references []string
	var patients []id.Patient
	for _, f := range all {
		words := p.erasedWords(f)
		to := addressOf(identity.Person{Names: f.Names, Contact: f.Contact}, "")
		posts, references = append(posts, letter.Post{To: to, Message: words}), append(references, words.Reference)
		patients = append(patients, f.Patient)
	}
	err = jobs.Batch(ctx, p.pool, func(tx *db.Tx) error {
		return notification.Register(ctx, tx, notification.Letter, references...)
	})
	if err != nil {
		return 0, err
	}
	name := filepath.Join(dir, "effacements-"+all[0].Receipt.Number+".pdf")
	if err := enrolment.WriteWhole(name, func(w io.Writer) error { return letter.WriteLetters(w, posts...) }); err != nil {
		return 0, err
	}
	return len(all), p.enrolment.ToldFarewell(ctx, patients...)
}
