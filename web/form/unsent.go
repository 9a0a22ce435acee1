package form

import (
	"context"
	"strings"
)

// Unsent is what somebody typed in a form that was sent after their session had
// ended: nothing of it was done. Who signs in again finds it in that form
// (WCAG 2.2.5, 3.3.7).
type Unsent struct {
	Action string              // where the form is sent
	Page   string              // where it stands
	Typed  map[string][]string // without passwords, codes, numbers of persons and files
	Here   bool                // it was about the space that is open now
}

type unsentKey struct{}
type withinKey struct{}

// WithUnsent gives the pages of a request what waits to be sent.
func WithUnsent(ctx context.Context, u Unsent) context.Context {
	return context.WithValue(ctx, unsentKey{}, u)
}

// UnsentOf is what WithUnsent gave.
func UnsentOf(ctx context.Context) (u Unsent, waits bool) {
	u, waits = ctx.Value(unsentKey{}).(Unsent)
	return u, waits
}

// Within tells the fields drawn in ctx to which form they belong.
func Within(ctx context.Context, action string) context.Context {
	path, _, _ := strings.Cut(action, "?")
	return context.WithValue(ctx, withinKey{}, path)
}

// Resumed is f as it was left when the session ended, where the fields drawn
// are of that form. What was sent now is never covered by what was typed before.
func Resumed(ctx context.Context, f *Form) *Form {
	u, waits := UnsentOf(ctx)
	within, _ := ctx.Value(withinKey{}).(string)
	if !waits || !u.Here || within != u.Action || f.Sent() {
		return f
	}
	left := Empty()
	left.sent = true
	for field, values := range u.Typed {
		left.typed[field] = values
	}
	return left
}
