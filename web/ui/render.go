// Package ui is the pieces that pages are made of, each named by its purpose:
// what surrounds a page, fields, panels, lists. It draws what it is given and
// asks nobody for anything; pages write no class of their own.
package ui

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/a-h/templ"
)

// Render writes c whole or not at all, so that an error can still become a page.
// Who hangs up while it is drawn is no fault of ours: it is drawn to its end,
// in memory.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	b := drafts.Get().(*bytes.Buffer)
	defer func() {
		if b.Reset(); b.Cap() <= draftMost {
			drafts.Put(b)
		}
	}()
	if err := c.Render(context.WithoutCancel(r.Context()), b); err != nil {
		return fmt.Errorf("ui: render: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := b.WriteTo(w)
	return err
}

// drafts are what pages were drawn in, to draw others in: a page then grows no
// memory of its own. One that a very long page has grown is let go.
var drafts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const draftMost = 1 << 20
