package mandate

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// Sitting is one session of a helper with the person beside, under a mandate.
type Sitting struct {
	ID      id.Sitting
	Mandate id.Mandate
	Patient id.Patient
	Short   string // « Jeanne L. »
	Tasks   []access.Task
	EndsAt  time.Time // of the mandate
	Began   time.Time
}

// String never shows whom.
func (Sitting) String() string { return "[sitting]" }

// Enter begins a session under a mandate. What was shown in the one before is
// behind the curtain again.
func (s *Service) Enter(ctx context.Context, by access.Actor, m id.Mandate) (Sitting, error) {
	held, err := s.Holds(ctx, by, m)
	if err != nil {
		return Sitting{}, err
	}
	req := gate.Request{By: by, Act: access.UseMandate, Patient: held.Patient, Target: m.String()}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Sitting, error) {
		sit := Sitting{id.New[id.Sitting](), m, held.Patient, held.Short, held.Tasks, held.EndsAt, tx.Now()}
		there, err := sitDown(ctx, tx, held.Patient, m, &sit.ID)
		if err == nil && !there {
			err = problem.Refuse(access.NoMandate)
		}
		return sit, err
	})
}

// Leave ends a session, and the mandate too when over: it stays until its last
// day otherwise. The person is told on every channel what was done (M13).
func (s *Service) Leave(ctx context.Context, by access.Actor, sit Sitting, over bool) error {
	req := gate.Request{By: by, Act: access.UseMandate, Patient: sit.Patient, Target: sit.Mandate.String()}
	if over {
		req.Act = access.EndMandate
	}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		acts, err := actsSince(ctx, tx, sit.Patient, sit.Began)
		if err != nil {
			return err
		}
		if over {
			_, err = end(ctx, tx, sit.Patient, sit.Mandate, "helper")
		} else {
			_, err = sitDown(ctx, tx, sit.Patient, sit.Mandate, nil)
		}
		if err != nil {
			return err
		}
		tx.Name(Told{Done: tasksOfActs(acts), Until: untilOf(sit, over)}.target())
		return notification.TellEverywhere(ctx, tx, sit.Patient, notification.Helped)
	})
	if problem.Reason(err) == access.NoMandate { // ended meanwhile: nothing is open any more
		return nil
	}
	return err
}

func untilOf(sit Sitting, over bool) time.Time {
	if over {
		return time.Time{}
	}
	return sit.EndsAt
}

// Held is a mandate in the list of its helper. It never prints.
type Held struct {
	ID       id.Mandate
	Patient  id.Patient
	Short    string
	Tasks    []access.Task
	OpenedAt time.Time
	EndsAt   time.Time
	EndedAt  *time.Time
	EndedBy  string
}

// String never shows whom.
func (Held) String() string { return "[held mandate]" }

// Live reports whether it still serves at an instant.
func (h Held) Live(now time.Time) bool { return h.EndedAt == nil && now.Before(h.EndsAt) }

// Holds finds one mandate of a helper, ended or not; Missing when it is nobody's
// or somebody else's.
func (s *Service) Holds(ctx context.Context, by access.Actor, m id.Mandate) (Held, error) {
	all, _, err := s.held(ctx, by, &m, 1)
	if err == nil && len(all) == 0 {
		err = problem.Missing("mandate")
	}
	if err != nil {
		return Held{}, err
	}
	return all[0], nil
}

// Held lists a page of the mandates of a helper, and how many pages there are: those that still serve first, then the newest.
// Those of colleagues are theirs.
func (s *Service) Held(ctx context.Context, by access.Actor, page int) (all []Held, pages int, err error) {
	return s.held(ctx, by, nil, max(page, 1))
}

func (s *Service) held(ctx context.Context, by access.Actor, only *id.Mandate, page int) (all []Held, pages int, err error) {
	var rows []heldRow
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		rows, err = heldBy(ctx, tx, by.Account, only, page)
		return err
	})
	for _, r := range rows {
		pages = (r.Total + limit.ListRows - 1) / limit.ListRows
		short, err := s.vault.Unseal(r.Sealed, aboutHeld(by.Account, r.ID))
		if err != nil {
			return nil, 0, err
		}
		all = append(all, Held{r.ID, r.PatientID, string(short), tasksOf(r.Tasks), r.OpenedAt, r.EndsAt, r.EndedAt, r.EndedBy})
	}
	return all, pages, err
}

// Done is one line of a helper's journal. It never prints.
type Done struct {
	At      time.Time
	Act     access.Act
	Target  string
	Reason  access.Reason // why it was refused; empty when it was done
	Patient id.Patient
	Short   string
}

// String never shows whom.
func (Done) String() string { return "[done]" }

// Journal is what a helper did, the newest first: since an instant, and for one
// person when patient is not zero.
func (s *Service) Journal(ctx context.Context, by access.Actor, patient id.Patient, since time.Time) (all []Done, err error) {
	var rows []doneRow
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		rows, err = journal(ctx, tx, by.Account, patient, since, limit.ListRows)
		return err
	})
	for _, r := range rows {
		d := Done{At: r.At, Act: r.Act, Target: r.Target, Reason: r.Reason, Patient: r.PatientID}
		if r.Sealed != nil {
			short, err := s.vault.Unseal(r.Sealed, aboutHeld(by.Account, *r.Mandate))
			if err != nil {
				return nil, err
			}
			d.Short = string(short)
		}
		all = append(all, d)
	}
	return all, err
}
