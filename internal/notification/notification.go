// Package notification decides what to tell whom, and by which channel. It
// keeps that a message was due, never what it says: words belong to web/letter.
package notification

import (
	"context"
	"crypto/rand"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
)

// Kind is what a message tells (ux.md §1.16). Its value is written: never
// rename.
type Kind string

// The messages to a person that this version sends.
const (
	Opened        Kind = "M3"   // the space exists, not activated
	Activated     Kind = "M5"   // activated
	Opposed       Kind = "M6"   // opposition recorded
	FirstAccess   Kind = "M7"   // a professional opened for the first time (#31)
	Declared      Kind = "M7b"  // a professional declared an agreement (R.1111-46)
	Entrusted     Kind = "M7c"  // a professional collected an agreement for a colleague (L.1111-17 II)
	BlockedForYou Kind = "M7d"  // the médecin traitant blocked a colleague at the person's word (GP-08)
	NewDocument   Kind = "M9"   // a professional deposited
	Updated       Kind = "M9u"  // something came that waits for a consultation (R.1111-53)
	Refused       Kind = "M9b"  // a blocked professional's deposit was refused
	Closed        Kind = "M15"  // closed
	Erasing       Kind = "M15e" // closed, and to be erased

	OpenedInEmergency Kind = "M8"   // a professional opened in an emergency (R.1111-48)
	EmergencyRefused  Kind = "M8r"  // a professional tried to, where the person refuses it (#30)
	Mistaken          Kind = "M8m"  // who opened says that it was a mistake (ux.md §1.12)
	ReportAnswered    Kind = "M17"  // what a reviewer concluded of a report
	ReviewConcluded   Kind = "M17e" // …of an opening in an emergency, found wrong

	MandateGiven Kind = "M13o" // a mandate was given to a helper of a desk
	CopyBrought  Kind = "M13c" // the copy of a paper was filed with the helper (HLP-03)
	Helped       Kind = "M13"  // what was done with the helper, at the end

	PasswordChanged Kind = "M11p" // a new password was chosen
	NewDevice       Kind = "M11"  // signed in from a browser never seen
	ContactChanging Kind = "M11c" // a new address or number, in a day: told to the old one
	FactorChanged   Kind = "M11f" // a way of proving who one is was added or removed
)

// Due is the job that tells a person something.
type Due struct {
	Patient id.Patient `json:"patient"`
	Notice  id.Notice  `json:"notice"`
}

// Kind names the job.
func (Due) Kind() string { return "notification.due" }

// Tell makes a message due under the act of tx: it leaves if and only if the
// act is committed.
func Tell(ctx context.Context, tx *gate.Tx, patient id.Patient, kind Kind) error {
	due, err := insertNotice(ctx, tx, patient, kind)
	if err != nil {
		return err
	}
	return jobs.Enqueue(ctx, tx, due)
}

func insertNotice(ctx context.Context, tx *gate.Tx, patient id.Patient, kind Kind) (Due, error) {
	n := id.NewAt[id.Notice](tx.Now())
	_, err := tx.Exec(ctx, `
		INSERT INTO notices (patient_id, id, kind, reference, queued_at, line_id)
		VALUES (@patient, @id, @kind, @reference, @now, @line)`,
		pgx.NamedArgs{"patient": patient, "id": n, "kind": kind, "reference": NewReference(), "now": tx.Now(), "line": tx.Line()})
	return Due{patient, n}, err
}

// NewReference draws the reference printed in a message, which
// /verifier-un-message confirms: R-4F7K-22QM.
func NewReference() string {
	b := make([]byte, 32)
	rand.Read(b)
	r := id.Unambiguous(b, 8)
	return "R-" + r[:4] + "-" + r[4:]
}
