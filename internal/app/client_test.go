package app

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// client speaks HTTP with the house as a browser would, without drawing
// anything: for tests that ask much.
type client struct {
	http.Client
	h *house
}

// reply is what came back.
type reply struct {
	status int
	head   http.Header
	body   []byte
	path   string // where it led
	took   time.Duration
}

// wire carries what tests ask. Each test server that closes ends the idle connections of http.DefaultTransport, and the answer
// that one of them has just brought: this one is closed by nobody.
var wire = http.DefaultTransport.(*http.Transport).Clone()

func (h *house) client() *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &client{h: h}
	c.Jar, c.Transport = jar, wire
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

func (c *client) do(r *http.Request) reply {
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.sent(r)
}

func (c *client) sent(r *http.Request) reply {
	c.h.t.Helper()
	began := time.Now()
	resp, err := c.Do(r)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.h.t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, body, resp.Header.Get("Location"), time.Since(began)}
}

func (c *client) get(path string) reply {
	r, err := http.NewRequestWithContext(c.h.t.Context(), "GET", c.h.url+path, nil)
	if err != nil {
		c.h.t.Fatal(err)
	}
	return c.do(r)
}

func (c *client) post(path string, fields ...string) reply {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(c.h.t.Context(), "POST", c.h.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(r)
}

// sends posts a form with a document.
func (c *client) sends(path, name string, file []byte, fields ...string) reply {
	return c.uploads(path, "fichier", name, file, fields...)
}

// uploads posts a form with a file in one of its fields.
func (c *client) uploads(path, field, name string, file []byte, fields ...string) reply {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(file)
	}
	if err != nil || w.Close() != nil {
		c.h.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.h.t.Context(), "POST", c.h.url+path, &b)
	if err != nil {
		c.h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return c.do(r)
}

func (c *client) signsIn(s somebody) *client {
	c.h.t.Helper()
	if a := c.post("/connexion", "identifiant", s.email, "mot-de-passe", goodPassword); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	if a := c.post("/connexion/code", "code", c.h.reads(s.email, "code", sixDigits)); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	return c
}

func (c *client) worksAs(p colleague) *client {
	c.h.t.Helper()
	if a := c.post("/pro/connexion", "identifiant", p.rpps, "mot-de-passe", workPassword); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	code, err := totp.GenerateCode(p.secret, time.Now())
	if err != nil {
		c.h.t.Fatal(err)
	}
	if a := c.post("/pro/connexion/code", "code", code); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	return c
}

// drSmith is a line of the directory for tests that need one doctor.
const drSmith = "10100000016,ROUX,Jeanne,Dr,10,SM26,090000175,Cabinet des Lilas,Foix,roux@exemple.test"

// patTrois is the person of the official clinical documents.
func patTrois() somebody {
	return somebody{ins: "279035121518989", family: "PAT-TROIS", given: "DOMINIQUE MARIE-LOUISE", birth: "1979-03-28", vitale: "55501234",
		email: "dominique@exemple.test", oid: "1.2.250.1.213.1.4.10"}
}

func skipWithoutSamples(t *testing.T, dir string) {
	if dir == "" {
		t.Skip("CDA_SAMPLES does not name the folder of real documents: they were not tried")
	}
}
