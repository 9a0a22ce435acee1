// Package family links children's spaces to those who represent them: which
// children an account represents, who comes into a child's space, whose access
// is suspended. It decides nothing and knows nothing of what a space holds.
package family

import (
	"context"
	"encoding/json"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/vault"
)

// Service does what may be done about who represents whom.
type Service struct {
	pool   *db.Pool
	vault  *vault.Vault
	gate   *gate.Gate
	people *identity.Service
}

// New returns the service over pool, behind g.
func New(pool *db.Pool, v *vault.Vault, g *gate.Gate, people *identity.Service) *Service {
	return &Service{pool, v, g, people}
}

// Child is a child as the account that represents it sees it (#46, #67).
type Child struct {
	Patient id.Patient   `json:"-"`
	State   access.State `json:"-"`
	Mine    string       `json:"-"` // what this representative last said: "activated", "opposed", or nothing yet
	Ended   *time.Time   `json:"-"` // since when the account represents it no longer
	Called  string       `json:"called"`
	Given   string       `json:"given"`
	Birth   time.Time    `json:"birth"`
}

// String hides the child.
func (Child) String() string { return "[…]" }

// Majority is when the access of representatives ends.
func (c Child) Majority() time.Time { return clock.Majority(c.Birth) }

// shownAfter is how long a child that one represents no longer is still named,
// so that its absence has words.
const shownAfter = 90 * 24 * time.Hour

// Children lists the children that the account represents today, as the caisses
// know (R.1111-40), the youngest first, and those that it represented until
// lately. Its second rows are brought up to date by that.
func (s *Service) Children(ctx context.Context, by access.Actor) (all []Child, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		links, err := represented(ctx, tx, by.Patient)
		if err != nil {
			return err
		}
		rows, err := secondRows(ctx, tx, by.Account)
		if err != nil {
			return err
		}
		all, err = s.bring(ctx, tx, by.Account, links, rows)
		return err
	})
	return all, err
}

// bring makes second rows say what links say, and tells all of them.
func (s *Service) bring(ctx context.Context, tx *db.Tx, account id.Account, links []link, rows []secondRow) (all []Child, err error) {
	known := map[id.Patient]secondRow{}
	for _, r := range rows {
		known[r.PatientID] = r
	}
	for _, l := range links {
		c, live, err := l.child(s.vault, tx.Now())
		if err != nil {
			return nil, err
		}
		row, there := known[l.PatientID]
		switch {
		case !live:
			continue // what was known of it ends below
		case !there || row.EndedAt != nil:
			if err := s.keep(ctx, tx, account, c); err != nil {
				return nil, err
			}
		}
		delete(known, l.PatientID)
		all = append(all, c)
	}
	for _, r := range rows {
		if _, left := known[r.PatientID]; !left {
			continue
		}
		c, err := s.open(account, r)
		if err != nil {
			return nil, err
		}
		if r.EndedAt == nil {
			now := tx.Now()
			if err := end(ctx, tx, account, r.PatientID); err != nil {
				return nil, err
			}
			c.Ended = &now
		}
		if tx.Now().Sub(*c.Ended) < shownAfter {
			all = append(all, c)
		}
	}
	return all, nil
}

// child is what a link shows, and whether the account still represents it.
func (l link) child(v *vault.Vault, now time.Time) (c Child, live bool, err error) {
	p, err := l.Open(v, l.PatientID)
	c = Child{Patient: l.PatientID, State: l.State, Mine: l.Choice, Called: p.Called(), Given: p.Given(), Birth: p.BirthDate}
	if p.UsedGivenName != "" {
		c.Given = p.UsedGivenName
	}
	return c, err == nil && !l.Stopped && now.Before(clock.Majority(p.BirthDate)), err
}

func (s *Service) keep(ctx context.Context, tx *db.Tx, account id.Account, c Child) error {
	plain, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return upsert(ctx, tx, account, c.Patient, s.vault.Seal(plain, about(account, c.Patient)))
}

func (s *Service) open(account id.Account, r secondRow) (Child, error) {
	c := Child{Patient: r.PatientID, Ended: r.EndedAt}
	plain, err := s.vault.Unseal(r.Sealed, about(account, r.PatientID))
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(plain, &c)
}

func about(account id.Account, child id.Patient) string {
	return "child " + account.String() + " " + child.String()
}

// Enter lets a representative into the child's space, under a line of it: the
// parent whom the history names.
func (s *Service) Enter(ctx context.Context, by access.Actor, child id.Patient) (Child, error) {
	parent, err := s.people.AsRepresentative(ctx, by)
	if err != nil {
		return Child{}, err
	}
	req := gate.Request{By: parent.Actor, Act: access.EnterChild, Patient: child}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Child, error) {
		if err := s.people.Sign(ctx, tx, parent); err != nil {
			return Child{}, err
		}
		p, err := identity.PersonIn(ctx, tx, s.vault, child)
		return Child{Patient: child, State: tx.On().State, Called: p.Called(), Given: p.Given(), Birth: p.BirthDate}, err
	})
}

// Stands reports whether somebody who came into a child's space may still be
// there: the representation holds, the child is not 18, the space is open. It
// is asked at every request, and is no act: it leaves no line.
func (s *Service) Stands(ctx context.Context, by access.Actor, child id.Patient) (bool, error) {
	why, err := s.gate.Would(ctx, gate.Request{By: by, Act: access.EnterChild, Patient: child, Reads: true})
	return why == "" && err == nil, err
}

// Readers are those whom a message about a child's space is for: the living
// representatives of today who are not suspended. tx sees all spaces.
func Readers(ctx context.Context, tx *db.Tx, v *vault.Vault, child id.Patient) (all []identity.Person, err error) {
	rows, err := parents(ctx, tx, child)
	for _, r := range rows {
		if r.StoppedAt != nil || r.DiedOn != nil {
			continue
		}
		p, err := r.Open(v, r.PatientID)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, err
}

// EndOf ends the second rows of children who came of age (scenario 35).
func EndOf(ctx context.Context, tx *db.Tx, children []id.Patient) error {
	return endOf(ctx, tx, children)
}

// ReviewBy is when a suspension decided at an instant is to be looked at again.
func ReviewBy(at time.Time) time.Time { return clock.EndOfDay(at, limit.ReviewDays) }
