package form

import (
	"context"
	"net/http"

	"espacesante/internal/problem"
)

// SpaceField is what every form of a space carries: of which space its page
// was. A tab left open on another one then changes nothing (ux.md §0.1, 4).
const SpaceField = "espace"

type spaceKey struct{}

// OfSpace tells the forms of a request whose space its pages are about.
func OfSpace(ctx context.Context, space string) context.Context {
	return context.WithValue(ctx, spaceKey{}, space)
}

// SpaceOf is the space that OfSpace told; empty outside of any.
func SpaceOf(ctx context.Context) string {
	space, _ := ctx.Value(spaceKey{}).(string)
	return space
}

// SameSpace refuses a form whose page was about another space than the one that
// is open now.
func SameSpace(r *http.Request) error {
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		return nil // files are read, and judged, by their own form
	}
	if err := r.ParseForm(); err != nil {
		return tooLarge(err)
	}
	return same(r.Context(), r.PostForm.Get(SpaceField))
}

func same(ctx context.Context, sent string) error {
	if open := SpaceOf(ctx); sent != "" && open != "" && sent != open {
		return problem.Clash("other-space")
	}
	return nil
}
