package identity

import "context"

// Origin is where a request comes from, as far as protecting people needs it.
// It is never kept: a throttle keeps a keyed MAC of the network, a device that
// of its cookie.
type Origin struct {
	Network string // the /24 or /64 of the address; empty when nobody knows
	Device  string // what the browser kept since an earlier sign-in; empty when nothing
	Browser Browser
}

// Browser is what a browser says it is, by name.
type Browser struct {
	Name   string `json:"name,omitempty"`   // Firefox
	System string `json:"system,omitempty"` // Windows
}

type originKey struct{}

// WithOrigin is ctx of a request that comes from there.
func WithOrigin(ctx context.Context, from Origin) context.Context {
	return context.WithValue(ctx, originKey{}, from)
}

// OriginOf is where the request of ctx comes from: the zero Origin for work that
// nobody asked for over the network.
func OriginOf(ctx context.Context) Origin {
	from, _ := ctx.Value(originKey{}).(Origin)
	return from
}
