package serve

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/go-chi/chi/v5/middleware"
)

type addressKey struct{}

// From says where each request comes from: the other end of its connection,
// or, when that is one of our proxies, the last hop of X-Forwarded-For that is
// none of them. Nobody else is believed, nor any other header; a list that our
// proxies hand on and that cannot be read counts for the proxy's own address.
func From(proxies []netip.Prefix) func(http.Handler) http.Handler {
	trusted := make([]string, len(proxies))
	for i, p := range proxies {
		trusted[i] = p.String()
	}
	return func(next http.Handler) http.Handler {
		kept := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			found := middleware.GetClientIPAddr(r.Context())
			if !found.IsValid() {
				if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
					found = peer.Addr()
				}
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), addressKey{}, network(found))))
		})
		if len(trusted) == 0 {
			return middleware.ClientIPFromRemoteAddr(kept)
		}
		return middleware.ClientIPFromXFF(trusted...)(kept)
	}
}

// network is the part of an address that one household or one office shares:
// whoever has a /64 of IPv6 has more addresses than any throttle counts.
func network(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := 64
	if a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// Address is the network that a request comes from: /24 of IPv4, /64 of IPv6.
// It is not valid outside From.
func Address(ctx context.Context) netip.Prefix {
	p, _ := ctx.Value(addressKey{}).(netip.Prefix)
	return p
}
