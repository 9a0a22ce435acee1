package enrolment

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
)

func campaignNamed(ctx context.Context, tx db.Runner, name string) (id.Campaign, error) {
	return db.One[id.Campaign](ctx, tx, `SELECT id FROM campaigns WHERE name = @name`, pgx.NamedArgs{"name": name})
}

func insertCampaign(ctx context.Context, tx db.Runner, c id.Campaign, name string) error {
	_, err := tx.Exec(ctx, `INSERT INTO campaigns (id, name, opened_at) VALUES (@id, @name, @now)`,
		pgx.NamedArgs{"id": c, "name": name, "now": tx.Now()})
	return err
}

type eligiblePerson struct {
	PatientID id.Patient
	identity.SealedPerson
}

// candidate is who may be invited: not yet, when an invitation waits to leave or
// when the caisse has told a death.
type candidate struct {
	eligiblePerson
	Invite bool
}

// oneCampaign makes campaigns take turns, a batch each: who is eligible is read
// after what the other has just written.
func oneCampaign(ctx context.Context, tx db.Runner) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('campaign', 0))`); err != nil {
		return err
	}
	return rowByRow(ctx, tx)
}

// rowByRow finds the batch of this transaction through indexes: what the planner
// knows of tables that are being filled is always late, and it would read them
// whole each time.
func rowByRow(ctx context.Context, tx db.Runner) error {
	_, err := tx.Exec(ctx, `SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off`)
	return err
}

// eligible gives the next spaces that nothing was sent for, of some persons or of
// all when only is nil, and who of them is to be invited. It holds them, so that
// two campaigns at once share the work. The batch is cut before anything is joined
// to it: a join cut afterwards reads all who are left, each time.
func eligible(ctx context.Context, tx db.Runner, only []id.Patient, after id.Patient, size int) ([]candidate, error) {
	return db.Rows[candidate](ctx, tx, `
		WITH next AS MATERIALIZED (
		    SELECT patient_id FROM spaces
		    WHERE state = 'ELIGIBLE' AND patient_id > @after AND (@only::uuid[] IS NULL OR patient_id = ANY(@only))
		    ORDER BY patient_id LIMIT @size
		    FOR NO KEY UPDATE SKIP LOCKED
		)
		SELECT n.patient_id, p.ins_oid, p.ins, p.traits, p.born, p.contact, p.has_dmp, p.died_on, p.vitale_mac,
		       p.died_on IS NULL AND NOT EXISTS (SELECT FROM invitations i WHERE i.patient_id = n.patient_id) AS invite
		FROM next n JOIN persons p ON p.patient_id = n.patient_id
		ORDER BY n.patient_id`, pgx.NamedArgs{"only": only, "after": after, "size": size})
}

// parent is a legal representative of a child of the batch.
type parent struct {
	ChildID id.Patient
	eligiblePerson
}

// parentsOf gives the living representatives of some children, in one statement.
func parentsOf(ctx context.Context, tx db.Runner, children []id.Patient) ([]parent, error) {
	return db.Rows[parent](ctx, tx, `
		WITH known AS MATERIALIZED (
		    SELECT r.patient_id, r.ins_mac FROM representatives r
		    WHERE r.patient_id = ANY(@children) AND r.ended_at IS NULL
		          AND NOT EXISTS (SELECT FROM representation_stops x WHERE x.patient_id = r.patient_id AND x.ins_mac = r.ins_mac
		                          AND x.lifted_at IS NULL)
		)
		SELECT k.patient_id AS child_id, p.patient_id, p.ins_oid, p.ins, p.traits, p.born, p.contact, p.has_dmp, p.died_on, p.vitale_mac
		FROM known k JOIN person_numbers n ON n.ins_mac = k.ins_mac JOIN persons p ON p.patient_id = n.patient_id
		WHERE p.died_on IS NULL
		ORDER BY k.patient_id, p.patient_id`, pgx.NamedArgs{"children": children})
}

type newInvitation struct {
	patient   id.Patient
	id        id.Invitation
	recipient id.Patient
	channel   string
	mac       []byte
	line      id.Line
}

// insertInvitations writes lines, invitations and codes of a batch: the line
// of each space comes with what it tells of.
func insertInvitations(ctx context.Context, tx db.Runner, campaign id.Campaign, rows []newInvitation) error {
	n := len(rows)
	patients, ids, to, lines := make([]id.Patient, n), make([]id.Invitation, n), make([]id.Patient, n), make([]id.Line, n)
	channels, macs := make([]string, n), make([][]byte, n)
	for i, r := range rows {
		patients[i], ids[i], to[i], lines[i], channels[i], macs[i] = r.patient, r.id, r.recipient, r.line, r.channel, r.mac
	}
	_, err := tx.Exec(ctx, `
		WITH new AS (
		    SELECT * FROM unnest(@patients::uuid[], @ids::uuid[], @to::uuid[], @channels::text[], @macs::bytea[], @lines::uuid[])
		        AS n (patient_id, id, recipient_id, channel, code_mac, line_id)
		), lines AS (
		    INSERT INTO access_log (patient_id, id, at, role, act, target)
		    SELECT DISTINCT ON (patient_id) patient_id, line_id, @now::timestamptz, @role, @act, 'campaign' FROM new
		), codes AS (
		    INSERT INTO invitation_codes (code_mac, patient_id, invitation_id) SELECT code_mac, patient_id, id FROM new
		)
		INSERT INTO invitations (patient_id, id, campaign_id, recipient_id, channel, code_mac, queued_at, line_id)
		SELECT patient_id, id, @campaign, recipient_id, channel, code_mac, @now, line_id FROM new`,
		pgx.NamedArgs{"patients": patients, "ids": ids, "to": to, "channels": channels, "macs": macs, "lines": lines,
			"campaign": campaign, "now": tx.Now(), "role": access.System, "act": access.InviteSpace})
	return err
}

// waitingRow is an invitation to send, with who it is about and who reads it.
type waitingRow struct {
	PatientID   id.Patient
	ID          id.Invitation
	RecipientID id.Patient
	Issue       int
	Channel     string
	Tries       int
	State       access.State
	Deadline    *time.Time
	InvitedAt   *time.Time
	identity.SealedPerson
	ToOID     string
	ToINS     []byte
	ToTraits  []byte
	ToContact []byte
}

const waitingColumns = `
	SELECT i.patient_id, i.id, i.recipient_id, i.issue, i.channel, i.tries, s.state, s.deadline, s.invited_at,
	       p.ins_oid, p.ins, p.traits, p.born, p.contact, p.has_dmp, p.died_on, p.vitale_mac,
	       r.ins_oid AS to_oid, r.ins AS to_ins, r.traits AS to_traits, r.contact AS to_contact
	FROM invitations i JOIN spaces s ON s.patient_id = i.patient_id
	JOIN persons p ON p.patient_id = i.patient_id
	JOIN persons r ON r.patient_id = i.recipient_id`

func waiting(ctx context.Context, tx db.Runner, j Invite) (waitingRow, error) {
	row, err := db.Row[waitingRow](ctx, tx, waitingColumns+`
		WHERE i.patient_id = @patient AND i.id = @id AND i.issue = @issue AND i.sent_at IS NULL AND i.used_at IS NULL
		      AND i.channel <> 'letter' AND s.state = ANY(@from)`,
		pgx.NamedArgs{"patient": j.Patient, "id": j.Invitation, "issue": j.Issue, "from": leadingOn(Sent)})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, problem.Missing("invitation")
	}
	return row, err
}

// toPrint gives the letters not printed yet, in the order in which they were
// asked for: run again after a crash it gives the same ones. They are cut to
// size along the index before anything is joined to them.
func toPrint(ctx context.Context, tx db.Runner, size int) ([]waitingRow, error) {
	return db.Rows[waitingRow](ctx, tx, `
		WITH next AS MATERIALIZED (
		    SELECT n.patient_id, n.id, n.queued_at FROM invitations n
		    WHERE n.channel = 'letter' AND n.sent_at IS NULL AND n.used_at IS NULL
		          AND (SELECT h.state FROM spaces h WHERE h.patient_id = n.patient_id) = ANY(@from)
		    ORDER BY n.queued_at, n.patient_id, n.id LIMIT @size
		)`+waitingColumns+`
		JOIN next n ON n.patient_id = i.patient_id AND n.id = i.id
		ORDER BY n.queued_at, n.patient_id, n.id`, pgx.NamedArgs{"size": size, "from": leadingOn(Sent)})
}

func markSent(ctx context.Context, tx *gate.Tx, j Invite, ends time.Time) error {
	tag, err := tx.Exec(ctx, `
		UPDATE invitations SET sent_at = @now, expires_at = @ends, line_id = @line
		WHERE patient_id = @patient AND id = @id AND issue = @issue AND sent_at IS NULL`,
		pgx.NamedArgs{"now": tx.Now(), "ends": ends, "line": tx.Line(), "patient": j.Patient, "id": j.Invitation, "issue": j.Issue})
	if err == nil && tag.RowsAffected() == 0 {
		return problem.Clash("invitation-sent")
	}
	return err
}

func toLetter(ctx context.Context, tx *gate.Tx, j Invite) error {
	_, err := tx.Exec(ctx, `
		UPDATE invitations SET channel = 'letter', line_id = @line
		WHERE patient_id = @patient AND id = @id AND issue = @issue AND sent_at IS NULL AND channel <> 'letter'`,
		pgx.NamedArgs{"line": tx.Line(), "patient": j.Patient, "id": j.Invitation, "issue": j.Issue})
	return err
}

// returnToLetter makes an invitation that came back wait for the post.
func returnToLetter(ctx context.Context, tx *gate.Tx, j Invite) error {
	_, err := tx.Exec(ctx, `
		UPDATE invitations SET channel = 'letter', sent_at = NULL, expires_at = NULL, queued_at = @now, line_id = @line
		WHERE patient_id = @patient AND id = @id AND issue = @issue AND used_at IS NULL`,
		pgx.NamedArgs{"now": tx.Now(), "line": tx.Line(), "patient": j.Patient, "id": j.Invitation, "issue": j.Issue})
	return err
}
