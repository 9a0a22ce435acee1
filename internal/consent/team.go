package consent

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// RecordFor records the initial agreement given to a formalised team (L.1110-12,
// 3°): it holds for its members, each while he is one, until withdrawn. Who is
// not of the team records nothing for it.
func (s *Service) RecordFor(ctx context.Context, by access.Actor, patient id.Patient, team id.Team, how How, informed bool) error {
	if err := toldOf(how, informed); err != nil {
		return err
	}
	return s.declare(ctx, by, access.ConsentTeam, patient, func(tx *gate.Tx) (agreement, error) {
		mine, err := ofTeam(ctx, tx, team, by.Account)
		if err == nil && !mine {
			err = problem.Missing("team")
		}
		return agreement{scope: forTeam, how: how, informed: true, team: &team}, err
	})
}

// toldOf checks how the person agreed, and that she was informed (R.1111-46).
func toldOf(how How, informed bool) error {
	wrong := map[string]string{}
	if how != Oral && how != Written {
		wrong["accord"] = "choose"
	}
	if !informed {
		wrong["informe"] = "agree"
	}
	if len(wrong) > 0 {
		return &problem.Problem{Kind: problem.Invalid, Code: "consent", Fields: wrong}
	}
	return nil
}

// Initial is the initial agreement of a care team, as it was recorded once: how,
// when, by whom, the person informed (R.1111-46, decision of 15 October 2025).
type Initial struct {
	How                    How
	GivenAt                time.Time
	Informed               bool
	Name, GivenName, Title string // who recorded it
	Structure              string // the place whose team it is; empty for a formalised team
	Team                   *id.Team
}

// Initial is the one that lets by in as a member of the team; none when another
// motive does.
func (s *Service) Initial(ctx context.Context, by access.Actor, patient id.Patient) (*Initial, error) {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: patient, Reads: true}
	all, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Initial, error) { return initial(ctx, tx, patient, by) })
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// Team is a formalised team that the person agreed to.
type Team struct {
	ID    id.Team
	How   How
	Since time.Time
}

// Teams lists them, for the person.
func (s *Service) Teams(ctx context.Context, by access.Actor, patient id.Patient) ([]Team, error) {
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Team, error) { return teams(ctx, tx, patient) })
}

// WithdrawTeam ends the agreement given to a formalised team, for all its members.
func (s *Service) WithdrawTeam(ctx context.Context, by access.Actor, patient id.Patient, team id.Team) error {
	req := gate.Request{By: by, Act: access.WithdrawConsent, Patient: patient, Target: team.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		found, err := withdrawTeam(ctx, tx, patient, team)
		switch {
		case err != nil:
			return err
		case !found:
			return problem.Missing("team")
		}
		return keepChange(ctx, tx, patient, OfWithdraw, nil, team.String())
	})
}
