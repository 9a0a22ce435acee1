package app

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/record"
)

// consults is what a professional's record costs, beside its statements alone
// (performance.md: at least 0.35 of them): the page with its essentials, what is
// new, the list; then one document, with those before and after it.
func (t *tally) consults(patient id.Patient, n int) pace {
	by := t.doctor()
	b := t.signedIn(by)
	base := "/pro/patients/" + patient.String()
	b.step("GET", base+"/identite", "", http.StatusOK)
	b.step("POST", base+"/ouvrir", "motif=connu", http.StatusSeeOther)
	of := ", 50 of " + strconv.Itoa(n)
	bare := func(ctx context.Context) error { return t.bareRecord(ctx, by, patient, b.cookie.Value) }
	page := t.beside("a professional's record"+of, "0.35", b.get(base+"?periode=tout"), bare)
	wish := record.Wish{Opened: t.p.pool.Now()}
	t.beside("its service alone"+of, "", func(ctx context.Context) error {
		v, err := t.p.records.Visit(ctx, by, access.Normal, patient, wish)
		return short50(len(v.Documents), err)
	}, bare)
	v, err := t.p.records.Visit(t.Context(), by, access.Normal, patient, wish)
	t.must(err)
	one := v.Documents[len(v.Documents)/2].ID
	t.beside("a document and its neighbours, service"+of, "", func(ctx context.Context) error {
		return t.neighbours(ctx, by, patient, one)
	}, nil)
	return page
}

// neighbours opens a document as a professional who goes from one to the next.
// Its file was never kept: all that comes before it is what is measured.
func (t *tally) neighbours(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	_, around, err := t.p.records.OpenAmong(ctx, by, access.Normal, patient, doc, t.p.pool.Now())
	if around.Newer.IsZero() || around.Older.IsZero() {
		return errors.Join(errors.New("a document alone"), err)
	}
	return nil
}

// drop runs a statement and does nothing with its answer.
func drop(ctx context.Context, tx *db.Tx, sql string, args ...any) error {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		_ = rows.RawValues()
	}
	return rows.Err()
}

// bareSession is who asks.
func (t *tally) bareSession(ctx context.Context, by access.Actor, token string) error {
	return t.p.pool.InTx(ctx, func(tx *db.Tx) error {
		if err := drop(ctx, tx, `SELECT data FROM sessions WHERE token = $1`, token); err != nil {
			return err
		}
		return drop(ctx, tx, `SELECT kind, patient_id, active FROM accounts WHERE id = $1`, by.Account)
	})
}

const (
	bareRows = `SELECT id, type, class, author_kind, author_id, structure, cared_on, added_at, format, size, status, masked_at 
		FROM documents WHERE patient_id = $1 AND status IN ('approved', 'archived') ORDER BY cared_on DESC LIMIT $2`
	bareSealed = `SELECT id, sealed FROM documents WHERE patient_id = $1 LIMIT $2`
	bareKey    = `SELECT wrapped FROM space_keys WHERE patient_id = $1`
	bareLine   = `INSERT INTO access_log (patient_id, id, at, actor, role, act) VALUES ($1, $2, $3, $4, 'patient', 'document.list')`
)

// bareList sends the statements of the documents page, and does nothing with
// the answers: no decision, no count, no key, no page.
func (t *tally) bareList(ctx context.Context, who access.Actor, token string) error {
	if err := t.bareSession(ctx, who, token); err != nil {
		return err
	}
	return t.p.pool.InSpace(ctx, who.Patient, who.Account, func(tx *db.Tx) error {
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{`SELECT s.state, p.born, st.sharing FROM spaces s JOIN persons p USING (patient_id) LEFT JOIN settings st USING (patient_id) WHERE patient_id = $1`, []any{who.Patient}},
			{bareRows, []any{who.Patient, limit.ListRows}}, {bareSealed, []any{who.Patient, limit.ListRows}}, {bareKey, []any{who.Patient}},
			{bareLine, []any{who.Patient, id.NewAt[id.Line](tx.Now()), tx.Now(), who.Account}},
		} {
			if err := drop(ctx, tx, q.sql, q.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// barePast is the statements of a page of a history.
func (t *tally) barePast(ctx context.Context, who access.Actor, token string) error {
	if err := t.bareSession(ctx, who, token); err != nil {
		return err
	}
	return t.p.pool.InSpace(ctx, who.Patient, who.Account, func(tx *db.Tx) error {
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{`SELECT s.state, p.born, st.sharing FROM spaces s JOIN persons p USING (patient_id) LEFT JOIN settings st USING (patient_id) WHERE patient_id = $1`, []any{who.Patient}},
			{`SELECT l.id, l.at, l.actor, l.role, l.act, l.mode, l.motive, l.target, l.reason, p.name, p.profession, s.name
				FROM access_log l LEFT JOIN professionals p ON p.account_id = l.actor LEFT JOIN structures s ON s.finess = l.structure
				WHERE l.patient_id = $1 ORDER BY l.id DESC LIMIT $2`, []any{who.Patient, limit.ListRows}},
			{bareSealed, []any{who.Patient, limit.ListRows}}, {bareKey, []any{who.Patient}},
			{bareLine, []any{who.Patient, id.NewAt[id.Line](tx.Now()), tx.Now(), who.Account}},
		} {
			if err := drop(ctx, tx, q.sql, q.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// bareRecord sends the statements of the record and does nothing with the
// answers: the session and who it is, the person, the facts, the rows, the sealed
// parts and the key, the line.
func (t *tally) bareRecord(ctx context.Context, by access.Actor, patient id.Patient, token string) error {
	if err := t.bareSession(ctx, by, token); err != nil {
		return err
	}
	return t.p.pool.InSpace(ctx, patient, by.Account, func(tx *db.Tx) error {
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{`SELECT s.state, p.born, st.sharing, EXISTS (SELECT FROM blocks b WHERE b.patient_id = s.patient_id AND b.account_id = $2 AND b.ended_at IS NULL),
				EXISTS (SELECT FROM treating_doctors d WHERE d.patient_id = s.patient_id), (SELECT count(*) FROM consents c WHERE c.patient_id = s.patient_id)
				FROM spaces s JOIN persons p USING (patient_id) LEFT JOIN settings st USING (patient_id) WHERE patient_id = $1`, []any{patient, by.Account}},
			{bareRows, []any{patient, limit.ListRows}}, {bareSealed, []any{patient, limit.ListRows}}, {bareKey, []any{patient}},
			{`SELECT patient_id FROM person_numbers WHERE patient_id = $1`, []any{patient}},
		} {
			if err := drop(ctx, tx, q.sql, q.args...); err != nil {
				return err
			}
		}
		now := time.Now()
		line := id.NewAt[id.Line](now)
		_, err := tx.Exec(ctx, `WITH l AS (INSERT INTO access_log (patient_id, id, at, actor, role, act) VALUES ($1, $2, $3, $4, 'professional', 'document.list') RETURNING id)
			INSERT INTO professional_lines (account_id, line, patient_id, at, act, mode, motive, structure, target, reason)
			SELECT $4, id, $1, $3, 'document.list', 'normal', '', '', '', '' FROM l`, patient, line, now, by.Account)
		return err
	})
}
