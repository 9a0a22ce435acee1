// Package team keeps formalised care teams: professionals of several places
// who care together, named by one of them (L.1110-12, 3°). Being of a team opens
// no space: the person's agreement to the team does (R.1111-46).
package team

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/codes"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Service does what may be done with teams.
type Service struct {
	pool  *db.Pool
	vault *vault.Vault
}

// New returns the service over pool.
func New(pool *db.Pool, v *vault.Vault) *Service { return &Service{pool, v} }

// Member is one professional of a team, or asked to be.
type Member struct {
	Account                id.Account
	Title, GivenName, Name string
	Profession             string // code of internal/codes
	City                   string
	Joined                 bool // false: asked, has not answered
}

// Team is a team as its members see it.
type Team struct {
	ID      id.Team
	Name    string
	MadeBy  id.Account
	MadeAt  time.Time
	Joined  bool // false for who was asked and has not answered
	Members []Member
}

// String hides the name, which its members chose.
func (Team) String() string { return "[…]" }

// nameMost is how long a team's name may be.
const nameMost = 80

// Make records a team of which by is the first member. Only a health profession
// does: a team has one at least (L.1110-12, 3°).
func (s *Service) Make(ctx context.Context, by access.Actor, name string) (id.Team, error) {
	team := id.New[id.Team]()
	if err := admit(by, access.MakeTeam); err != nil {
		return team, err
	}
	if p, _ := codes.Profession(by.Profession); p.Kind != codes.Health {
		return team, problem.Refuse(access.CarersOnly)
	}
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return team, problem.Field("nom", "required")
	case utf8.RuneCountInString(name) > nameMost:
		return team, problem.Field("nom", "too-long")
	}
	err := s.pool.InTx(ctx, func(tx *db.Tx) error {
		mine, err := teamsOf(ctx, tx, by.Account)
		if err != nil {
			return err
		}
		if len(mine) >= limit.TeamsOfOne {
			return problem.Field("nom", "teams-many")
		}
		err = insertTeam(ctx, tx, team, by.Account, s.vault.Seal([]byte(name), about(team)))
		return errors.Join(err, record(ctx, tx, by, access.MakeTeam, team, err))
	})
	return team, err
}

// Invite asks a professional to join a team of by's. Until he says yes he is not
// of it.
func (s *Service) Invite(ctx context.Context, by access.Actor, team id.Team, rpps identity.RPPS) error {
	return s.within(ctx, by, access.InviteToTeam, team, func(tx *db.Tx) error {
		to, err := professionalOf(ctx, tx, rpps)
		if err != nil {
			return err
		}
		members, err := membersOf(ctx, tx, []id.Team{team})
		if err != nil {
			return err
		}
		switch {
		case to.IsZero():
			return problem.Field("rpps", "colleague-unknown")
		case to == by.Account:
			return problem.Field("rpps", "colleague-self")
		case len(members) >= limit.TeamMembers:
			return problem.Field("rpps", "team-full")
		}
		return ask(ctx, tx, team, to, by.Account)
	})
}

// Join says yes to a team that asked.
func (s *Service) Join(ctx context.Context, by access.Actor, team id.Team) error {
	return s.answer(ctx, by, access.JoinTeam, team, join)
}

// Leave leaves a team, or says no to one that asked. What its agreements opened
// to by is shut at once.
func (s *Service) Leave(ctx context.Context, by access.Actor, team id.Team) error {
	return s.answer(ctx, by, access.LeaveTeam, team, leave)
}

func (s *Service) answer(ctx context.Context, by access.Actor, act access.Act, team id.Team, do func(context.Context, db.Runner, id.Team, id.Account) (bool, error)) error {
	if err := admit(by, act); err != nil {
		return err
	}
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		done, err := do(ctx, tx, team, by.Account)
		if err == nil && !done {
			err = problem.Missing("team")
		}
		return errors.Join(err, record(ctx, tx, by, act, team, err))
	})
}

// End ends a team, by who recorded it: its agreements open nothing any more.
func (s *Service) End(ctx context.Context, by access.Actor, team id.Team) error {
	return s.within(ctx, by, access.EndTeam, team, func(tx *db.Tx) error {
		done, err := endTeam(ctx, tx, team, by.Account)
		if err == nil && !done {
			err = problem.Missing("team")
		}
		return err
	})
}

// within does what a member may do to a team of his; a team of others is missing.
func (s *Service) within(ctx context.Context, by access.Actor, act access.Act, team id.Team, fn func(*db.Tx) error) error {
	if err := admit(by, act); err != nil {
		return err
	}
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		mine, err := isMember(ctx, tx, team, by.Account)
		if err == nil && !mine {
			err = problem.Missing("team")
		}
		if err == nil {
			err = fn(tx)
		}
		return errors.Join(err, record(ctx, tx, by, act, team, err))
	})
}

// Mine are the teams of a professional, those that asked him included.
func (s *Service) Mine(ctx context.Context, by access.Actor) (all []Team, err error) {
	err = s.pool.Look(ctx, func(tx db.Runner) error {
		rows, err := teamsOf(ctx, tx, by.Account)
		if err == nil {
			all, err = s.furnish(ctx, tx, rows)
		}
		return err
	})
	return all, err
}

// Named are teams by their identifiers, for a person who agreed to them: who is
// in them is hers to know. Those that ended are left out.
func (s *Service) Named(ctx context.Context, teams []id.Team) (all []Team, err error) {
	err = s.pool.Look(ctx, func(tx db.Runner) error {
		rows, err := teamsByID(ctx, tx, teams)
		if err == nil {
			all, err = s.furnish(ctx, tx, rows)
		}
		return err
	})
	return all, err
}

// Around are the colleagues of a place of work: a team of its own, by the law
// (L.1110-12, 1°).
func (s *Service) Around(ctx context.Context, by access.Actor) (all []Member, err error) {
	if by.Structure == "" {
		return nil, nil
	}
	err = s.pool.Look(ctx, func(tx db.Runner) error {
		all, err = colleagues(ctx, tx, by.Structure, by.Account)
		return err
	})
	return all, err
}

func (s *Service) furnish(ctx context.Context, tx db.Runner, rows []teamRow) ([]Team, error) {
	ids := make([]id.Team, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	members, err := membersOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Team, len(rows))
	for i, r := range rows {
		name, err := s.vault.Unseal(r.Sealed, about(r.ID))
		if err != nil {
			return nil, err
		}
		all[i] = Team{ID: r.ID, Name: string(name), MadeBy: r.MadeBy, MadeAt: r.MadeAt, Joined: r.Joined}
		for _, m := range members {
			if m.TeamID == r.ID {
				all[i].Members = append(all[i].Members, m.Member)
			}
		}
	}
	return all, nil
}

func about(team id.Team) string { return "team " + team.String() }

// admit lets in professionals in practice.
func admit(by access.Actor, act access.Act) error {
	if !by.Active || !access.Admits(by.Role, act) {
		return problem.Refuse(access.NotForRole)
	}
	return nil
}

func record(ctx context.Context, tx *db.Tx, by access.Actor, act access.Act, team id.Team, failed error) error {
	if failed != nil {
		return nil
	}
	return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: act, Subject: team})
}
