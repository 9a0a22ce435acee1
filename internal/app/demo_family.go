package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/web/demo"
)

// first reports whether somebody is the first of those who represent a child.
func (g *guest) first(p identity.Person) bool {
	keys := strings.Fields(g.Patient.Represented)
	return len(keys) > 0 && strings.EqualFold(p.Given(), keys[0])
}

// familyDemo has the parent who decides first activate the space of a child.
func (p *program) familyDemo(ctx context.Context, guests []*guest) error {
	for _, g := range guests {
		if g.Patient.Stage != demo.ByParent {
			continue
		}
		for _, parent := range guests {
			if parent.Patient.Key == strings.Fields(g.Patient.Represented)[0] {
				g.account = parent.account
			}
		}
		if err := p.byParent(ctx, g); err != nil {
			return fmt.Errorf("%s: %w", g.Name, err)
		}
		g.account.Role = access.Representative
	}
	return nil
}

func (p *program) byParent(ctx context.Context, g *guest) error {
	if g.code == (enrolment.Code{}) || g.account.Account.IsZero() {
		return nil // reached already, or people have played since
	}
	past := p.ago(chosenAgo, 19*time.Hour)
	born, err := time.Parse(time.DateOnly, g.BirthDate)
	if err != nil {
		return err
	}
	claim, err := past.enrolment.Quick().ProveChild(ctx, g.account, g.code, born)
	if err != nil {
		return err
	}
	_, err = past.enrolment.ActivateChild(ctx, g.account, enrolment.ForChild{Claim: claim, Sharing: true, Emergency: access.EmergencyYes, Terms: terms})
	g.state = access.Activated
	return err
}

// represented are the numbers of those who represent g, by their keys.
func (g *guest) represented(numbers map[string]string) (by []string) {
	for _, key := range strings.Fields(g.Patient.Represented) {
		by = append(by, numbers[key])
	}
	return by
}
