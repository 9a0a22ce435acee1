package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// CloseAndErase closes the space of somebody signed in, if it is not closed
// already, and asks for its content to be erased (R.1111-36, #17, #97). It can
// be cancelled for 30 days, by phone or at the counter: nobody can sign in any
// longer, and a receipt that was enough to cancel would be enough for whoever
// finds it.
func (s *Service) CloseAndErase(ctx context.Context, by access.Actor, motive ClosingMotive) (Receipt, error) {
	if !motive.known() {
		return Receipt{}, problem.Field("motif", "choice")
	}
	req := gate.Request{By: by, Act: access.EraseSpace, Patient: by.Patient, Target: string(motive)}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Receipt, error) {
		if err := s.shut(ctx, tx, EraseAsked, motive); err != nil {
			return Receipt{}, err
		}
		r := newReceipt("closure", tx.Now())
		if err := insertReceipt(ctx, tx, r); err != nil {
			return Receipt{}, err
		}
		tx.Name(r.Number)
		return r, tell(ctx, tx, notification.Erasing)
	})
}

// Keep cancels an erasing that was asked for and is not due yet: the space goes
// back to its archive of ten years.
func (s *Service) Keep(ctx context.Context, by access.Actor, patient id.Patient) error {
	req := gate.Request{By: by, Act: access.KeepSpace, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if _, err := s.move(ctx, tx, Kept, ""); err != nil {
			return err
		}
		return tell(ctx, tx, notification.Closed)
	})
}

// EraseOn is when what is asked to be erased at is due: until then, the end of
// the 30th day in Paris, it can be cancelled.
func EraseOn(asked time.Time) time.Time { return clock.EndOfDay(asked, limit.ErasureCancelDays) }

// EraseBy is the last day on which what is asked to be erased at is done
// (R.1111-36).
func EraseBy(asked time.Time) time.Time {
	return asked.In(clock.Paris).AddDate(0, limit.ErasureMaxMonths, 0)
}
