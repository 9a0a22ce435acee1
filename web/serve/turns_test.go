package serve_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/web/serve"
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
