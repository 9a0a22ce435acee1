package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/record"
	"espacesante/internal/vault"
	"espacesante/web/demo"
	"espacesante/web/serve"
)

// BenchmarkPages is the part of `make bench` that reads: each page beside its
// statements alone, in a space of 50 documents and in one of 5,000 (issue 7
// point 13). BENCH_ONLY keeps those whose name it matches.
func BenchmarkPages(b *testing.B) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	for b.Loop() {
		t := newTally(b)
		t.header(0)
		t.must(t.p.loadDemo(t.Context()))
		guests, err := t.p.loadPatients(t.Context())
		t.must(err)
		t.lists(guests[0].account)
	}
}

// browser sends requests of one session.
type browser struct {
	*tally
	site   http.Handler
	cookie *http.Cookie
}

// signedIn is the browser of somebody who has just signed in.
func (t *tally) signedIn(who access.Actor) *browser {
	sessions := serve.NewSessions(identity.NewSessions(t.p.pool, t.p.vault), false, t.p.pool.Now, t.p.people)
	w := httptest.NewRecorder()
	sessions.Load(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.must(sessions.SignIn(r, who))
		_, _ = io.WriteString(w, "in")
	})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	cookies := w.Result().Cookies()
	if len(cookies) == 0 {
		t.Fatal("no session")
	}
	return &browser{t, t.p.pages(), cookies[0]}
}

func (b *browser) send(ctx context.Context, method, path, form string, want int) error {
	r := httptest.NewRequestWithContext(ctx, method, "http://localhost:8080"+path, strings.NewReader(form))
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(b.cookie)
	w := &answered{header: http.Header{}, code: http.StatusOK}
	b.site.ServeHTTP(w, r)
	if w.code != want {
		return fmt.Errorf("%s %s answers %d", method, path, w.code)
	}
	return nil
}

// answered takes an answer and keeps its code alone: what a recorder copies is
// no cost of the program's.
type answered struct {
	header http.Header
	code   int
}

func (a *answered) Header() http.Header         { return a.header }
func (a *answered) Write(p []byte) (int, error) { return len(p), nil }
func (a *answered) WriteHeader(code int)        { a.code = code }

// get asks for a page again and again.
func (b *browser) get(path string) func(context.Context) error {
	return func(ctx context.Context) error { return b.send(ctx, http.MethodGet, path, "", http.StatusOK) }
}

// post sends a form that answers with a page.
func (b *browser) post(path, form string) func(context.Context) error {
	return func(ctx context.Context) error { return b.send(ctx, http.MethodPost, path, form, http.StatusOK) }
}

// step is one step of a journey: what sets a cookie anew is taken along.
func (b *browser) step(method, path, form string, want int) {
	b.Helper()
	b.must(b.send(b.Context(), method, path, form, want))
}

// lists compares pages of few and many documents with each other and with what
// their rows alone cost.
func (t *tally) lists(who access.Actor) {
	doctor := t.doctor()
	var list, consult, search [2]pace
	b := t.signedIn(who)
	for i, n := range []int{50, 5000} {
		t.fill(who, n, doctor.Account)
		list[i] = t.beside(fmt.Sprintf("documents page, 50 of %d", n), "0.50", b.get("/documents"), func(ctx context.Context) error {
			return t.bareList(ctx, who, b.cookie.Value)
		})
		search[i] = t.beside(fmt.Sprintf("search among %d", n), "", b.post("/documents/recherche", "mots=document+4"), nil)
		t.beside(fmt.Sprintf("history page, %d documents", n), "0.40", b.get("/historique"), func(ctx context.Context) error {
			return t.barePast(ctx, who, b.cookie.Value)
		})
		consult[i] = t.consults(who.Patient, n)
	}
	for _, of := range []struct {
		what  string
		paces [2]pace
	}{{"documents page", list}, {"search", search}, {"a professional's record", consult}} {
		if of.paces[0].cpu > 0 && of.paces[1].cpu > 0 {
			fmt.Printf("%-50s %10.2f × the CPU of 50\n", of.what+", 5,000 documents", of.paces[1].cpu.Seconds()/of.paces[0].cpu.Seconds())
		}
	}
}

// beside measures ours, and bare where there is one, unless BENCH_ONLY leaves it out.
func (t *tally) beside(what, target string, ours, bare func(context.Context) error) pace {
	if only := os.Getenv("BENCH_ONLY"); only != "" && !regexp.MustCompile(only).MatchString(what) {
		return pace{}
	}
	p := t.clients(16, ours)
	if bare == nil {
		t.alone(what, p, target)
		return p
	}
	t.say(what, p, t.clients(16, bare), target)
	return p
}

// doctor is a professional of the demonstration at his place of work.
func (t *tally) doctor() access.Actor {
	account, _, err := t.p.people.Find(t.Context(), "professional", demo.Doctor.String())
	t.must(err)
	places, err := t.p.people.Places(t.Context(), account)
	t.must(err)
	if len(places) == 0 {
		t.Fatal("the doctor of the demonstration works nowhere")
	}
	by, err := t.p.people.Actor(t.Context(), account, places[0].FINESS)
	t.must(err)
	return by
}

// fill brings a space to n documents, read already and without their files: what
// a life of care leaves. Their words are those of a page of text.
func (t *tally) fill(who access.Actor, n int, author id.Account) {
	_, err := t.p.records.Deposit(t.Context(), who, who.Patient, record.Upload{Name: "a.pdf", Type: "EXPPAT_2", Title: "Le premier",
		CaredOn: clock.Day(time.Now()), File: sheet(clock.Day(time.Now()), "Document", "ligne")}) // the key, and a line to name
	t.must(err)
	super := dbtest.AsSuperuser(t, t.p.pool)
	var wrapped []byte
	var line id.Line
	var there int
	t.must(super.QueryRow(t.Context(), `SELECT k.wrapped, d.line_id, count(*) OVER () FROM space_keys k JOIN documents d USING (patient_id)
		WHERE k.patient_id = $1 ORDER BY d.added_at DESC LIMIT 1`, who.Patient).Scan(&wrapped, &line, &there))
	space, err := t.p.vault.Space(who.Patient, vault.Wrapped(wrapped))
	t.must(err)
	n = max(n-there, 0)
	types := []string{"11502-2", "34133-9", "57833-6", "60591-5", "18748-4", "11488-4"}
	ids, kinds, days, sealed, words := make([]id.Document, n), make([]string, n), make([]time.Time, n), make([][]byte, n), make([][]byte, n)
	for i := range n {
		ids[i], kinds[i], days[i] = id.New[id.Document](), types[i%len(types)], clock.Day(time.Now()).AddDate(0, 0, -2*i-1)
		plain, err := json.Marshal(record.Sealed{Title: fmt.Sprintf("Document %d", i), FileName: "resultat.pdf",
			Author: &record.Byline{Name: "ROUX", GivenName: "Anne", Profession: "10", Structure: "Cabinet des Lilas"}})
		t.must(err)
		sealed[i] = space.Seal(plain, "document "+ids[i].String())
		text := fmt.Appendf(nil, " DOCUMENT %d RESULTAT PDF ROUX ANNE", i)
		for w := range 250 {
			text = fmt.Appendf(text, " MOT%dDU%d", w, i*7919+w*104729)
		}
		words[i] = space.Seal(text, "words "+ids[i].String())
	}
	_, err = super.Exec(t.Context(), `
		INSERT INTO documents (patient_id, id, type, class, author_kind, author_id, cared_on, added_at, format, size, sha256, blob, sealed, informed, line_id)
		SELECT $1, u.id, u.type, '11', 'professional', $2, u.day, u.day, 'pdf', 1000, '\x00', u.id::text, u.sealed, true, $3
		FROM unnest($4::uuid[], $5::text[], $6::date[], $7::bytea[]) AS u (id, type, day, sealed)`, who.Patient, author, line, ids, kinds, days, sealed)
	t.must(err)
	_, err = super.Exec(t.Context(), `
		UPDATE document_texts t SET state = 'read', words = u.words FROM unnest($2::uuid[], $3::bytea[]) AS u (id, words)
		WHERE t.patient_id = $1 AND t.document_id = u.id`, who.Patient, ids, words)
	t.must(err)
	_, err = super.Exec(t.Context(), `VACUUM ANALYZE documents, document_texts, access_log`)
	t.must(err)
}
