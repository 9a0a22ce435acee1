package care

import (
	"context"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Kind is what a reviewing doctor looks at. Its value is written: never rename.
type Kind string

// The kinds.
const (
	forEmergency Kind = "emergency" // every opening in an emergency, within 72 hours
	forReport    Kind = "report"    // an access that the person does not recognise
	forMistake   Kind = "mistake"   // an emergency already reviewed, that who opened then said was a mistake
)

// Emergency reports whether k is an opening in an emergency.
func (k Kind) Emergency() bool { return k == forEmergency }

// Mistake reports whether k is what who opened said afterwards.
func (k Kind) Mistake() bool { return k == forMistake }

// Verdict is what a reviewer concludes. Its value is written: never rename.
type Verdict string

// The verdicts.
const (
	Justified   Verdict = "justified"
	Unclear     Verdict = "unclear" // asked of the structure: the case stays with the operator
	Unjustified Verdict = "unjustified"
)

// Report says that the person does not recognise an access: the professional is
// blocked and the case opened in one step (decisions.md §3). about is the line
// of the access. Said again, nothing changes.
func (s *Service) Report(ctx context.Context, by access.Actor, patient id.Patient, about id.Line, words string) error {
	if utf8.RuneCountInString(words) > reasonMax {
		return problem.Field("message", "too-long")
	}
	req := gate.Request{By: by, Act: access.ContestAccess, Patient: patient, Target: about.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		who, there, err := whoseLine(ctx, tx, patient, about)
		if err == nil && !there {
			err = problem.Missing("line")
		}
		if err != nil {
			return err
		}
		space, err := s.vault.Make(ctx, tx, patient, tx.Line()) // nothing may have been kept there yet
		if err != nil {
			return err
		}
		review := id.NewAt[id.Review](tx.Now())
		fresh, err := insertReport(ctx, tx, patient, review, who, about, space.Seal([]byte(words), "report "+review.String()))
		if err != nil || !fresh {
			return err
		}
		if err := consent.Bar(ctx, tx, who); err != nil {
			return err
		}
		return queueReview(ctx, tx, patient, review, forReport, who, false, tx.Now().Add(limit.EmergencyReviewLife))
	})
}

// Reportable is an access that a person may report, as the page names it.
type Reportable struct {
	Professional
	Account id.Account
	At      time.Time
	Blocked bool // reported or blocked already
}

// Reportable reads one access by the line that tells of it; Missing when it is
// no professional's.
func (s *Service) Reportable(ctx context.Context, by access.Actor, patient id.Patient, about id.Line) (Reportable, error) {
	req := gate.Request{By: by, Act: access.ReadHistory, Patient: patient, Target: about.String(), Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Reportable, error) { return reportable(ctx, tx, patient, about) })
}

// Waiting is one thing to review: who opened and when, never whose space.
type Waiting struct {
	PatientID id.Patient
	ID        id.Review
	Kind      Kind
	Professional
	Stranger   bool // no link with the person before: looked at first
	QueuedAt   time.Time
	DueAt      time.Time
	Verdict    Verdict
	ReviewedAt *time.Time
	MistakenAt *time.Time // when who opened said that it was a mistake
}

// Professional is who opened, as the directory names him.
type Professional struct {
	Name       string
	GivenName  string
	Title      string
	Profession string
	Specialty  string
}

// Overdue reports whether it should have been looked at.
func (w Waiting) Overdue(now time.Time) bool { return w.Verdict == "" && now.After(w.DueAt) }

// Reviews lists what waits for a reviewer: overdue first, then strangers, then
// by date; and what was concluded lately.
func (s *Service) Reviews(ctx context.Context, by access.Actor) (waiting, done []Waiting, err error) {
	var all []Waiting
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		all, err = reviews(ctx, tx, tx.Now().AddDate(0, 0, -newsDays), limit.ListRows)
		return err
	})
	for _, w := range all {
		if w.Verdict == "" {
			waiting = append(waiting, w)
		} else {
			done = append(done, w)
		}
	}
	return waiting, done, err
}

// Case is all that a reviewer reads of one opening or report: the reason and
// the lines, never a document, never whose space.
type Case struct {
	Waiting
	Structure string
	City      string
	Mode      access.Mode
	EndsAt    *time.Time
	Words     string // the reason typed, or what the person says
	Mistake   string // what who opened says of his mistake; may be empty
	Lines     []CaseLine
}

// String hides what was typed.
func (Case) String() string { return "[…]" }

// CaseLine is one act of the professional around the opening: no target.
type CaseLine struct {
	At     time.Time
	Act    access.Act
	Mode   access.Mode
	Motive access.Motive
	Reason access.Reason
}

// Case reads one case; Missing when it is nobody's.
func (s *Service) Case(ctx context.Context, by access.Actor, patient id.Patient, review id.Review) (Case, error) {
	type sealedCase struct {
		Case
		sealed, mistake []byte
		mistakeID       *id.Review
		key             vault.Wrapped
	}
	req := gate.Request{By: by, Act: access.ReviewEmergency, Patient: patient, Target: review.String(), Reads: true}
	c, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (c sealedCase, err error) {
		row, err := s.anothers(ctx, tx, patient, review)
		if err != nil {
			return c, err
		}
		c.Waiting, c.Structure, c.City, c.Mode, c.EndsAt, c.sealed = row.Waiting, row.Structure, row.City, row.Mode, row.EndsAt, row.Sealed
		c.mistake, c.mistakeID = row.MistakeSealed, row.MistakeID
		if c.Lines, err = linesOf(ctx, tx, patient, row); err != nil {
			return c, err
		}
		c.key, err = vault.Load(ctx, tx, patient)
		return c, err
	})
	if err != nil {
		return Case{}, err
	}
	space, err := s.vault.Space(patient, c.key)
	if err != nil {
		return Case{}, err
	}
	if c.mistakeID != nil {
		plain, err := space.Open(c.mistake, "mistake "+c.mistakeID.String())
		if err != nil {
			return Case{}, err
		}
		c.Mistake = string(plain)
	}
	if c.Kind.Mistake() {
		return c.Case, nil
	}
	about := "report "
	if c.Kind.Emergency() {
		about = "emergency "
	}
	plain, err := space.Open(c.sealed, about+review.String())
	c.Words = string(plain)
	return c.Case, err
}

// anothers reads a case for who reviews it: another person than the professional
// whom it is about, who may have both an account here and one there.
func (s *Service) anothers(ctx context.Context, tx *gate.Tx, patient id.Patient, review id.Review) (caseRow, error) {
	row, err := reviewed(ctx, tx, patient, review)
	if err != nil {
		return row, err
	}
	own, err := identity.SamePerson(ctx, tx, s.vault, tx.By().Account, row.AccountID)
	if err == nil && own {
		err = problem.Refuse(access.NotForRole)
	}
	return row, err
}

// Conclude ends a case. A report is always answered to the person; an opening
// in an emergency only when it was found wrong.
func (s *Service) Conclude(ctx context.Context, by access.Actor, patient id.Patient, review id.Review, v Verdict) error {
	if v != Justified && v != Unclear && v != Unjustified {
		return problem.Field("avis", "choose")
	}
	req := gate.Request{By: by, Act: access.SettleReview, Patient: patient, Target: review.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		row, err := s.anothers(ctx, tx, patient, review)
		if err != nil {
			return err
		}
		if row.Verdict != "" {
			return problem.Clash("review-done")
		}
		if err := conclude(ctx, tx, patient, review, v); err != nil {
			return err
		}
		switch {
		case !row.Kind.Emergency() && !row.Kind.Mistake():
			return notification.Tell(ctx, tx, patient, notification.ReportAnswered)
		case v == Unjustified:
			return notification.Tell(ctx, tx, patient, notification.ReviewConcluded)
		}
		return nil
	})
}

// LateDue is the job that tells a reviewer that something waits too long.
type LateDue struct {
	Account id.Account `json:"account"`
	At      time.Time  `json:"at"`
}

// Kind names the job.
func (LateDue) Kind() string { return "care.late" }

// alarms is how many overdue reviews one sweep tells of.
const alarms = 1000

// SweepReviews tells the reviewers, once each, of what nobody has looked at
// within 72 hours; it counts them.
func (s *Service) SweepReviews(ctx context.Context, pool *db.Pool) (late int, err error) {
	err = jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
		if late, err = alarm(ctx, tx, alarms); err != nil || late == 0 {
			return err
		}
		all, err := reviewers(ctx, tx)
		if err != nil {
			return err
		}
		due := make([]LateDue, len(all))
		for i, a := range all {
			due[i] = LateDue{a, tx.Now()}
		}
		return jobs.EnqueueAll(ctx, tx, due)
	})
	return late, err
}
