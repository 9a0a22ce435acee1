package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/record"
	"espacesante/web/demo"
	"espacesante/web/serve"
)

// consults is what a professional's record costs, beside its statements alone
// (performance.md: at least 0.35 of them): the page with its essentials, what is
// new, the list.
func (t *tally) consults(patient id.Patient) {
	account, _, err := t.p.people.Find(t.Context(), "professional", demo.Doctor.String())
	t.must(err)
	places, err := t.p.people.Places(t.Context(), account)
	t.must(err)
	if len(places) == 0 {
		t.Fatal("the doctor of the demonstration works nowhere")
	}
	by, err := t.p.people.Actor(t.Context(), account, places[0].FINESS)
	t.must(err)
	sessions := serve.NewSessions(identity.NewSessions(t.p.pool, t.p.vault), false, t.p.pool.Now, t.p.people)
	w := httptest.NewRecorder()
	sessions.Load(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.must(sessions.SignIn(r, by))
		_, _ = io.WriteString(w, "in")
	})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	cookie := w.Result().Cookies()[0]
	site := t.p.pages()
	send := func(ctx context.Context, method, path, form string, want int) error {
		r := httptest.NewRequestWithContext(ctx, method, "http://localhost:8080"+path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		for _, c := range w.Result().Cookies() {
			cookie = c
		}
		if w.Code != want {
			return fmt.Errorf("%s %s answers %d", method, path, w.Code)
		}
		return nil
	}
	base := "/pro/patients/" + patient.String()
	t.must(send(t.Context(), "GET", base+"/identite", "", http.StatusOK))
	t.must(send(t.Context(), "POST", base+"/ouvrir", "motif=connu", http.StatusSeeOther))
	bare := t.clients(16, func(ctx context.Context) error { return t.bareRecord(ctx, by, patient, cookie.Value) })
	t.say("a professional's record, 50 of 100, 16 clients", t.clients(16, func(ctx context.Context) error {
		return send(ctx, "GET", base+"?periode=tout", "", http.StatusOK)
	}), bare, "0.35")
	t.say("its service alone, without page nor session", t.clients(16, func(ctx context.Context) error {
		v, err := t.p.records.Visit(ctx, by, access.Normal, patient, record.Wish{Opened: t.p.pool.Now()})
		return short50(len(v.Documents), err)
	}), bare, "")
}

// bareRecord sends the statements of the record and does nothing with the
// answers: the session and who it is, the person, the facts, the rows, the sealed
// parts and the key, the line.
func (t *tally) bareRecord(ctx context.Context, by access.Actor, patient id.Patient, token string) error {
	drop := func(tx *db.Tx, sql string, args ...any) error {
		rows, err := tx.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			_ = rows.RawValues()
		}
		return rows.Err()
	}
	err := t.p.pool.InTx(ctx, func(tx *db.Tx) error {
		if err := drop(tx, `SELECT data FROM sessions WHERE token = $1`, token); err != nil {
			return err
		}
		return drop(tx, `SELECT kind, patient_id, active FROM accounts WHERE id = $1`, by.Account)
	})
	if err != nil {
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
			{`SELECT id, type, class, author_kind, author_id, structure, cared_on, added_at, format, size, status, masked_at FROM documents WHERE patient_id = $1 ORDER BY cared_on DESC`, []any{patient}},
			{`SELECT id, sealed FROM documents WHERE patient_id = $1 LIMIT $2`, []any{patient, limit.ListRows}},
			{`SELECT wrapped FROM space_keys WHERE patient_id = $1`, []any{patient}},
			{`SELECT patient_id FROM person_numbers WHERE patient_id = $1`, []any{patient}},
		} {
			if err := drop(tx, q.sql, q.args...); err != nil {
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
