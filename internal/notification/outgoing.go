package notification

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Notice is a message on its way: what to tell, and of which act.
type Notice struct {
	PatientID id.Patient
	ID        id.Notice
	Kind      Kind
	Reference string
	QueuedAt  time.Time
	Role      string     // of who acted, for the channel
	ActorName string     // of a professional who acted, as the directory names him
	Target    string     // of the line of the act: a receipt's number, a document
	ReaderID  id.Patient // the representative it is addressed to; zero: the person
}

// Load reads the notice of a job, in a transaction that may read its space.
func Load(ctx context.Context, tx db.Runner, d Due) (Notice, error) {
	n, err := db.Row[Notice](ctx, tx, noticeColumns+`@nobody::uuid AS reader_id`+noticeTables+` WHERE n.patient_id = @patient AND n.id = @id`,
		pgx.NamedArgs{"patient": d.Patient, "id": d.Notice, "nobody": id.Patient{}})
	if errors.Is(err, pgx.ErrNoRows) {
		return n, problem.Missing("notice")
	}
	return n, err
}

const noticeColumns = `
	SELECT n.patient_id, n.id, n.kind, n.reference, n.queued_at, l.role, l.target, coalesce(d.name, '') AS actor_name, `

const noticeTables = `
	FROM notices n JOIN access_log l ON l.patient_id = n.patient_id AND l.id = n.line_id
	LEFT JOIN LATERAL (SELECT concat_ws(' ', nullif(p.title, ''), p.given_name, p.name) AS name FROM professionals p
	                   WHERE l.role = 'professional' AND p.account_id = l.actor) d ON true`

// OnPaper puts a notice among the letters to print, once.
func OnPaper(ctx context.Context, tx db.Runner, d Due) error {
	return OnPaperTo(ctx, tx, DueTo{Due: d})
}

// OnPaperTo is OnPaper for one reader of a notice about a child.
func OnPaperTo(ctx context.Context, tx db.Runner, d DueTo) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notice_letters (patient_id, notice_id, reader_id, queued_at) VALUES (@patient, @id, @to, @now)
		ON CONFLICT (patient_id, notice_id, reader_id) DO NOTHING`,
		pgx.NamedArgs{"patient": d.Patient, "id": d.Notice, "to": d.To, "now": tx.Now()})
	return err
}

// ToPrint gives the notices that wait to be printed, in the order in which they
// came: run again after a crash it gives the same ones.
func ToPrint(ctx context.Context, tx db.Runner, most int) ([]Notice, error) {
	return db.Rows[Notice](ctx, tx, noticeColumns+`p.reader_id`+noticeTables+`
		JOIN notice_letters p ON p.patient_id = n.patient_id AND p.notice_id = n.id
		WHERE p.printed_at IS NULL ORDER BY p.queued_at, p.patient_id, p.notice_id, p.reader_id LIMIT @most`, pgx.NamedArgs{"most": most})
}

// Printed marks notices whose file is on disk.
func Printed(ctx context.Context, tx db.Runner, all []Notice) error {
	patients, ids, readers := make([]id.Patient, len(all)), make([]id.Notice, len(all)), make([]id.Patient, len(all))
	for i, n := range all {
		patients[i], ids[i], readers[i] = n.PatientID, n.ID, n.ReaderID
	}
	_, err := tx.Exec(ctx, `
		UPDATE notice_letters p SET printed_at = @now
		FROM unnest(@patients::uuid[], @ids::uuid[], @readers::uuid[]) AS t (patient_id, notice_id, reader_id)
		WHERE p.patient_id = t.patient_id AND p.notice_id = t.notice_id AND p.reader_id = t.reader_id AND p.printed_at IS NULL`,
		pgx.NamedArgs{"patients": patients, "ids": ids, "readers": readers, "now": tx.Now()})
	return err
}

// Channel is how a message leaves.
type Channel string

// The channels, as the register of references keeps them.
const (
	Email  Channel = "email"
	SMS    Channel = "sms"
	Letter Channel = "letter"
)

// Register keeps the references of messages about to leave, so that whoever gets
// one can check it. The same reference again changes nothing.
func Register(ctx context.Context, tx db.Runner, by Channel, references ...string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO message_references (reference, kind, sent_at)
		SELECT r, @kind, @now FROM unnest(@references::text[]) r ON CONFLICT (reference) DO NOTHING`,
		pgx.NamedArgs{"references": references, "kind": by, "now": tx.Now()})
	return err
}

// Registered is what the register knows of a reference.
type Registered struct {
	Kind   Channel
	SentAt time.Time
}

// Genuine finds a message by the reference printed in it; Missing when none of
// ours has it.
func Genuine(ctx context.Context, pool *db.Pool, reference string) (r Registered, err error) {
	err = pool.InTx(ctx, func(tx *db.Tx) error {
		r, err = db.Row[Registered](ctx, tx, `SELECT kind, sent_at FROM message_references WHERE reference = @reference`,
			pgx.NamedArgs{"reference": reference})
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, problem.Missing("reference")
	}
	return r, err
}

// ReferenceOf is the reference of a message that no notice stands for, the same
// each time it is tried: about names the message.
func ReferenceOf(v *vault.Vault, about string) string {
	r := id.Unambiguous(v.Derive("message reference", about, 32), 8)
	return "R-" + r[:4] + "-" + r[4:]
}
