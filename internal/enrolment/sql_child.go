package enrolment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// anotherChose reports whether another representative, of today and not
// suspended, last said choice.
func anotherChose(ctx context.Context, tx db.Runner, child, me id.Patient, choice string) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM representative_choices c
		       JOIN person_numbers n ON n.patient_id = c.representative_id
		       JOIN representatives r ON r.patient_id = c.patient_id AND r.ins_mac = n.ins_mac AND r.ended_at IS NULL
		       WHERE c.patient_id = @child AND c.representative_id <> @me AND c.choice = @choice
		             AND NOT EXISTS (SELECT FROM representation_stops x WHERE x.patient_id = r.patient_id
		                             AND x.ins_mac = r.ins_mac AND x.lifted_at IS NULL))`,
		pgx.NamedArgs{"child": child, "me": me, "choice": choice})
}

func upsertChoice(ctx context.Context, tx *gate.Tx, child, me id.Patient, choice string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO representative_choices (patient_id, representative_id, choice, at, line_id)
		VALUES (@child, @me, @choice, @now, @line)
		ON CONFLICT (patient_id, representative_id) DO UPDATE SET choice = @choice, at = @now, line_id = @line`,
		pgx.NamedArgs{"child": child, "me": me, "choice": choice, "now": tx.Now(), "line": tx.Line()})
	return err
}

func insertDispute(ctx context.Context, tx *gate.Tx, child id.Patient, by time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO disputes (patient_id, id, opened_at, settle_by, line_id) VALUES (@child, @id, @now, @by, @line)`,
		pgx.NamedArgs{"child": child, "id": id.NewAt[id.Dispute](tx.Now()), "now": tx.Now(), "by": by, "line": tx.Line()})
	return err
}

func settle(ctx context.Context, tx *gate.Tx, child id.Patient, outcome string, operator id.Account) error {
	_, err := tx.Exec(ctx, `
		UPDATE disputes SET outcome = @outcome, settled_at = @now, operator_id = @operator, line_id = @line
		WHERE patient_id = @child AND settled_at IS NULL`,
		pgx.NamedArgs{"child": child, "outcome": outcome, "operator": operator, "now": tx.Now(), "line": tx.Line()})
	return err
}

func disputes(ctx context.Context, tx db.Runner, most int) ([]Dispute, error) {
	return db.Rows[Dispute](ctx, tx, `
		SELECT patient_id, opened_at, settle_by FROM disputes
		WHERE settled_at IS NULL ORDER BY settle_by, patient_id LIMIT @most`, pgx.NamedArgs{"most": most})
}

// upsertIssueTo gives a representative the next code of a child.
func upsertIssueTo(ctx context.Context, tx *gate.Tx, j Invite, to id.Patient, channel string, mac []byte) error {
	_, err := tx.Exec(ctx, `
		WITH code AS (
		    INSERT INTO invitation_codes (code_mac, patient_id, invitation_id) VALUES (@mac, @patient, @id)
		)
		INSERT INTO invitations (patient_id, id, campaign_id, recipient_id, channel, issue, code_mac, queued_at, line_id)
		VALUES (@patient, @id, @nobody, @to, @channel, @issue, @mac, @now, @line)
		ON CONFLICT (patient_id, id) DO UPDATE SET channel = @channel, issue = @issue, code_mac = @mac, tries = 0,
		    queued_at = @now, sent_at = NULL, expires_at = NULL, used_at = NULL, line_id = @line`,
		pgx.NamedArgs{"mac": mac, "patient": j.Patient, "id": j.Invitation, "issue": j.Issue, "to": to, "channel": channel,
			"nobody": id.Campaign{}, "now": tx.Now(), "line": tx.Line()})
	return err
}
