package notification

import (
	"context"

	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
)

// The messages about what others do for the person, besides M5, M6 and M15.
const (
	CodeAsked   Kind = "M20"  // a new code was asked for
	Reopened    Kind = "M15r" // reopened, with its content
	Kept        Kind = "M15k" // the erasing is cancelled
	Suspended   Kind = "M19"  // suspended: six weeks to object
	Resumed     Kind = "M19r" // the suspension is over
	Died        Kind = "M21"  // a death was recorded: whoever lives says so
	Alive       Kind = "M21r" // …it was a mistake, taken back
	TreatingSet Kind = "M25"  // the médecin traitant was set or ended at the counter
	ViewGiven   Kind = "M27"  // 3422 may see the list of actions for a day (SUP-05)
	Recalled    Kind = "M22"  // what somebody else did is undone
	Deferred    Kind = "M23"  // the space cannot be created for now (R.1111-28)
	Unobjected  Kind = "M19c" // suspended for six weeks without an objection: archived
	DMPEnded    Kind = "M26"  // the previous DMP is closed for good (#100)
	ContactSet  Kind = "M11s" // an agent changed how the person is told
)

// Where is one of the places where a person may be told.
type Where string

// The places, all of them known before the act: what the person chose, what the
// caisse knows. What an act changes is told to both sides of the change.
const (
	AtChosen      Where = "chosen"       // the address or number of the space
	AtCaisseEmail Where = "caisse-email" // unless it is the same
	AtCaisseSMS   Where = "caisse-sms"   // unless it is the same, or no mobile
	OnPaperToo    Where = "paper"
)

// DueAt is the job that tells a person something at one place.
type DueAt struct {
	Due
	At Where `json:"at"`
}

// Kind names the job.
func (DueAt) Kind() string { return "notification.due_at" }

// TellEverywhere makes a message due on every known channel at once: by e-mail,
// by SMS and by post, to what the person chose and to what the caisse knows.
// Acts that somebody else does for a person are told so.
func TellEverywhere(ctx context.Context, tx *gate.Tx, patient id.Patient, kind Kind) error {
	due, err := insertNotice(ctx, tx, patient, kind)
	if err != nil {
		return err
	}
	return jobs.EnqueueAll(ctx, tx, []DueAt{{due, AtChosen}, {due, AtCaisseEmail}, {due, AtCaisseSMS}, {due, OnPaperToo}})
}
