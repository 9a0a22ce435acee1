package enrolment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// codesSince counts the new codes that a person was given.
func codesSince(ctx context.Context, tx *gate.Tx, patient id.Patient, since time.Time) (int, error) {
	return db.One[int](ctx, tx, `
		SELECT count(*) FROM access_log
		WHERE patient_id = @patient AND id >= @floor AND at > @since AND act = ANY(@acts) AND reason = ''`,
		pgx.NamedArgs{"patient": patient, "floor": id.FloorAt[id.Line](since), "since": since, "acts": []access.Act{access.RenewCode, access.AskOpposition}})
}

func vitaleMAC(ctx context.Context, tx db.Runner, patient id.Patient) ([]byte, error) {
	return db.One[[]byte](ctx, tx, `SELECT vitale_mac FROM persons WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
}

// upsertIssue makes a new code the current one of an invitation: the old one is
// dead, its tries are forgotten, and it waits to be sent; one handed over before
// the person is sent already, and dies at ends.
func upsertIssue(ctx context.Context, tx *gate.Tx, j Invite, channel string, mac []byte, ends *time.Time) error {
	_, err := tx.Exec(ctx, `
		WITH code AS (
		    INSERT INTO invitation_codes (code_mac, patient_id, invitation_id) VALUES (@mac, @patient, @id)
		)
		INSERT INTO invitations (patient_id, id, campaign_id, recipient_id, channel, issue, code_mac, queued_at, sent_at, expires_at, line_id)
		VALUES (@patient, @id, @nobody, @patient, @channel, @issue, @mac, @now, CASE WHEN @ends::timestamptz IS NOT NULL THEN @now::timestamptz END, @ends, @line)
		ON CONFLICT (patient_id, id) DO UPDATE SET channel = @channel, issue = @issue, code_mac = @mac, tries = 0,
		    queued_at = @now, sent_at = excluded.sent_at, expires_at = excluded.expires_at, used_at = NULL, line_id = @line`,
		pgx.NamedArgs{"mac": mac, "patient": j.Patient, "id": j.Invitation, "issue": j.Issue, "channel": channel,
			"nobody": id.Campaign{}, "ends": ends, "now": tx.Now(), "line": tx.Line()})
	return err
}
