package app

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// answerWithin is how long /readyz waits for what it asks.
const answerWithin = 3 * time.Second

// probe is one thing that must answer before pages can.
type probe struct {
	name string
	ask  func(context.Context) error
}

// health answers whoever watches the process.
type health struct {
	probes   []probe
	patience time.Duration // answerWithin when zero
	draining atomic.Bool   // the process is ending: nobody new should come
}

// live says that the process answers, nothing more.
func (h *health) live(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, "ok\n") // nobody listens: nothing to do
}

// ready is 200 when everything answers, else 503 naming what does not.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	silent := h.silent(r.Context())
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if len(silent) > 0 {
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
		for _, name := range silent {
			_, _ = io.WriteString(w, name+"\n")
		}
		return
	}
	_, _ = io.WriteString(w, "ready\n")
}

// silent names what does not answer, asking everything at once.
func (h *health) silent(ctx context.Context) (names []string) {
	if h.draining.Load() {
		return []string{"draining"}
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(h.patience, answerWithin))
	defer cancel()
	failed := make([]bool, len(h.probes))
	var all sync.WaitGroup
	for i, p := range h.probes {
		all.Go(func() { failed[i] = within(ctx, p.ask) != nil })
	}
	all.Wait()
	for i, p := range h.probes {
		if failed[i] {
			names = append(names, p.name)
		}
	}
	return names
}

// within stops waiting for ask when ctx ends, even when ask does not.
func within(ctx context.Context, ask func(context.Context) error) error {
	answered := make(chan error, 1)
	go func() { answered <- ask(ctx) }()
	select {
	case err := <-answered:
		return err
	case <-ctx.Done():
		return errors.New("no answer in time")
	}
}
