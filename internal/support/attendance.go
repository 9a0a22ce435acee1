package support

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Kind is how an agent has somebody before him.
type Kind string

// The kinds. A file is opened at the counter without the person: for a death, a
// fraud, a danger.
const (
	Call  Kind = "call"
	Visit Kind = "visit"
	File  Kind = "file"
)

// Reason is why somebody calls, as the agent's tiles say it.
type Reason string

// The reasons, in the order of real calls (SUP-01).
const (
	LostCode   Reason = "code"
	CannotSign Reason = "sign-in"
	Refuses    Reason = "oppose"
	AboutChild Reason = "child"
	WhoSaw     Reason = "who-saw"
	Suspicious Reason = "suspicious"
	InDanger   Reason = "danger"
	Else       Reason = "other"
)

// Reasons lists them in that order.
func Reasons() []Reason {
	return []Reason{LostCode, CannotSign, Refuses, AboutChild, WhoSaw, Suspicious, InDanger, Else}
}

// Attendance is one call, visit or file that an agent has opened.
type Attendance struct {
	ID       id.Attendance
	Kind     Kind
	Reason   Reason
	OpenedAt time.Time
	EndsAt   time.Time
	EndedAt  *time.Time
	Patient  id.Patient // zero until a caller is identified
	Level    int        // how surely, for the agent's page; the policy reads its own
}

// Live reports whether it still serves.
func (a Attendance) Live(now time.Time) bool { return a.EndedAt == nil && now.Before(a.EndsAt) }

// OpenCall takes a call. An agent has one at a time: the one before ends.
func (s *Service) OpenCall(ctx context.Context, by access.Actor, why Reason) (id.Attendance, error) {
	if !slices.Contains(Reasons(), why) {
		return id.Attendance{}, problem.Field("motif", "choose")
	}
	if !access.Admits(by.Role, access.OpenCall) {
		return id.Attendance{}, problem.Refuse(access.NotForRole)
	}
	if last, err := s.liveCall(ctx, by); err != nil {
		return id.Attendance{}, err
	} else if !last.ID.IsZero() {
		if err := s.End(ctx, by, last.ID); err != nil {
			return id.Attendance{}, err
		}
	}
	a := id.NewAt[id.Attendance](s.pool.Now())
	err := s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		if err := insertAttendance(ctx, tx, by.Account, Attendance{ID: a, Kind: Call, Reason: why, EndsAt: tx.Now().Add(limit.CallLife)}); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.OpenCall, Subject: a})
	})
	return a, err
}

// Of gives one of the agent's own; another's is missing.
func (s *Service) Of(ctx context.Context, by access.Actor, a id.Attendance) (found Attendance, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		found, err = attendance(ctx, tx, by.Account, a)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return found, problem.Missing("attendance")
	}
	return found, err
}

// Live is Of where it still serves; Conflict when it is over.
func (s *Service) Live(ctx context.Context, by access.Actor, a id.Attendance) (Attendance, error) {
	found, err := s.Of(ctx, by, a)
	if err == nil && !found.Live(s.pool.Now()) {
		return found, problem.Clash("attendance-over")
	}
	return found, err
}

// Mine lists what the agent has opened today, the newest first.
func (s *Service) Mine(ctx context.Context, by access.Actor) (all []Attendance, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		all, err = attendances(ctx, tx, by.Account, tx.Now().Add(-limit.DeskAbsolute), limit.ListRows)
		return err
	})
	return all, err
}

func (s *Service) liveCall(ctx context.Context, by access.Actor) (Attendance, error) {
	all, err := s.Mine(ctx, by)
	for _, a := range all {
		if a.Kind == Call && a.EndedAt == nil {
			return a, err
		}
	}
	return Attendance{}, err
}

// End ends a call or a visit: from then on the agent acts for nobody.
func (s *Service) End(ctx context.Context, by access.Actor, a id.Attendance) error {
	found, err := s.Of(ctx, by, a)
	if err != nil || found.EndedAt != nil {
		return err // ended twice: it is over
	}
	if found.Patient.IsZero() {
		return s.gate.Across(ctx, by.Account, func(tx *db.Tx) error { return endAttendance(ctx, tx, by.Account, a) })
	}
	req := gate.Request{By: by, Act: access.EndAttendance, Patient: found.Patient, Target: string(found.Kind)}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if err := endIdentification(ctx, tx, found.Patient, a); err != nil {
			return err
		}
		return endAttendance(ctx, tx, by.Account, a)
	})
}
