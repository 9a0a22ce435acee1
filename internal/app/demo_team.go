package app

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/consent"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/demo"
)

// teamDemo makes a team of the médecin traitant across places: the nurse and the
// pharmacist are of it, the specialist is asked. Hélène agreed to it, and to the
// optician for the day.
func (p *program) teamDemo(ctx context.Context, guests []*guest) error {
	doctor, err := p.professionalDemo(ctx, demo.Doctor)
	if err != nil {
		return err
	}
	if mine, err := p.teams.Mine(ctx, doctor); err != nil || len(mine) > 0 {
		return err
	}
	team, err := p.teams.Make(ctx, doctor, demo.TeamName)
	if err != nil {
		return err
	}
	for rpps, joins := range map[identity.RPPS]bool{demo.Nurse: true, demo.Pharmacist: true, demo.Specialist: false} {
		if err := p.teams.Invite(ctx, doctor, team, rpps); err != nil {
			return err
		}
		member, err := p.professionalDemo(ctx, rpps)
		if err == nil && joins {
			err = p.teams.Join(ctx, member, team)
		}
		if err != nil {
			return err
		}
	}
	for _, g := range guests {
		if g.Patient.Key != "helene" || g.state != access.Activated {
			continue
		}
		err := p.consents.RecordFor(ctx, doctor, g.patient, team, consent.Oral, true)
		if err == nil {
			err = p.consents.Entrust(ctx, doctor, g.patient, consent.Entrusting{To: demo.Optician, How: consent.Oral, On: clock.Day(p.pool.Now()), Informed: true})
		}
		if err != nil && problem.Reason(err) == "" { // refused: somebody has played with the settings since
			return err
		}
	}
	return nil
}

func (p *program) professionalDemo(ctx context.Context, rpps identity.RPPS) (access.Actor, error) {
	account, _, err := p.people.Find(ctx, "professional", rpps.String())
	if err != nil {
		return access.Actor{}, err
	}
	return p.people.Actor(ctx, account, "")
}
