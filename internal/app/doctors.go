package app

import (
	"context"

	"espacesante/internal/care"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// sendDoctor writes to a médecin traitant that a space he follows was opened
// in an emergency (R.1111-48). Whose and by whom is in the portal only.
func (p *program) sendDoctor(ctx context.Context, due care.DoctorDue) error {
	reach, err := p.people.AccountReach(ctx, due.Account)
	if err != nil || reach.Address == "" { // it waits in the portal all the same
		return err
	}
	about := "doctor " + due.Account.String() + " " + due.At.UTC().Format("20060102T150405.000000")
	reference := notification.ReferenceOf(p.vault, about)
	if err := p.register(ctx, notification.Email, reference); err != nil {
		return err
	}
	return p.mail.Send(ctx, letter.Email(letter.EmergencyToDoctor{Head: p.head(reference), At: due.At}, reach.Address, about))
}
