package serve

import (
	"context"
	"net/http"
	"sync"
	"time"

	"espacesante/internal/id"
)

// atOnce is how many requests with files one account has read at a time: each
// is held whole in memory. The next ones wait for their turn, unread.
const atOnce = 4

// turns are the accounts that are sending files now.
type turns struct {
	mu sync.Mutex
	of map[id.Account]*turn
}

type turn struct {
	places chan struct{}
	asked  int
}

// take waits for a place of the account, and answers what gives it back; false
// when ctx ended first.
func (t *turns) take(ctx context.Context, a id.Account) (giveBack func(), ok bool) {
	t.mu.Lock()
	mine := t.of[a]
	if mine == nil {
		mine = &turn{places: make(chan struct{}, atOnce)}
		t.of[a] = mine
	}
	mine.asked++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.asked--; mine.asked == 0 {
			delete(t.of, a)
		}
	}
	select {
	case mine.places <- struct{}{}:
		return func() { <-mine.places; leave() }, true
	case <-ctx.Done():
		leave()
		return nil, false
	}
}

// sending is how long files may take to come: 25 Mo at the half megabit of a
// line in the country. What is done with them then has as long as for any page.
const (
	sending  = 8 * time.Minute
	answered = 2 * time.Minute
)

// giveTime lets a request with files take longer than others. A writer that
// cannot be given any (a test's) needs none.
func giveTime(w http.ResponseWriter) {
	c := http.NewResponseController(w)
	now := time.Now() // of the connection, not a fact: the real clock
	_ = c.SetReadDeadline(now.Add(sending))
	_ = c.SetWriteDeadline(now.Add(sending + answered))
}

// AllowBody lets the routes that take files receive more than others, a few at
// a time from each account.
func AllowBody(most int64) func(http.Handler) http.Handler {
	waiting := &turns{of: map[id.Account]*turn{}}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			by, _ := Someone(r)
			giveBack, ok := waiting.take(r.Context(), by.Account)
			if !ok {
				return // nobody is listening any more
			}
			defer giveBack()
			giveTime(w)
			allow(next, most, w, r)
		})
	}
}
