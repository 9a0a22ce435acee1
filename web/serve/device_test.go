package serve_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/web/serve"
)

// ASVS 3.3.1–3.3.4: what a device keeps to be known again is given once, with
// the first page after signing in, out of reach of scripts, bound to this host
// over TLS; a value that cannot be ours is not looked at.
func TestADeviceIsGivenWhatItKeepsOnce(t *testing.T) {
	her := access.Actor{Account: id.New[id.Account](), Role: access.Patient, Patient: id.New[id.Patient](), Active: true}
	for _, secure := range []bool{false, true} {
		s := serve.NewSessions(&kept{all: map[string][]byte{}}, secure, time.Now, people{her})
		var do func(*http.Request)
		h := s.Load(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { do(r) }))
		jar := map[string]*http.Cookie{}
		send := func(then func(*http.Request)) (given []string) {
			r, w := httptest.NewRequest("POST", "/", nil), httptest.NewRecorder()
			r.Header.Set("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1")
			for _, c := range jar {
				r.AddCookie(c)
			}
			do = then
			h.ServeHTTP(w, r)
			for _, c := range w.Result().Cookies() {
				jar[c.Name] = c
				given = append(given, c.Name)
			}
			return given
		}
		name := map[bool]string{false: "device", true: "__Host-device"}[secure]
		send(func(r *http.Request) {
			if err := s.SignIn(r, her); err != nil {
				t.Error(err)
			}
		})
		send(func(*http.Request) {})
		c := jar[name]
		if c == nil || !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Fatalf("%+v", c)
		}
		given := send(func(r *http.Request) {
			from := identity.OriginOf(r.Context())
			if from.Device != c.Value || from.Browser != (identity.Browser{Name: "Safari", System: "iPhone"}) {
				t.Errorf("%+v", from)
			}
		})
		for _, again := range given {
			if again == name {
				t.Error("given twice")
			}
		}
		jar[name].Value = "' OR 1=1 --"
		send(func(r *http.Request) {
			if from := identity.OriginOf(r.Context()); from.Device != "" {
				t.Errorf("read: %q", from.Device)
			}
		})
	}
}
