package app

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/identity"
	"espacesante/web/demo"
)

// dayDemo puts people on the list of the day of the médecin traitant and of the
// nurse, once a day: what they took off since stays off until the next.
func (p *program) dayDemo(ctx context.Context, guests []*guest) error {
	for _, rpps := range []identity.RPPS{demo.Doctor, demo.Nurse} {
		account, _, err := p.people.Find(ctx, "professional", rpps.String())
		if err != nil {
			return err
		}
		by, err := p.people.Actor(ctx, account, "")
		if err != nil {
			return err
		}
		today, err := p.care.Today(ctx, by)
		if err != nil || len(today) > 0 {
			return err
		}
		for _, g := range guests {
			if g.Patient.Doctor != demo.Doctor || g.state != access.Activated && g.state != access.AutoCreated {
				continue
			}
			if err := p.care.Expect(ctx, by, g.patient); err != nil {
				return err
			}
		}
	}
	return nil
}
