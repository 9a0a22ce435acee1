package serve_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// One account that sends a hundred files at once must not fill the memory, nor
// make the others wait.
func TestFilesOfOneAccountAreReadAFewAtATime(t *testing.T) {
	entered, gate := make(chan id.Account, 100), make(chan struct{})
	h := serve.AllowBody(1 << 20)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		entered <- serve.Actor(r).Account
		<-gate
	}))
	var all sync.WaitGroup
	send := func(a id.Account) {
		all.Go(func() {
			r := httptest.NewRequest("POST", "/x", strings.NewReader("x"))
			h.ServeHTTP(httptest.NewRecorder(), r.WithContext(serve.WithActor(r.Context(), access.Actor{Account: a})))
		})
	}
	greedy, other := id.New[id.Account](), id.New[id.Account]()
	for range 10 {
		send(greedy)
	}
	for range 4 {
		<-entered
	}
	send(other)
	if got := <-entered; got != other {
		t.Error("a fifth request of one account was let in at once")
	}
	close(gate)
	all.Wait()
	if n := len(entered); n != 6 {
		t.Errorf("%d requests came in after the others, want 6", n)
	}
}

// line is a connection that remembers until when it may be read and written.
type line struct {
	*httptest.ResponseRecorder
	read, written time.Time
}

func (l *line) SetReadDeadline(t time.Time) error  { l.read = t; return nil }
func (l *line) SetWriteDeadline(t time.Time) error { l.written = t; return nil }

// A file of 25 Mo takes minutes on a slow line: pages that take files give them,
// through everything that stands around a page; others do not.
func TestFilesHaveMinutesToCome(t *testing.T) {
	r := chi.NewRouter()
	r.Use(serve.Stack(slog.New(slog.DiscardHandler), ui.DefaultService(), false)...)
	done := func(http.ResponseWriter, *http.Request) {}
	r.With(serve.AllowBody(1<<20)).Post("/files", done)
	r.Post("/words", done)
	for path, long := range map[string]bool{"/files": true, "/words": false} {
		q := httptest.NewRequest("POST", path, strings.NewReader("x"))
		q.Header.Set("Sec-Fetch-Site", "same-origin")
		l := &line{ResponseRecorder: httptest.NewRecorder()}
		began := time.Now()
		r.ServeHTTP(l, q)
		if given := l.read.After(began.Add(5*time.Minute)) && l.written.After(l.read); given != long {
			t.Errorf("%s: read until %s, written until %s", path, l.read, l.written)
		}
	}
}
