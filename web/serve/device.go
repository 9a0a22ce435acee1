package serve

import (
	"net/http"
	"strings"

	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
)

// fromWhere gives requests their origin: the network, and what this browser
// kept since an earlier sign-in. Throttles and « nouvel appareil » stand on it.
func (s *Sessions) fromWhere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := identity.Origin{Browser: browser(r.UserAgent())}
		if network := Address(r.Context()); network.IsValid() {
			from.Network = network.String()
		}
		if c, err := r.Cookie(s.deviceCookie()); err == nil && len(c.Value) == 26 {
			from.Device = c.Value
		}
		next.ServeHTTP(w, r.WithContext(identity.WithOrigin(r.Context(), from)))
	})
}

// deviceCookie names what a browser keeps to be known again. It opens nothing.
func (s *Sessions) deviceCookie() string {
	if s.scs.Cookie.Secure {
		return "__Host-device"
	}
	return "device"
}

// giveToken hands a new device what it keeps, with the first page after signing
// in.
func (s *Sessions) giveToken(w http.ResponseWriter, r *http.Request) {
	token, ok := Recall[string](s, r, "device-token")
	if !ok {
		return
	}
	s.Forget(r, "device-token")
	http.SetCookie(w, &http.Cookie{Name: s.deviceCookie(), Value: token, Path: "/", MaxAge: limit.DeviceMonths * 30 * 24 * 3600,
		HttpOnly: true, Secure: s.scs.Cookie.Secure, SameSite: http.SameSiteLaxMode})
}

// Device is the device that this session began on.
func (s *Sessions) Device(r *http.Request) id.Device {
	in, _ := Recall[signedIn](s, r, "signed-in")
	return in.Device
}

// browsers and systems, in the order in which they are looked for: most name
// others besides themselves.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}}
	systems = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"},
		{"Mac OS X", "Mac"}, {"Linux", "Linux"}}
)

// browser names what a browser says it is; nothing more of it is kept.
func browser(agent string) identity.Browser {
	return identity.Browser{Name: first(agent, browsers), System: first(agent, systems)}
}

func first(agent string, known [][2]string) string {
	for _, k := range known {
		if strings.Contains(agent, k[0]) {
			return k[1]
		}
	}
	return ""
}
