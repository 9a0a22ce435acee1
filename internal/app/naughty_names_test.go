package app

import (
	"bytes"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
)

// T01: the same strings as parts of the address, as headers and as cookies.
// Those that net/http refuses to send are sent by hand.
func TestNaughtyStringsBreakNothingInAddressesHeadersAndCookies(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	own := h.client().signsIn(me)
	all := append(naughty(t), special...)
	var paths []string
	routes := h.handler(newMetrics(h.pool), &health{probes: h.probes()}, true).(chi.Routes)
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet && strings.Contains(route, "{") {
			paths = append(paths, route)
		}
		return nil
	})
	if err != nil || len(paths) < 10 {
		t.Fatal(len(paths), err)
	}
	asks := func(what string, r *http.Request) {
		t.Helper()
		if a := own.do(r); a.status >= 500 || a.took > slow() {
			t.Errorf("%s: status %d in %s", what, a.status, a.took)
		}
	}
	for i, s := range all {
		part := url.PathEscape(s)
		if len(part) > 8000 || part == "" || strings.Trim(s, ".") == "" {
			continue
		}
		for j, route := range paths {
			if testing.Short() && (i+j)%4 != 0 {
				continue
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+segment.ReplaceAllLiteralString(strings.TrimSuffix(route, "*"), part), nil)
			if err != nil {
				continue // no address at all
			}
			asks(route, r)
		}
		q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/documents?page="+url.QueryEscape(s)+"&categorie="+url.QueryEscape(s)+"&annee="+url.QueryEscape(s), nil)
		if err != nil {
			t.Fatal(err)
		}
		asks("query", q)
		for _, path := range []string{"/documents", "/historique?avant=" + url.QueryEscape(s)} {
			q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) || !utf8.ValidString(s) || len(s) > 2000 {
				continue
			}
			for _, name := range []string{"User-Agent", "Referer", "Accept-Language", "X-Forwarded-For", "If-None-Match", "Range", "Accept-Encoding", "Origin"} {
				q.Header.Set(name, s)
			}
			q.Header.Set("Cookie", "session="+s+"; affichage="+s)
			asks(path, q)
		}
	}
	if a := own.get("/accueil"); a.status != http.StatusOK {
		t.Errorf("afterwards: %d", a.status)
	}
}

// T04, a little: what no client of ours would send, on the wire.
func TestBytesThatAreNoRequestAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	at := strings.TrimPrefix(h.url, "http://")
	for what, raw := range map[string]string{
		"NUL in a header":        "GET / HTTP/1.1\r\nHost: x\r\nCookie: session=a\x00b\r\n\r\n",
		"NUL in the path":        "GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
		"no UTF-8 in the path":   "GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
		"no UTF-8 in a cookie":   "GET / HTTP/1.1\r\nHost: x\r\nCookie: affichage=\xff\xfe\r\n\r\n",
		"a header without end":   "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 70<<10) + "\r\n\r\n",
		"two lengths":            "POST /connexion HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
		"a chunk of minus one":   "POST /connexion HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
		"a folded header":        "GET / HTTP/1.1\r\nHost: x\r\nCookie: a\r\n b\r\n\r\n",
		"a name with a space":    "GET / HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site : same-origin\r\n\r\n",
		"an absolute address":    "GET http://ailleurs.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
		"a form that is broken":  "POST /connexion HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=%zz&b=1",
		"a part without its end": "POST /connexion HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5\r\n\r\n--b\r\n",
	} {
		conn, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, raw) // the other side may stop listening
		if c, ok := conn.(*net.TCPConn); ok {
			_ = c.CloseWrite()
		}
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		if bytes.Contains(answer, []byte("HTTP/1.1 5")) || bytes.Count(answer, []byte("HTTP/1.1 ")) > 1 {
			t.Errorf("%s: %.200s", what, answer)
		}
	}
}

// T05, ASVS 5.4.2, issue 3 point 9: a file under any name and title is kept or
// refused, and comes back under a name that leads nowhere and reads as it is
// written.
func TestNaughtyNamesOfFilesAndTitles(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	own := h.client().signsIn(me)
	kept := 0
	for i, s := range append(naughty(t), special...) {
		a := own.sends("/documents/ajouter", s, cdatest.PDF("x"), "cle", "n"+string(rune('a'+i%26))+strings.Repeat("i", i%30), "type", codes.PatientTypes()[0].Code,
			"titre", s, "visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026")
		switch {
		case a.status == wrong:
			continue
		case a.status != moves:
			t.Errorf("%.100q: status %d", s, a.status)
			continue
		}
		kept++
		d := own.get(a.path + "/telecharger")
		_, params, err := mime.ParseMediaType(d.head.Get("Content-Disposition"))
		name := params["filename"]
		if d.status != http.StatusOK || err != nil || name == "" || strings.ContainsAny(name, "/\\\r\n\x00\"") || strings.ContainsFunc(name, reorders) {
			t.Errorf("%.100q comes back as %q: %d, %v", s, name, d.status, err)
		}
		page := own.get(a.path)
		if page.status != http.StatusOK || strings.ContainsFunc(visible(page.body), reorders) {
			t.Errorf("%.100q: its page shows marks that reorder, %d", s, page.status)
		}
	}
	if kept < 20 {
		t.Errorf("only %d were kept", kept)
	}
}

func reorders(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }
