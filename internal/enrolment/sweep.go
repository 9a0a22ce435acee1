package enrolment

import (
	"context"
	"slices"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/notification"
)

// Swept is what a sweep found due.
type Swept struct {
	Opened   int // nothing was said by the end of day 42
	Archived int // suspended, and nobody objected within six weeks
	Ended    int // the transition of a previous DMP is over
	Dead     int // a file of the caisse says so
	Reminded int // of their last day
	Erased   int
}

// Sweep does now what a deadline makes due: at the end of day 42 a space whose
// person said nothing opens by itself (R.1111-28, #54); six weeks after a
// suspension nobody objected to, it is archived (R.1111-36); the transition of
// a previous DMP ends (#100); a death closes.
func (s *Service) Sweep(ctx context.Context, progress func(done int)) (Swept, error) {
	var all Swept
	for _, due := range []struct {
		count *int
		find  func(context.Context, *db.Tx) ([]movedSpace, error)
		tell  notification.Kind
	}{
		{&all.Dead, s.closeDead, notification.Died}, // first: nobody is opened for who died
		{&all.Opened, s.openSome, notification.Opened},
		{&all.Archived, s.archiveSome, notification.Unobjected},
		{&all.Ended, s.endSome, notification.DMPEnded},
	} {
		for {
			n := 0
			err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
				moved, err := due.find(ctx, tx)
				if err != nil {
					return err
				}
				n = len(moved)
				return tellMoved(ctx, tx, moved, due.tell)
			})
			*due.count += n
			if err != nil {
				return all, err
			}
			if n == 0 {
				break
			}
			if progress != nil {
				progress(all.Opened + all.Archived + all.Ended + all.Dead)
			}
		}
	}
	return all, nil
}

func (s *Service) openSome(ctx context.Context, tx *db.Tx) ([]movedSpace, error) {
	return openOverdue(ctx, tx, 10*s.batch)
}

func (s *Service) archiveSome(ctx context.Context, tx *db.Tx) ([]movedSpace, error) {
	return archiveUnobjected(ctx, tx, s.batch)
}

func (s *Service) endSome(ctx context.Context, tx *db.Tx) ([]movedSpace, error) {
	return endTransition(ctx, tx, tx.Now().AddDate(0, -s.transition, 0), s.batch)
}

// closeDead closes the spaces of those whom a file of the caisse says dead, and
// ends their sign-in.
func (s *Service) closeDead(ctx context.Context, tx *db.Tx) ([]movedSpace, error) {
	patients, err := identity.DeathsToldOf(ctx, tx, s.batch)
	if err != nil || len(patients) == 0 {
		return nil, err
	}
	moved, err := closeByDeath(ctx, tx, patients)
	if err != nil {
		return nil, err
	}
	done, lines := columnsOf(moved)
	return moved, identity.DeathsDone(ctx, tx, done, lines)
}

// tellMoved makes a message due for each space that moved.
func tellMoved(ctx context.Context, tx *db.Tx, moved []movedSpace, kind notification.Kind) error {
	told := slices.DeleteFunc(slices.Clone(moved), func(m movedSpace) bool { return m.Silent })
	patients, lines := columnsOf(told)
	return notification.TellAll(ctx, tx, patients, lines, kind)
}

func columnsOf(moved []movedSpace) ([]id.Patient, []id.Line) {
	patients, lines := make([]id.Patient, len(moved)), make([]id.Line, len(moved))
	for i, m := range moved {
		patients[i], lines[i] = m.PatientID, m.LineID
	}
	return patients, lines
}

// WithTransition keeps a previous DMP readable by professionals for so many
// months after an opposition (#100).
func (s *Service) WithTransition(months int) *Service {
	with := *s
	with.transition = months
	return &with
}
