package profile

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vaccine"
)

// Glance is what the first page of a space says of health, and what waits there
// (PAT-04).
type Glance struct {
	Allergies  State // nothing said is a question to ask
	Treatments []Line
	Steps      []vaccine.Step // of the calendar, to do now
	Waiting    []notification.Waiting
}

// Glance reads it in one act: the lines of both books in one statement, what
// waits in another.
func (s *Service) Glance(ctx context.Context, by access.Actor, patient id.Patient) (g Glance, err error) {
	var born time.Time
	req := gate.Request{By: by, Act: access.ReadHome, Patient: patient, Reads: true}
	c, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (closed, error) {
		for _, act := range []access.Act{access.ReadProfile, access.ReadVaccinations} {
			if why := tx.May(act, access.Document{}); why != "" {
				return closed{}, problem.Refuse(why)
			}
		}
		who, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err != nil {
			return closed{}, err
		}
		born = who.BirthDate
		if s.Waiting != nil {
			if g.Waiting, err = s.Waiting(ctx, tx, patient); err != nil {
				return closed{}, err
			}
		}
		rows, err := standingIn(ctx, tx, patient, Facts, Vaccinations)
		if err != nil {
			return closed{}, err
		}
		return closeUp(ctx, tx, patient, rows)
	})
	if err != nil {
		return Glance{}, err
	}
	lines, err := c.open(s.vault)
	if err != nil {
		return Glance{}, err
	}
	var given []Injection
	var facts []Line
	for i, l := range lines {
		if c.rows[i].Kind == Vaccinations {
			given = append(given, InjectionOf(l))
			continue
		}
		facts = append(facts, l)
	}
	g.Allergies = partOf(Allergies, facts).State
	if taken := partOf(Treatments, facts); taken.State == Filled {
		g.Treatments = taken.Lines
	}
	for _, step := range vaccine.At(born, clock.Day(s.gate.Now()), doses(given)) {
		if step.State == vaccine.Due || step.State == vaccine.Late {
			g.Steps = append(g.Steps, step)
		}
	}
	return g, nil
}
