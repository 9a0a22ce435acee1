package app

import (
	"context"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/synthesis"
	"espacesante/web/demo"
	"espacesante/web/professional"
)

// synthesisDemo has the médecin traitant make Hélène's yearly synthesis, unless
// it is made; Zoé's stays on his list.
func (p *program) synthesisDemo(ctx context.Context, guests []*guest) error {
	account, _, err := p.people.Find(ctx, "professional", demo.Doctor.String())
	if err != nil {
		return err
	}
	doctor, err := p.people.Actor(ctx, account, "")
	if err != nil {
		return err
	}
	due, err := p.care.SynthesesDue(ctx, doctor)
	if err != nil {
		return err
	}
	for _, g := range guests {
		waits := slices.ContainsFunc(due, func(o care.Owed) bool { return o.Patient == g.patient })
		if g.Patient.Key != "helene" || !waits {
			continue
		}
		if err := p.ago(12, 17*time.Hour).summed(ctx, doctor, g); err != nil {
			return err
		}
	}
	return nil
}

// summed writes and deposits one synthesis, as its pages do.
func (p *program) summed(ctx context.Context, doctor access.Actor, g *guest) error {
	words := professional.Wording()
	d, err := p.writing.Draft(ctx, doctor, access.Normal, g.patient)
	if err != nil || d.There() {
		return err
	}
	if err := p.writing.Begin(ctx, doctor, access.Normal, g.patient, words); err != nil {
		return err
	}
	if d, err = p.writing.Draft(ctx, doctor, access.Normal, g.patient); err != nil {
		return err
	}
	for part, said := range demo.Synthesis {
		if err := p.writing.Save(ctx, doctor, access.Normal, g.patient, d.ID, part, said, 0); err != nil {
			return err
		}
	}
	if d, err = p.writing.Draft(ctx, doctor, access.Normal, g.patient); err != nil {
		return err
	}
	_, err = p.writing.Deposit(ctx, doctor, access.Normal, g.patient, words, synthesis.Signing{Draft: d.ID, Edition: d.Edition(), Informed: true})
	return err
}
