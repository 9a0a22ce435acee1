package notification

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
)

// heard leaves the notices that a reader may hear of. A holder hears of all but
// digests, without a look at their lines.
const heard = `n.patient_id = @patient AND n.kind <> ALL(@deaf::text[])
	AND (@whole OR EXISTS (SELECT FROM access_log l WHERE l.patient_id = n.patient_id AND l.id = n.line_id
	                       AND l.actor IS DISTINCT FROM @minor AND l.target <> ALL(@secret::text[])))`

// fresh are those that came after the last « Tout marquer comme lu » and were
// not read one by one: both from an index.
const fresh = `n.id > coalesce((SELECT r.notice_id FROM notice_reads r
	                         WHERE r.patient_id = @patient AND r.reader_id = @reader AND r.all_before
	                         ORDER BY r.notice_id DESC LIMIT 1), '00000000-0000-0000-0000-000000000000'::uuid)
	AND NOT EXISTS (SELECT FROM notice_reads r WHERE r.patient_id = @patient AND r.reader_id = @reader AND r.notice_id = n.id)`

func (e ear) args(patient id.Patient) pgx.NamedArgs {
	return pgx.NamedArgs{"patient": patient, "deaf": e.kinds, "whole": e.whole, "minor": e.minor, "secret": e.targets, "reader": e.reader}
}

// unread are the notices not read yet, by kind. More than a few hundred are not
// counted further.
func unread(ctx context.Context, tx db.Runner, patient id.Patient, e ear) ([]Waiting, error) {
	return db.Rows[Waiting](ctx, tx, `
		SELECT n.kind, count(*) AS count, (array_agg(n.id ORDER BY n.id DESC))[1] AS newest
		FROM (SELECT n.patient_id, n.id, n.kind FROM notices n WHERE `+heard+` AND `+fresh+` ORDER BY n.id DESC LIMIT 300) n
		WHERE n.patient_id = @patient
		GROUP BY n.kind ORDER BY newest DESC`, e.args(patient))
}

type toldRow struct {
	Told
	Total int
}

// notices are one page of them, the newest first.
func notices(ctx context.Context, tx db.Runner, patient id.Patient, e ear, kinds []Kind, unreadOnly bool, page int) (l Listing, err error) {
	args := e.args(patient)
	args["any"], args["kinds"], args["unread"] = len(kinds) == 0, kinds, unreadOnly
	args["skip"], args["most"] = pageOf(page), limit.ListRows
	rows, err := db.Rows[toldRow](ctx, tx, `
		SELECT n.id, n.kind, n.reference, n.queued_at, s.target, NOT n.fresh AS read, n.total
		FROM (SELECT n.patient_id, n.id, n.kind, n.reference, n.queued_at, n.line_id, n.fresh, count(*) OVER () AS total
		      FROM (SELECT n.patient_id, n.id, n.kind, n.reference, n.queued_at, n.line_id, (`+fresh+`) AS fresh
		            FROM notices n WHERE `+heard+` AND (@any OR n.kind = ANY(@kinds::text[]))) n
		      WHERE n.patient_id = @patient AND (n.fresh OR NOT @unread) ORDER BY n.id DESC LIMIT @most OFFSET @skip) n
		JOIN access_log s ON s.patient_id = n.patient_id AND s.id = n.line_id
		ORDER BY n.id DESC`, args)
	l = Listing{Page: page, Pages: 1}
	for _, r := range rows {
		l.Notices, l.Total = append(l.Notices, r.Told), r.Total
	}
	l.Pages = max(1, (l.Total+limit.ListRows-1)/limit.ListRows)
	return l, err
}

// oneNotice is one of them, if the reader may hear of it.
func oneNotice(ctx context.Context, tx db.Runner, patient id.Patient, e ear, notice id.Notice) ([]Told, error) {
	args := e.args(patient)
	args["notice"] = notice
	return db.Rows[Told](ctx, tx, `
		SELECT n.id, n.kind, n.reference, n.queued_at, s.target, NOT (`+fresh+`) AS read
		FROM notices n JOIN access_log s ON s.patient_id = n.patient_id AND s.id = n.line_id
		WHERE n.id = @notice AND `+heard, args)
}

// documentThere reports whether a document can be read now: not replaced, not
// withdrawn, kept from nobody of the house.
func documentThere(ctx context.Context, tx db.Runner, patient id.Patient, doc id.Document) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM documents WHERE patient_id = @patient AND id = @doc AND status = 'approved'
		                      AND hidden_from_patient_until IS NULL AND NOT hidden_from_representatives)`,
		pgx.NamedArgs{"patient": patient, "doc": doc})
}

func markRead(ctx context.Context, tx *gate.Tx, patient id.Patient, reader id.Account, notice id.Notice) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notice_reads (patient_id, reader_id, notice_id, all_before, read_at, line_id)
		VALUES (@patient, @reader, @notice, false, @now, @line) ON CONFLICT (patient_id, reader_id, notice_id) DO NOTHING`,
		pgx.NamedArgs{"patient": patient, "reader": reader, "notice": notice, "now": tx.Now(), "line": tx.Line()})
	return err
}

// markAll marks the newest notice up to one, and thereby all before it.
func markAll(ctx context.Context, tx *gate.Tx, patient id.Patient, reader id.Account, upTo id.Notice) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notice_reads (patient_id, reader_id, notice_id, all_before, read_at, line_id)
		SELECT @patient, @reader, n.id, true, @now, @line FROM notices n
		WHERE n.patient_id = @patient AND (@all OR n.id <= @notice) ORDER BY n.id DESC LIMIT 1
		ON CONFLICT (patient_id, reader_id, notice_id) DO UPDATE SET all_before = true, read_at = @now, line_id = @line
		WHERE NOT notice_reads.all_before`,
		pgx.NamedArgs{"patient": patient, "reader": reader, "notice": upTo, "all": upTo.IsZero(), "now": tx.Now(), "line": tx.Line()})
	return err
}

type choiceRow struct {
	Event  Event
	Email  bool
	SMS    bool
	Letter bool
	Rhythm Rhythm
}

// WishesOf is how the person of a space wants to be told, in one statement.
func WishesOf(ctx context.Context, tx db.Runner, patient id.Patient) (Wishes, error) {
	w := Wishes{Channels: map[Event]Choice{}, Rhythm: AtOnce}
	rows, err := db.Rows[choiceRow](ctx, tx, `
		SELECT event, email, sms, letter, '' AS rhythm FROM notice_choices WHERE patient_id = @patient
		UNION ALL
		SELECT '', false, false, false, rhythm FROM notice_rhythms WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
	for _, r := range rows {
		if r.Rhythm != "" {
			w.Rhythm = r.Rhythm
			continue
		}
		w.Channels[r.Event] = Choice{Email: r.Email, SMS: r.SMS, Letter: r.Letter}
	}
	return w, err
}

func keepChoice(ctx context.Context, tx *gate.Tx, patient id.Patient, e Event, c Choice) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notice_choices (patient_id, event, email, sms, letter, line_id)
		VALUES (@patient, @event, @email, @sms, @letter, @line)
		ON CONFLICT (patient_id, event) DO UPDATE SET email = @email, sms = @sms, letter = @letter, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "event": e, "email": c.Email, "sms": c.SMS, "letter": c.Letter, "line": tx.Line()})
	return err
}

// keepRhythm keeps when to tell; what waits already moves with it.
func keepRhythm(ctx context.Context, tx *gate.Tx, patient id.Patient, r Rhythm) error {
	args := pgx.NamedArgs{"patient": patient, "rhythm": r, "due": r.Next(tx.Now()), "line": tx.Line()}
	if _, err := tx.Exec(ctx, `
		INSERT INTO notice_rhythms (patient_id, rhythm, line_id) VALUES (@patient, @rhythm, @line)
		ON CONFLICT (patient_id) DO UPDATE SET rhythm = @rhythm, line_id = @line`, args); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE notice_waits SET due_at = @due WHERE patient_id = @patient AND digest_id IS NULL`, args)
	return err
}

// wait keeps one notice for the next message of whom it is for, once.
func wait(ctx context.Context, tx db.Runner, reader id.Patient, notice id.Notice, on Choice, due time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notice_waits (patient_id, notice_id, email, sms, letter, due_at)
		VALUES (@patient, @notice, @email, @sms, @letter, @due) ON CONFLICT (patient_id, notice_id) DO NOTHING`,
		pgx.NamedArgs{"patient": reader, "notice": notice, "email": on.Email, "sms": on.SMS, "letter": on.Letter, "due": due})
	return err
}
