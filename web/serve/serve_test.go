package serve_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// site answers every address with what do says, behind the whole guard.
func site(log io.Writer, do serve.Handler) http.Handler {
	r := chi.NewRouter()
	r.Use(serve.Stack(slog.New(slog.NewJSONHandler(log, nil)), ui.DefaultService(), false)...)
	r.NotFound(serve.Missing)
	r.MethodNotAllowed(serve.WrongMethod)
	r.Get("/documents/{document}", serve.Page(do))
	r.Post("/documents/{document}", serve.Page(do))
	return r
}

func ask(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func failing(err error) serve.Handler {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

func TestEachErrorIsAWholePageWithTwoWaysOn(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		says   string
	}{
		{problem.Missing("document"), 404, "Page introuvable"},
		{problem.Refuse(access.NoConsent), 403, "Il faut l’accord de la personne"},
		{problem.Refuse(access.Masked), 404, "Page introuvable"},
		{problem.Clash("activated"), 409, "La situation a changé"},
		{problem.Field("code", "required"), 422, "Nous n’avons pas pu lire"},
		{problem.Often("codes", 90*time.Second), 429, "2\u00a0minutes"},
		{problem.Busy("database", 0), 503, "momentanément fermé"},
		{errors.New("a secret of the database"), 500, "Le service a eu un problème"},
	} {
		w := ask(site(io.Discard, failing(c.err)), "GET", "/documents/1")
		body := w.Body.String()
		if w.Code != c.status || !strings.Contains(body, c.says) || !strings.Contains(body, "</html>") {
			t.Errorf("%v: %d\n%s", c.err, w.Code, body)
		}
		if main := between(body, "<main", "</main>"); strings.Count(main, "<a ") < 2 {
			t.Errorf("%v: fewer than two ways on", c.err)
		}
		if strings.Contains(body, "secret") {
			t.Errorf("%v: the cause is on the page", c.err)
		}
	}
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

func TestWaitingIsSaidToMachinesToo(t *testing.T) {
	w := ask(site(io.Discard, failing(problem.Often("codes", 90*time.Second))), "GET", "/documents/1")
	if w.Header().Get("Retry-After") != "90" {
		t.Fatal(w.Header())
	}
}

// A masked document and a missing one answer with the same bytes (decisions.md §3).
func TestAHiddenDocumentAnswersLikeAMissingOne(t *testing.T) {
	missing := ask(site(io.Discard, failing(problem.Missing("document"))), "GET", "/documents/1")
	for _, r := range []access.Reason{access.Masked, access.NotHabilitated, access.NotAnnounced, access.KeptSecret, access.NotYours} {
		hidden := ask(site(io.Discard, failing(problem.Refuse(r))), "GET", "/documents/1")
		if hidden.Code != missing.Code || hidden.Body.String() != missing.Body.String() {
			t.Errorf("%s can be told from a missing page", r)
		}
	}
}

func TestAFaultGivesItsNumberToThePersonAndToTheLog(t *testing.T) {
	var log bytes.Buffer
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(slog.New(slog.DiscardHandler)) })
	w := ask(site(&log, func(http.ResponseWriter, *http.Request) error { panic("broken") }), "GET", "/documents/1")
	number := w.Header().Get("X-Request-Id")
	if w.Code != 500 || number == "" || !strings.Contains(w.Body.String(), number) {
		t.Fatal(w.Code, number, w.Body)
	}
	if !strings.Contains(log.String(), number) || !strings.Contains(log.String(), "broken") {
		t.Fatal(log.String())
	}
}

func TestTheLogHoldsTheRouteAndNeverTheAddress(t *testing.T) {
	var log bytes.Buffer
	h := site(&log, func(w http.ResponseWriter, r *http.Request) error { w.WriteHeader(204); return nil })
	ask(h, "GET", "/documents/8kq2xyz?code=K7QF2M9T", "Cookie", "session=abcdef")
	ask(h, "GET", "/nowhere/8kq2xyz")
	for _, secret := range []string{"8kq2xyz", "K7QF2M9T", "abcdef"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%s is in the log:\n%s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), `"route":"/documents/{document}","status":204`) {
		t.Error(log.String())
	}
}

func TestPagesLoadOnlyOurFilesAndAreKeptNowhere(t *testing.T) {
	w := ask(site(io.Discard, failing(problem.Missing("x"))), "GET", "/documents/1")
	csp := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("%s is missing in %s", want, csp)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
		t.Error(csp)
	}
	if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Error(w.Header())
	}
	for _, inline := range []string{" style=", "<style", " onclick", "<script>"} {
		if strings.Contains(w.Body.String(), inline) {
			t.Error("inline:", inline)
		}
	}
}

func TestAChangeAskedFromElsewhereIsRefused(t *testing.T) {
	done := 0
	h := site(io.Discard, func(w http.ResponseWriter, r *http.Request) error { done++; w.WriteHeader(204); return nil })
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {},
		{"Origin", "null"},
	} {
		if w := ask(h, "POST", "/documents/1", headers...); w.Code != 403 || !strings.Contains(w.Body.String(), "d’ailleurs") {
			t.Errorf("%v: %d", headers, w.Code)
		}
	}
	if done != 0 {
		t.Fatal("a change was made from elsewhere")
	}
	for _, headers := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://example.com"}} {
		if w := ask(h, "POST", "/documents/1", headers...); w.Code != 204 {
			t.Errorf("%v: %d", headers, w.Code)
		}
	}
	if w := ask(h, "GET", "/documents/1"); w.Code != 204 {
		t.Error("a page could not be read:", w.Code)
	}
}

func TestABodyTooLongIsRefusedBeforeItIsRead(t *testing.T) {
	h := site(io.Discard, func(w http.ResponseWriter, r *http.Request) error {
		_, err := form.Read(r)
		return err
	})
	r := httptest.NewRequest("POST", "/documents/1", strings.NewReader("a="+strings.Repeat("x", serve.FormBytes)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Fatal(w.Code)
	}
}

// issue 7 point 2: a film sent instead of a photo is answered by a sentence. A
// browser reads no answer before it has sent everything.
func TestWhoSendsFarTooMuchReadsWhy(t *testing.T) {
	h := site(io.Discard, func(w http.ResponseWriter, r *http.Request) error {
		_, err := form.Read(r)
		return err
	})
	signed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(serve.WithActor(r.Context(), access.Actor{Role: access.Patient})))
	})
	server := httptest.NewServer(signed)
	t.Cleanup(server.Close)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	const long = 32 << 20
	sent := 0
	head := "POST /documents/1 HTTP/1.1\r\nHost: example.com\r\nOrigin: http://example.com\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + strconv.Itoa(long) + "\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	for part := bytes.Repeat([]byte("x"), 1<<20); ; {
		if _, err := conn.Write(part); err != nil {
			t.Fatalf("hung up on: %v", err)
		}
		if sent += len(part); sent == long {
			break
		}
	}
	a, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(said), "25\u00a0Mo au plus") {
		t.Errorf("%d %v", a.StatusCode, err)
	}
}

func TestTheWayHomeIsThatOfWhoAsks(t *testing.T) {
	h := serve.Page(failing(problem.Missing("x")))
	for role, home := range map[access.Role]string{access.Patient: "/accueil", access.Professional: "/pro", access.Reviewer: "/revue"} {
		r := httptest.NewRequest("GET", "/x", nil)
		r = r.WithContext(serve.WithActor(context.Background(), access.Actor{Role: role}))
		w := httptest.NewRecorder()
		h(w, r)
		if !strings.Contains(w.Body.String(), `href="`+home+`"><span>Revenir à mon accueil`) {
			t.Errorf("%s: %s", role, between(w.Body.String(), "<main", "</main>"))
		}
	}
}

func TestSomeoneNotSignedInIsSentToSignIn(t *testing.T) {
	h := serve.Only(access.Patient)(serve.Page(failing(nil)))
	w := ask(h, "GET", "/accueil")
	if u, _ := url.Parse(w.Header().Get("Location")); w.Code != 303 || u.Path != "/connexion" {
		t.Fatal(w.Code, w.Header())
	}
	r := httptest.NewRequest("GET", "/accueil", nil)
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(serve.WithActor(r.Context(), access.Actor{Role: access.Professional})))
	if w.Code != 404 {
		t.Fatal("another role was told that the page exists:", w.Code)
	}
}

// Pages that differ by a number of one length differ by more than it says once
// packed: an eavesdropper cannot weigh them (BREACH).
func TestPagesTravelPackedAndTheirLengthTellsNothing(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	h := site(io.Discard, failing(errors.New("broken"))) // its page holds a number of 14 signs
	least, most := 1<<20, 0
	for range 20 {
		w := ask(h, "GET", "/documents/1", "Accept-Encoding", "gzip")
		if w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
			t.Fatal(w.Header())
		}
		least, most = min(least, w.Body.Len()), max(most, w.Body.Len())
		unpacked, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(unpacked); err != nil || !strings.Contains(string(body), "</html>") {
			t.Fatal(err)
		}
	}
	if most-least < 20 {
		t.Errorf("lengths differ by %d bytes only", most-least)
	}
}
