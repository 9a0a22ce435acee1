package enrolment

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
)

// toAnnounce finds open spaces whose holder turns 18 on one of the days, and
// was not told yet.
func toAnnounce(ctx context.Context, tx db.Runner, macs [][]byte, which string, most int) ([]id.Patient, error) {
	rows, err := tx.Query(ctx, `
		SELECT s.patient_id FROM persons p JOIN spaces s ON s.patient_id = p.patient_id
		LEFT JOIN majorities m ON m.patient_id = p.patient_id
		WHERE p.majority_mac = ANY(@macs) AND p.died_on IS NULL AND s.state IN ('ACTIVATED', 'AUTO_CREATED', 'SUSPENDED', 'DISPUTED')
		      AND CASE WHEN @which = '90' THEN m.told_90_at IS NULL ELSE m.told_30_at IS NULL END
		ORDER BY s.patient_id LIMIT @most FOR NO KEY UPDATE OF s SKIP LOCKED`, pgx.NamedArgs{"macs": macs, "which": which, "most": most})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Patient])
}

func announced(ctx context.Context, tx db.Runner, patients []id.Patient, lines []id.Line, which string) error {
	_, err := tx.Exec(ctx, `
		WITH told AS (
		    SELECT * FROM unnest(@patients::uuid[], @lines::uuid[]) AS t (patient_id, line_id)
		), logged AS (
		    INSERT INTO access_log (patient_id, id, at, role, act, target)
		    SELECT patient_id, line_id, @now::timestamptz, @role, @act, @which FROM told
		)
		INSERT INTO majorities (patient_id, told_90_at, told_30_at, line_id)
		SELECT patient_id, CASE WHEN @which = '90' THEN @now::timestamptz END, CASE WHEN @which = '30' THEN @now::timestamptz END, line_id FROM told
		ON CONFLICT (patient_id) DO UPDATE SET told_90_at = coalesce(majorities.told_90_at, excluded.told_90_at),
		    told_30_at = coalesce(majorities.told_30_at, excluded.told_30_at), line_id = excluded.line_id`,
		pgx.NamedArgs{"patients": patients, "lines": lines, "which": which, "now": tx.Now(), "role": access.System, "act": access.AnnounceMajority})
	return err
}

// agedRow is somebody who is 18 since lately, and what there is of them.
type agedRow struct {
	PatientID    id.Patient
	State        access.State
	Opened       bool
	Account      bool // an account of their own
	Invited      bool // somebody was, for them
	InvitationID *id.Invitation
	Issue        int
	identity.SealedPerson
}

func cameOfAge(ctx context.Context, tx db.Runner, macs [][]byte, most int) ([]agedRow, error) {
	return db.Rows[agedRow](ctx, tx, `
		SELECT s.patient_id, s.state, s.opened_at IS NOT NULL AS opened,
		       EXISTS (SELECT FROM accounts a WHERE a.patient_id = s.patient_id AND a.active AND NOT a.young) AS account,
		       EXISTS (SELECT FROM invitations o WHERE o.patient_id = s.patient_id) AS invited,
		       i.id AS invitation_id, coalesce(i.issue, 0) AS issue,
		       p.ins_oid, p.ins, p.traits, p.born, p.contact, p.has_dmp, p.died_on, p.vitale_mac
		FROM persons p JOIN spaces s ON s.patient_id = p.patient_id
		LEFT JOIN majorities m ON m.patient_id = p.patient_id
		LEFT JOIN invitations i ON i.patient_id = p.patient_id AND i.recipient_id = p.patient_id
		WHERE p.majority_mac = ANY(@macs) AND p.died_on IS NULL AND m.came_at IS NULL AND s.state = ANY(@states)
		ORDER BY s.patient_id LIMIT @most FOR NO KEY UPDATE OF s SKIP LOCKED`,
		pgx.NamedArgs{"macs": macs, "most": most, "states": []access.State{access.Eligible, access.Invited, access.OppositionPending,
			access.Opposed, access.Disputed, access.Activated, access.AutoCreated, access.Suspended, access.DMPOnly}})
}

// write changes the spaces of c under a line each: the state, what was done of
// the birthday, the disagreement that is over, the codes of the representatives
// that open nothing any longer, and the young person's own.
func (c coming) write(ctx context.Context, tx *db.Tx) error {
	n := len(c.to)
	who, ids, lines, channels, macs := make([]id.Patient, n), make([]id.Invitation, n), make([]id.Line, n), make([]string, n), make([][]byte, n)
	for i, inv := range c.to {
		who[i], ids[i], lines[i], channels[i], macs[i] = inv.patient, inv.id, inv.line, inv.channel, inv.mac
	}
	args := pgx.NamedArgs{"patients": c.patients, "lines": c.lines, "states": c.states, "now": tx.Now(), "role": access.System,
		"act": access.ComeOfAge, "deadline": clock.EndOfDay(tx.Now(), limit.OppositionDays), "nobody": id.Campaign{},
		"who": who, "ids": ids, "issues": c.issues, "channels": channels, "macs": macs, "own": lines}
	b := &pgx.Batch{}
	for _, sql := range comingStatements {
		b.Queue(sql, args)
	}
	return tx.SendBatch(ctx, b).Close()
}

var comingStatements = []string{`
	INSERT INTO access_log (patient_id, id, at, role, act)
	SELECT patient_id, line_id, @now::timestamptz, @role::text, @act::text FROM unnest(@patients::uuid[], @lines::uuid[]) AS t (patient_id, line_id)`, `
	UPDATE spaces s SET state = t.state, since = @now, line_id = t.line_id,
	       deadline = CASE WHEN t.state = 'INVITED' THEN @deadline::timestamptz ELSE s.deadline END
	FROM unnest(@patients::uuid[], @lines::uuid[], @states::text[]) AS t (patient_id, line_id, state)
	WHERE s.patient_id = t.patient_id AND s.state <> t.state`, `
	INSERT INTO majorities (patient_id, came_at, line_id)
	SELECT patient_id, @now::timestamptz, line_id FROM unnest(@patients::uuid[], @lines::uuid[]) AS t (patient_id, line_id)
	ON CONFLICT (patient_id) DO UPDATE SET came_at = excluded.came_at, line_id = excluded.line_id`, `
	UPDATE disputes d SET outcome = 'of-age', settled_at = @now, line_id = t.line_id
	FROM unnest(@patients::uuid[], @lines::uuid[]) AS t (patient_id, line_id)
	WHERE d.patient_id = t.patient_id AND d.settled_at IS NULL`, `
	UPDATE invitations i SET used_at = @now, line_id = t.line_id
	FROM unnest(@patients::uuid[], @lines::uuid[]) AS t (patient_id, line_id)
	WHERE i.patient_id = t.patient_id AND i.recipient_id <> i.patient_id AND i.used_at IS NULL`, `
	UPDATE young_accesses y SET ended_at = @now, sealed = '', line_id = t.line_id
	FROM unnest(@patients::uuid[], @lines::uuid[]) AS t (patient_id, line_id)
	WHERE y.patient_id = t.patient_id AND y.ended_at IS NULL`, `
	INSERT INTO invitation_codes (code_mac, patient_id, invitation_id)
	SELECT mac, who, id FROM unnest(@macs::bytea[], @who::uuid[], @ids::uuid[]) AS t (mac, who, id)`, `
	INSERT INTO invitations (patient_id, id, campaign_id, recipient_id, channel, issue, code_mac, queued_at, line_id)
	SELECT who, id, @nobody::uuid, who, channel, issue, mac, @now::timestamptz, line_id
	FROM unnest(@who::uuid[], @ids::uuid[], @channels::text[], @issues::int[], @macs::bytea[], @own::uuid[]) AS t (who, id, channel, issue, mac, line_id)
	ON CONFLICT (patient_id, id) DO UPDATE SET channel = excluded.channel, issue = excluded.issue, code_mac = excluded.code_mac, tries = 0,
	    queued_at = excluded.queued_at, sent_at = NULL, expires_at = NULL, used_at = NULL, line_id = excluded.line_id`}
