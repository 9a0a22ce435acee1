package support

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

const ticketColumns = `t.number, t.team, t.subject, t.step, t.opened_at, t.due_on, t.closed_at`

func insertTicket(ctx context.Context, tx db.Runner, t Ticket, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO tickets (number, team, subject, step, opened_at, due_on, sealed)
		VALUES (@number, @team, @subject, @step, @now, @due, @sealed)`,
		pgx.NamedArgs{"number": t.Number, "team": t.Team, "subject": t.Subject, "step": t.Step, "now": t.OpenedAt, "due": t.DueOn, "sealed": sealed})
	return err
}

func insertTicketSpace(ctx context.Context, tx *gate.Tx, patient id.Patient, number string) error {
	_, err := tx.Exec(ctx, `INSERT INTO ticket_spaces (patient_id, number, line_id) VALUES (@patient, @number, @line)`,
		pgx.NamedArgs{"patient": patient, "number": number, "line": tx.Line()})
	return err
}

func ticket(ctx context.Context, tx db.Runner, number string) (Ticket, error) {
	return db.Row[Ticket](ctx, tx, `SELECT `+ticketColumns+` FROM tickets t WHERE t.number = @number`, pgx.NamedArgs{"number": number})
}

func sealedOf(ctx context.Context, tx db.Runner, number string) ([]byte, error) {
	return db.One[[]byte](ctx, tx, `SELECT sealed FROM tickets WHERE number = @number`, pgx.NamedArgs{"number": number})
}

func waiting(ctx context.Context, tx db.Runner, team Team, most int) ([]Ticket, error) {
	return db.Rows[Ticket](ctx, tx, `
		SELECT `+ticketColumns+` FROM tickets t WHERE t.team = @team AND t.closed_at IS NULL
		ORDER BY t.due_on, t.number LIMIT @most`, pgx.NamedArgs{"team": team, "most": most})
}

// moveTicket moves a request that waits for a team; false when it waits for
// another one, or is done. What was sealed goes with the end.
func moveTicket(ctx context.Context, tx db.Runner, number string, mine Team, step Step, team Team) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE tickets SET step = @step, team = @team, closed_at = CASE WHEN @step = 'done' THEN @now::timestamptz END,
		       sealed = CASE WHEN @step = 'done' THEN NULL ELSE sealed END
		WHERE number = @number AND team = @mine AND closed_at IS NULL`,
		pgx.NamedArgs{"number": number, "mine": mine, "step": step, "team": team, "now": tx.Now()})
	return tag.RowsAffected() == 1, err
}

func ticketsOf(ctx context.Context, tx *gate.Tx, patient id.Patient, most int) ([]Ticket, error) {
	return db.Rows[Ticket](ctx, tx, `
		SELECT `+ticketColumns+` FROM ticket_spaces s JOIN tickets t ON t.number = s.number
		WHERE s.patient_id = @patient ORDER BY t.opened_at DESC, t.number LIMIT @most`,
		pgx.NamedArgs{"patient": patient, "most": most})
}

// clockRow is a space in which a deadline of the law runs.
type clockRow struct {
	PatientID id.Patient
	State     access.State
	Since     time.Time
	Deadline  *time.Time
	ClosedAt  *time.Time
	EraseAt   *time.Time
}

// runningSpaces are the spaces whose deadlines an agent watches, the first due
// first. No content: spaces is outside the wall (decisions.md §7).
func runningSpaces(ctx context.Context, tx db.Runner, objecting string, most int) ([]clockRow, error) {
	return db.Rows[clockRow](ctx, tx, `
		SELECT patient_id, state, since, deadline, closed_at, erase_at FROM spaces
		WHERE state IN ('SUSPENDED', 'DELETION_REQUESTED', 'DISPUTED', 'OPPOSITION_PENDING')
		ORDER BY CASE state WHEN 'SUSPENDED' THEN since + @objecting::interval WHEN 'DELETION_REQUESTED' THEN erase_at
		         WHEN 'DISPUTED' THEN since + interval '15 days' ELSE deadline END, patient_id LIMIT @most`,
		pgx.NamedArgs{"objecting": objecting, "most": most})
}
