package enrolment

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// invitation is one row of invitations, as judging and sending need it.
type invitation struct {
	ID          id.Invitation
	RecipientID id.Patient
	Channel     string
	Issue       int
	CodeMAC     []byte
	Tries       int
	SentAt      *time.Time
	ExpiresAt   *time.Time
	UsedAt      *time.Time
}

const invitationColumns = `id, recipient_id, channel, issue, code_mac, tries, sent_at, expires_at, used_at`

func invitations(ctx context.Context, tx db.Runner, patient id.Patient) ([]invitation, error) {
	return db.Rows[invitation](ctx, tx, `
		SELECT `+invitationColumns+` FROM invitations
		WHERE patient_id = @patient ORDER BY queued_at, id`, pgx.NamedArgs{"patient": patient})
}

// patientByCode finds whose code it is, dead or alive; the zero patient when
// nobody's.
func patientByCode(ctx context.Context, tx db.Runner, mac []byte) (id.Patient, error) {
	p, err := db.One[id.Patient](ctx, tx, `SELECT patient_id FROM invitation_codes WHERE code_mac = @mac`, pgx.NamedArgs{"mac": mac})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Patient{}, nil
	}
	return p, err
}

// countTry counts a wrong try on the live codes of the space, or on one of them.
func countTry(ctx context.Context, tx *gate.Tx, patient id.Patient, mac []byte, most int) error {
	_, err := tx.Exec(ctx, `
		UPDATE invitations SET tries = tries + 1, line_id = @line
		WHERE patient_id = @patient AND used_at IS NULL AND tries < @most AND (@mac::bytea IS NULL OR code_mac = @mac)`,
		pgx.NamedArgs{"patient": patient, "most": most, "mac": mac, "line": tx.Line()})
	return err
}

// takeCode uses the code of a claim: once, and only while it is live.
func takeCode(ctx context.Context, tx *gate.Tx, c Claim) error {
	tag, err := tx.Exec(ctx, `
		UPDATE invitations SET used_at = @now, line_id = @line
		WHERE patient_id = @patient AND id = @id AND issue = @issue AND used_at IS NULL AND tries < @most
		      AND sent_at IS NOT NULL AND expires_at >= @now`,
		pgx.NamedArgs{"now": tx.Now(), "line": tx.Line(), "patient": c.Patient, "id": c.Invitation, "issue": c.Issue,
			"most": limit.CodeTries})
	if err == nil && tag.RowsAffected() == 0 {
		return problem.Clash("code-used")
	}
	return err
}

type situationRow struct {
	State       access.State
	Since       time.Time
	InvitedAt   *time.Time
	Deadline    *time.Time
	OpenedAt    *time.Time
	ClosedAt    *time.Time
	EraseAt     *time.Time
	ObjectBy    *time.Time
	BeforeDeath *access.State
	HasDMP      bool
	Account     bool
}

const situationColumns = `
	SELECT s.state, s.since, s.invited_at, s.deadline, s.opened_at, s.closed_at, s.erase_at, s.object_by, s.before_death, p.has_dmp,
	       EXISTS (SELECT FROM accounts a WHERE a.patient_id = s.patient_id AND a.password <> '' AND NOT a.young)
	           OR EXISTS (SELECT FROM representative_choices c WHERE c.patient_id = s.patient_id AND c.choice = 'activated')
	              AND NOT EXISTS (SELECT FROM majorities m WHERE m.patient_id = s.patient_id AND m.came_at IS NOT NULL) AS account
	FROM spaces s JOIN persons p ON p.patient_id = s.patient_id `

// end is when the content is to be erased: 30 days after the request, or when
// its archive is over.
func (r situationRow) end() (at time.Time) {
	switch {
	case r.EraseAt != nil:
		at = *r.EraseAt
	case r.ClosedAt != nil:
		at = ArchiveEnd(*r.ClosedAt)
	}
	return at
}

func situation(ctx context.Context, tx db.Runner, patient id.Patient) (Situation, error) {
	r, err := standingOf(ctx, tx, patient)
	s := Situation{State: r.State, Since: r.Since, Informed: r.InvitedAt != nil, HasDMP: r.HasDMP, End: r.end(), Account: r.Account,
		Opened: r.OpenedAt != nil, At: tx.Now()}
	if r.Deadline != nil {
		s.Deadline = *r.Deadline
	}
	if r.ObjectBy != nil {
		s.ObjectBy = *r.ObjectBy
	}
	return s, err
}

// setState moves a space and keeps the dates that come with where it goes. Only
// the first sending starts the 42 days: a new code never moves them (decisions.md
// §2). Asking to oppose without a code gives 42 days of its own (#130), and so
// does a recall: what somebody else did took the person's time.
func setState(ctx context.Context, tx *gate.Tx, patient id.Patient, e Event, to access.State, motive ClosingMotive) error {
	_, err := tx.Exec(ctx, `
		UPDATE spaces SET state = @to, since = CASE WHEN state = @to THEN since ELSE @now END,
		       invited_at = CASE WHEN @to = 'ELIGIBLE' THEN NULL WHEN @event = 'sent' THEN coalesce(invited_at, @now) ELSE invited_at END,
		       deadline = CASE WHEN @to = 'ELIGIBLE' THEN NULL
		                       WHEN @event = 'sent' AND invited_at IS NULL OR @event = 'asked' AND state <> @to
		                            OR @event = 'recalled' AND @to IN ('INVITED', 'OPPOSITION_PENDING') THEN greatest(deadline, @deadline)
		                       ELSE deadline END,
		       opened_at = CASE WHEN @to IN ('ACTIVATED', 'AUTO_CREATED') THEN coalesce(opened_at, @now)
		                        WHEN @to IN ('ELIGIBLE', 'INVITED', 'OPPOSITION_PENDING', 'OPPOSED', 'DMP_ONLY') THEN NULL ELSE opened_at END,
		       closed_at = CASE WHEN @to IN ('CLOSED_ARCHIVED', 'CLOSED_DEATH', 'DELETION_REQUESTED') THEN coalesce(closed_at, @now) END,
		       closing_motive = CASE WHEN @to IN ('CLOSED_ARCHIVED', 'CLOSED_DEATH', 'DELETION_REQUESTED')
		                             THEN coalesce(nullif(@motive, ''), closing_motive) ELSE '' END,
		       erase_at = CASE WHEN @to = 'DELETION_REQUESTED' THEN coalesce(erase_at, @erase) END,
		       reminded_at = CASE WHEN @to <> 'ELIGIBLE' THEN reminded_at END,
		       object_by = CASE WHEN @to = 'SUSPENDED' THEN coalesce(object_by, @deadline) END,
		       before_death = CASE WHEN @to <> 'CLOSED_DEATH' THEN NULL WHEN state = @to THEN before_death ELSE state END,
		       line_id = @line
		WHERE patient_id = @patient`,
		pgx.NamedArgs{"erase": EraseOn(tx.Now()), "to": to, "motive": motive, "event": e, "now": tx.Now(), "deadline": clock.EndOfDay(tx.Now(), limit.OppositionDays),
			"line": tx.Line(), "patient": patient})
	return err
}

func insertSettings(ctx context.Context, tx *gate.Tx, patient id.Patient, sharing bool, emergency access.Emergency) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO settings (patient_id, sharing, emergency, line_id) VALUES (@patient, @sharing, @emergency, @line)
		ON CONFLICT (patient_id) DO UPDATE SET sharing = @sharing, emergency = @emergency, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "sharing": sharing, "emergency": emergency, "line": tx.Line()})
	return err
}

func insertReceipt(ctx context.Context, tx db.Runner, r Receipt) error {
	_, err := tx.Exec(ctx, `INSERT INTO receipts (number, kind, at) VALUES (@number, @kind, @at)`,
		pgx.NamedArgs{"number": r.Number, "kind": r.Kind, "at": r.At})
	return err
}

func receipt(ctx context.Context, pool *db.Pool, number string) (r Receipt, err error) {
	err = pool.InTx(ctx, func(tx *db.Tx) error {
		r, err = db.Row[Receipt](ctx, tx, `SELECT number, kind, at FROM receipts WHERE number = @number`, pgx.NamedArgs{"number": number})
		if errors.Is(err, pgx.ErrNoRows) {
			return problem.Missing("receipt")
		}
		return err
	})
	return r, err
}
