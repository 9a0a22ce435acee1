package record

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// requestRow is a request as the space keeps it.
type requestRow struct {
	ID         id.Request
	Kind       RequestKind
	AccountID  id.Account
	DocumentID *id.Document
	Sealed     []byte
	AskedAt    time.Time
	DueAt      time.Time
	State      RequestState
	SettledBy  string
	SettledAt  *time.Time
	Answer     []byte

	HiddenFromRepresentatives bool
}

const requestColumns = `id, kind, account_id, document_id, sealed, asked_at, due_at, state, settled_by, settled_at, answer,
	hidden_from_representatives`

func requests(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]requestRow, error) {
	return db.Rows[requestRow](ctx, tx, `
		SELECT `+requestColumns+` FROM document_requests
		WHERE patient_id = @patient AND kind <> 'report' AND NOT (@outside AND hidden_from_representatives) ORDER BY asked_at DESC, id LIMIT 200`,
		pgx.NamedArgs{"patient": patient, "outside": outside(tx)})
}

func request(ctx context.Context, tx *gate.Tx, patient id.Patient, which id.Request) (requestRow, bool, error) {
	r, err := db.Row[requestRow](ctx, tx, `
		SELECT `+requestColumns+` FROM document_requests
		WHERE patient_id = @patient AND id = @id AND NOT (@outside AND hidden_from_representatives)`,
		pgx.NamedArgs{"patient": patient, "id": which, "outside": outside(tx)})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// missingRequest is the answer to whoever asks about none, unless something
// else went wrong.
func missingRequest(err error) error {
	if err != nil {
		return err
	}
	return problem.Missing("request")
}

// tally is what a new request meets.
type tally struct {
	Same    bool // sent already
	Known   bool // the professional has to do with the space
	Twice   bool // the same is open about the document
	Waiting int
}

// talliedRequests counts what who asks may know of: a minor's own requests and
// those of the representatives are two piles.
func talliedRequests(ctx context.Context, tx *gate.Tx, patient id.Patient, w Appeal) (tally, error) {
	return db.Row[tally](ctx, tx, `
		SELECT EXISTS (SELECT FROM document_requests r WHERE r.patient_id = @patient AND r.id = @id) AS same,
		       EXISTS (SELECT FROM professionals p WHERE p.account_id = @to AND (
		           EXISTS (SELECT FROM openings o WHERE o.patient_id = @patient AND o.account_id = p.account_id)
		           OR EXISTS (SELECT FROM consents c WHERE c.patient_id = @patient AND c.account_id = p.account_id)
		           OR EXISTS (SELECT FROM documents d WHERE d.patient_id = @patient AND d.author_id = p.account_id)
		           OR EXISTS (SELECT FROM treating_doctors t WHERE t.patient_id = @patient AND t.rpps = p.rpps))) AS known,
		       EXISTS (SELECT FROM document_requests r WHERE r.patient_id = @patient AND r.document_id = @doc AND r.kind = @kind
		               AND r.state = 'open' AND r.hidden_from_representatives = @alone AND r.asked_by IS NOT DISTINCT FROM @reporter) AS twice,
		       (SELECT count(*) FROM document_requests r WHERE r.patient_id = @patient AND r.state = 'open'
		        AND r.hidden_from_representatives = @alone AND r.asked_by IS NOT DISTINCT FROM @reporter) AS waiting`,
		pgx.NamedArgs{"patient": patient, "id": w.ID, "to": w.To, "doc": w.Document, "kind": w.Kind, "alone": alone(tx), "reporter": w.reporter(tx)})
}

// reporter is who asks when it is not the person.
func (w Appeal) reporter(tx *gate.Tx) *id.Account {
	if w.Kind != Report {
		return nil
	}
	by := tx.By().Account
	return &by
}

func insertRequest(ctx context.Context, tx *gate.Tx, patient id.Patient, w Appeal, due time.Time, sealed []byte) error {
	var doc *id.Document
	if w.Kind != Missing {
		doc = &w.Document
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO document_requests (patient_id, id, kind, account_id, document_id, sealed, asked_at, due_at,
		    hidden_from_representatives, asked_by, line_id)
		VALUES (@patient, @id, @kind, @to, @doc, @sealed, @now, @due, @alone, @reporter, @line)`,
		pgx.NamedArgs{"patient": patient, "id": w.ID, "kind": w.Kind, "to": w.To, "doc": doc, "sealed": sealed, "now": tx.Now(),
			"due": due, "alone": alone(tx), "reporter": w.reporter(tx), "line": tx.Line()})
	return err
}

func tellAsked(ctx context.Context, tx *gate.Tx, patient id.Patient, w Appeal, due time.Time, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO asked_professionals (account_id, id, patient_id, kind, asked_at, due_at, sealed)
		VALUES (@to, @id, @patient, @kind, @now, @due, @sealed)`,
		pgx.NamedArgs{"to": w.To, "id": w.ID, "patient": patient, "kind": w.Kind, "now": tx.Now(), "due": due, "sealed": sealed})
	return err
}

// remindUnanswered marks the requests that wait and end before an instant as
// reminded of, and gives the messages that are due.
func remindUnanswered(ctx context.Context, tx *db.Tx, before time.Time, most int) ([]AskedDue, error) {
	return db.Rows[AskedDue](ctx, tx, `
		UPDATE asked_professionals a SET reminded_at = @now
		FROM (SELECT account_id, id FROM asked_professionals
		      WHERE settled_at IS NULL AND kind <> 'reported' AND reminded_at IS NULL AND due_at <= @before AND due_at > @now
		      ORDER BY due_at LIMIT @most FOR UPDATE SKIP LOCKED) d
		WHERE a.account_id = d.account_id AND a.id = d.id
		RETURNING a.account_id AS account, a.id AS request, a.due_at, true AS again`,
		pgx.NamedArgs{"before": before, "now": tx.Now(), "most": most})
}

// settled is how a request ends.
type settled struct {
	State  RequestState
	By     string
	Answer []byte
}

// settle ends a request, in the space and in the professional's list.
func settle(ctx context.Context, tx *gate.Tx, patient id.Patient, r requestRow, end settled) error {
	if end.Answer == nil {
		end.Answer = []byte{}
	}
	_, err := tx.Exec(ctx, `
		UPDATE document_requests SET state = @state, settled_by = @by, settled_at = @now, answer = @answer, line_id = @line
		WHERE patient_id = @patient AND id = @id`,
		pgx.NamedArgs{"patient": patient, "id": r.ID, "state": end.State, "by": end.By, "now": tx.Now(), "answer": end.Answer, "line": tx.Line()})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE asked_professionals SET settled_at = @now WHERE patient_id = @patient AND account_id = @to AND id = @id`,
		pgx.NamedArgs{"patient": patient, "to": r.AccountID, "id": r.ID, "now": tx.Now()})
	return err
}

// receivedRow is a request as the list of a professional keeps it.
type receivedRow struct {
	ID        id.Request
	PatientID id.Patient
	Kind      RequestKind
	AskedAt   time.Time
	DueAt     time.Time
	SettledAt *time.Time
	Sealed    []byte
}

func received(ctx context.Context, tx *db.Tx, by id.Account, most int) ([]receivedRow, error) {
	return db.Rows[receivedRow](ctx, tx, `
		SELECT id, patient_id, kind, asked_at, due_at, settled_at, sealed FROM asked_professionals WHERE account_id = @by
		ORDER BY settled_at IS NOT NULL, asked_at DESC, id LIMIT @most`, pgx.NamedArgs{"by": by, "most": most})
}

func contests(ctx context.Context, tx *db.Tx, most int) ([]Contested, error) {
	return db.Rows[Contested](ctx, tx, `
		SELECT id, patient_id AS patient, asked_at, due_at FROM document_requests
		WHERE state = 'open' AND kind = 'contest' ORDER BY due_at, id LIMIT @most`, pgx.NamedArgs{"most": most})
}

// about are the targets of lines that would tell of documents: these, and what
// was asked and answered of them.
func about(ctx context.Context, tx *gate.Tx, patient id.Patient, docs []id.Document) (all []string, err error) {
	if len(docs) == 0 {
		return nil, nil
	}
	for _, d := range docs {
		all = append(all, d.String())
	}
	asked, err := db.Rows[struct{ ID id.Request }](ctx, tx, `
		SELECT id FROM document_requests WHERE patient_id = @patient AND document_id = ANY(@docs)`,
		pgx.NamedArgs{"patient": patient, "docs": docs})
	for _, r := range asked {
		all = append(all, r.ID.String())
	}
	return all, err
}
