package consent

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// Entrusting is an agreement that a professional collects for a colleague to
// whom part of the care is entrusted (L.1111-17 II).
type Entrusting struct {
	To       identity.RPPS
	How      How
	On       time.Time // civil day of the colleague's consultation
	Informed bool      // of who will read, and of what she may refuse
}

// Entrust records it: the colleague may open on that day, and on no other. The
// person is told at once. by collects where he may open in the normal mode.
func (s *Service) Entrust(ctx context.Context, by access.Actor, patient id.Patient, e Entrusting) error {
	if err := e.check(s.gate.Now()); err != nil {
		return err
	}
	req := gate.Request{By: by, Act: access.ConsentEntrust, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		to, err := colleague(ctx, tx, e.To)
		if err != nil {
			return err
		}
		switch {
		case to.Account.IsZero():
			return problem.Field("rpps", "colleague-unknown")
		case to.Account == by.Account:
			return problem.Field("rpps", "colleague-self")
		case !mayBeEntrusted(tx, to):
			return problem.Field("rpps", "colleague-never")
		}
		tx.Name(to.Account.String())
		starts, ends := clock.EndOfDay(e.On, -1), clock.EndOfDay(e.On, 0)
		fresh, err := give(ctx, tx, patient, agreement{scope: forColleague, how: e.How, account: to.Account, informed: true,
			collector: &by.Account, starts: &starts, ends: &ends})
		if err != nil || !fresh {
			return err
		}
		return notification.Tell(ctx, tx, patient, notification.Entrusted)
	})
}

func (e Entrusting) check(now time.Time) error {
	wrong := map[string]string{}
	today := clock.Day(now)
	if e.How != Oral && e.How != Written {
		wrong["accord"] = "choose"
	}
	if !e.Informed {
		wrong["informe"] = "agree"
	}
	if e.On.Before(today) {
		wrong["jour"] = "day-past"
	}
	if e.On.After(today.AddDate(0, 0, limit.EntrustDays)) {
		wrong["jour"] = "entrust-far"
	}
	if len(wrong) > 0 {
		return &problem.Problem{Kind: problem.Invalid, Code: "consent", Fields: wrong}
	}
	return nil
}

// mayBeEntrusted asks the policy whether such an agreement could ever open
// anything to him: no, for a profession that is let in nowhere. What the person
// decided of him is not asked: the answer would tell of a block.
func mayBeEntrusted(tx *gate.Tx, to known) bool {
	return access.Decide(access.Question{By: to.Actor(), Act: access.OpenRecord, Mode: access.Normal, At: tx.Now(), Matrix: tx.Matrix(),
		On: access.Facts{Patient: tx.On().Patient, State: access.Activated, Emergency: access.EmergencyYes, Sharing: true,
			Entrusted: true}}) == ""
}

// Collected is an agreement that a colleague collected, as the person reads it.
type Collected struct {
	Account                 id.Account // of whom it is for, who may be blocked
	For, ForGiven, ForTitle string
	By, ByGiven, ByTitle    string
	How                     How
	GivenAt                 time.Time
	StartsAt                time.Time // its one day
}

// Entrusted lists those that stand or are to come.
func (s *Service) Entrusted(ctx context.Context, by access.Actor, patient id.Patient) ([]Collected, error) {
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Collected, error) { return collected(ctx, tx, patient) })
}
