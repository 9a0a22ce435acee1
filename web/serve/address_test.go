package serve

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// ASVS 4.1.3, 15.3.4: the address of a client is never taken from a header
// unless a proxy of ours wrote it.
func TestAForgedHeaderDoesNotMoveAClient(t *testing.T) {
	ours := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		name      string
		proxies   []netip.Prefix
		peer      string
		forwarded []string
		want      string
	}{
		{"no proxy, no header", nil, "198.51.100.7:4242", nil, "198.51.100.0/24"},
		{"no proxy, a forged list", nil, "198.51.100.7:4242", []string{"203.0.113.9"}, "198.51.100.0/24"},
		{"no proxy, a peer that says it is local", nil, "10.1.2.3:4242", []string{"203.0.113.9"}, "10.1.2.0/24"},
		{"a stranger beside our proxies", ours, "198.51.100.7:4242", []string{"203.0.113.9, 10.0.0.2"}, "198.51.100.0/24"},
		{"one proxy", ours, "10.0.0.2:4242", []string{"203.0.113.9"}, "203.0.113.0/24"},
		{"what the client wrote before the proxy", ours, "10.0.0.2:4242", []string{"192.0.2.1, 203.0.113.9"}, "203.0.113.0/24"},
		{"two proxies", ours, "10.0.0.2:4242", []string{"192.0.2.1, 203.0.113.9, 10.0.0.3"}, "203.0.113.0/24"},
		{"two headers", ours, "10.0.0.2:4242", []string{"192.0.2.1", "203.0.113.9"}, "203.0.113.0/24"},
		{"a list that cannot be read", ours, "10.0.0.2:4242", []string{"192.0.2.1, <script>"}, "10.0.0.0/24"},
		{"nothing but proxies", ours, "10.0.0.2:4242", []string{"10.0.0.3"}, "10.0.0.0/24"},
		{"an alias of a proxy", ours, "10.0.0.2:4242", []string{"203.0.113.9, ::ffff:10.0.0.3"}, "203.0.113.0/24"},
		{"a household of IPv6", ours, "[fd00::1]:4242", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"},
		{"a peer of IPv6 with a zone", nil, "[fe80::1%eth0]:4242", nil, "fe80::/64"},
		{"IPv4 in IPv6", nil, "[::ffff:198.51.100.7]:4242", nil, "198.51.100.0/24"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got netip.Prefix
			h := From(c.proxies)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = Address(r.Context()) }))
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = c.peer
			r.Header["X-Forwarded-For"] = c.forwarded
			for _, other := range []string{"X-Real-Ip", "True-Client-Ip", "X-Client-Ip", "Cf-Connecting-Ip"} {
				r.Header.Set(other, "192.0.2.66")
			}
			r.Header.Set("Forwarded", "for=192.0.2.66")
			h.ServeHTTP(httptest.NewRecorder(), r)
			if got.String() != c.want {
				t.Errorf("counted as %s, want %s", got, c.want)
			}
		})
	}
}
