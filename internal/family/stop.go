package family

import (
	"context"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
)

// Why is why a representative's access is suspended. Its value is written:
// never rename.
type Why string

// The reasons (CPAM-05).
const (
	Violence Why = "violence" // feared or told
	Judgment Why = "judgment" // a court decided
	Report   Why = "report"   // a professional told
	Mistake  Why = "mistake"  // the link may be wrong
)

// Whys lists them.
func Whys() []Why { return []Why{Violence, Judgment, Report, Mistake} }

// Parent is a representative of a child, as those who may suspend see one.
type Parent struct {
	Patient  id.Patient
	Called   string
	Stopped  *time.Time // since when the access is suspended; nil when it is not
	Why      Why
	ReviewBy time.Time
}

// String hides the parent.
func (Parent) String() string { return "[…]" }

// Household is a child with those who represent it, and nothing of what its
// space holds.
type Household struct {
	Child   Child
	Parents []Parent
	Adult   bool
}

// Household reads who represents a child, for a caisse or an operator. The
// reading is a line of the child's space.
func (s *Service) Household(ctx context.Context, by access.Actor, child id.Patient) (h Household, err error) {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: child, Reads: true}
	h, err = gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Household, error) {
		p, err := identity.PersonIn(ctx, tx, s.vault, child)
		return Household{Child: Child{Patient: child, State: tx.On().State, Called: p.Called(), Given: p.Given(), Birth: p.BirthDate},
			Adult: tx.On().Adult}, err
	})
	if err != nil || h.Adult {
		return h, err
	}
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		rows, err := parents(ctx, tx, child)
		for _, r := range rows {
			p, err := r.Open(s.vault, r.PatientID)
			if err != nil {
				return err
			}
			parent := Parent{Patient: r.PatientID, Called: p.Called(), Stopped: r.StoppedAt, Why: Why(r.Reason)}
			if r.ReviewBy != nil {
				parent.ReviewBy = *r.ReviewBy
			}
			h.Parents = append(h.Parents, parent)
		}
		return err
	})
	return h, err
}

// SuspendRepresentation ends at once what a representative may do in a child's
// space: whoever is in it is out at the next request. Nobody is told; somebody
// looks at it again within 15 days (decisions.md §4).
func (s *Service) SuspendRepresentation(ctx context.Context, by access.Actor, child, parent id.Patient, why Why) error {
	if !slices.Contains(Whys(), why) {
		return problem.Field("raison", "choose")
	}
	req := gate.Request{By: by, Act: access.SuspendRepresentation, Patient: child, Target: parent.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		return stop(ctx, tx, child, parent, why, ReviewBy(tx.Now()))
	})
}

// RestoreRepresentation gives the access back.
func (s *Service) RestoreRepresentation(ctx context.Context, by access.Actor, child, parent id.Patient) error {
	req := gate.Request{By: by, Act: access.RestoreRepresentation, Patient: child, Target: parent.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return lift(ctx, tx, child, parent) })
}

// Stop is a suspension that somebody has to look at again.
type Stop struct {
	PatientID id.Patient // the child
	Reason    Why
	StoppedAt time.Time
	ReviewBy  time.Time
}

// Late reports whether its review is overdue.
func (s Stop) Late(now time.Time) bool { return now.After(s.ReviewBy) }

// Stops lists the suspensions that stand, the first to review first, for the
// operator: dates and reasons, nobody's name. Another account is shown nothing
// by the database.
func (s *Service) Stops(ctx context.Context, by access.Actor, most int) (all []Stop, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		all, err = stops(ctx, tx, most)
		return err
	})
	return all, err
}

// LastDay is the civil day by which a suspension is to be reviewed.
func (s Stop) LastDay() time.Time { return clock.LastDay(s.ReviewBy) }
