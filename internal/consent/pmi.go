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
)

// forChild is what a PMI doctor registers of a child whom he follows.
const forChild scope = "pmi"

// FollowChild registers that a doctor of the protection maternelle et infantile
// follows a child (L.1111-18, G13): a parent is there, agrees and knows who will
// read. It holds for that doctor, in that place, until the child is six; the
// parents are told at once and end it as any agreement.
func (s *Service) FollowChild(ctx context.Context, by access.Actor, patient id.Patient, how How, informed bool) error {
	if err := toldOf(how, informed); err != nil {
		return err
	}
	return s.declare(ctx, by, access.FollowChild, patient, func(tx *gate.Tx) (agreement, error) {
		child, err := identity.PersonIn(ctx, tx, s.vault, patient)
		six := clock.Birthday(child.BirthDate, limit.PMIAge)
		return agreement{scope: forChild, how: how, informed: true, structure: by.Structure, ends: &six}, err
	})
}

// TakeBack ends, within the act of a professional who says that he opened by
// mistake, what let him in: his agreements of the day, and what he declared since
// that day began. What the person or the caisse gave stays theirs.
func TakeBack(ctx context.Context, tx *gate.Tx, opened time.Time) error {
	return takeBack(ctx, tx, tx.On().Patient, tx.By().Account, clock.EndOfDay(opened, -1))
}
