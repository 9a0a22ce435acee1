package professional_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/directive"
	"espacesante/internal/identity"
	"espacesante/internal/psc"
	"espacesante/internal/reimbursement"
	"espacesante/internal/sample"
	"espacesante/web"
	"espacesante/web/professional"
	"espacesante/web/public"
	"espacesante/web/second"
	"espacesante/web/serve"
	"espacesante/web/ui"
	"espacesante/web/webtest"
)

const (
	password = "trois petits chats gris"
	secret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

// house is the whole site over one world.
type house struct {
	*sample.World
	t    *testing.T
	site http.Handler
}

func open(t *testing.T) *house { return opened(t, nil) }

func opened(t *testing.T, cards *psc.Service) *house {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	sessions := serve.NewSessions(identity.NewSessions(w.Pool, w.Vault), false, w.Pool.Now, w.People)
	pro := &professional.Site{People: w.People, Consents: w.Consents, Care: w.Care, Records: w.Records, Profiles: w.Profiles, Teams: w.Teams, Matrices: w.Matrices, Cards: cards, Wishes: directive.New(w.Gate, w.Vault), Refunds: reimbursement.New(w.Gate, w.Vault), Writing: w.Writing, Sessions: sessions, Now: w.Pool.Now}
	site := web.Handler(web.Deps{Service: ui.DefaultService(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Sessions: sessions,
		Open: []web.Area{pro.DoorRoutes, (&public.Doors{People: w.People, Sessions: sessions, Now: w.Pool.Now}).Routes}, Inside: []web.Area{pro.Routes, (&second.Own{People: w.People, Sessions: sessions, Now: w.Pool.Now}).Routes}})
	return &house{w, t, site}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// visitor is somebody's browser: it keeps cookies and follows nothing by itself.
type visitor struct {
	*house
	cookies map[string]string
}

func (h *house) visitor() *visitor { return &visitor{h, map[string]string{}} }

// signedIn is the browser of a professional who went through both doors.
func (h *house) signedIn(p *sample.Professional) *visitor {
	h.t.Helper()
	hash, err := h.People.HashPassword(h.t.Context(), password)
	h.must(err)
	h.must(h.People.Furnish(h.t.Context(), p.Account, hash, secret))
	v := h.visitor()
	v.post("/pro/connexion", "identifiant", p.RPPS, "mot-de-passe", password).leads("/pro/connexion/code")
	code, err := totp.GenerateCode(secret, time.Now())
	h.must(err)
	v.post("/pro/connexion/code", "code", code).leads("/pro")
	return v
}

// page is an answer.
type page struct {
	v      *visitor
	path   string
	status int
	to     string
	body   string
	header http.Header
}

var number = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`)

func (v *visitor) send(r *http.Request) page {
	v.t.Helper()
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	v.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		v.cookies[c.Name] = c.Value
	}
	p := page{v, r.URL.Path, w.Code, w.Header().Get("Location"), w.Body.String(), w.Header()}
	if p.status >= 500 {
		v.t.Fatalf("%s %s: %d\n%s", r.Method, r.URL.Path, p.status, p.body)
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && p.to == "" && !testing.Short() {
		webtest.HTML(v.t, r.Method+" "+r.URL.Path, p.body)
	}
	return p
}

func (v *visitor) get(path string) page {
	v.t.Helper()
	return v.send(httptest.NewRequest("GET", path, nil))
}

func (v *visitor) post(path string, fields ...string) page {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(r)
}

// upload sends a file with the fields of a form.
func (v *visitor) upload(path, name string, file []byte, fields ...string) page {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		v.must(w.WriteField(fields[i], fields[i+1]))
	}
	part, err := w.CreateFormFile("fichier", name)
	v.must(err)
	_, err = part.Write(file)
	v.must(err)
	v.must(w.Close())
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.send(r)
}

// leads wants a way on, and nothing of what was typed in it.
func (p page) leads(to string) page {
	p.v.t.Helper()
	if p.status != http.StatusSeeOther || p.to != to {
		p.v.t.Fatalf("%s: %d to %q, want %q\n%s", p.path, p.status, p.to, to, p.main())
	}
	return p
}

func (p page) is(status int) page {
	p.v.t.Helper()
	if p.status != status {
		p.v.t.Fatalf("%s: %d to %q, want %d\n%s", p.path, p.status, p.to, status, p.main())
	}
	return p
}

func (p page) says(all ...string) page {
	p.v.t.Helper()
	for _, words := range all {
		if !strings.Contains(p.words(), words) {
			p.v.t.Errorf("%s does not say %q:\n%s", p.path, words, p.words())
		}
	}
	return p
}

func (p page) silent(all ...string) page {
	p.v.t.Helper()
	for _, words := range all {
		if strings.Contains(p.words(), words) {
			p.v.t.Errorf("%s says %q", p.path, words)
		}
	}
	return p
}

func (p page) main() string {
	_, s, _ := strings.Cut(p.body, "<main")
	s, _, _ = strings.Cut(s, "</main>")
	return s
}

var tags = regexp.MustCompile(`<[^>]*>`)

// words are what a person reads, on one line, ordinary spaces.
func (p page) words() string {
	_, s, _ := strings.Cut(p.body, "<body")
	s = tags.ReplaceAllString(s, " ")
	s = strings.NewReplacer("&nbsp;", " ", "\u00a0", " ", "&#39;", "'", "&amp;", "&", "&#34;", `"`).Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// same is the whole page without the number of its request.
func (p page) same() string { return number.ReplaceAllString(p.body, "") }

// space is the address of a person's pages.
func space(p *sample.Patient) string { return "/pro/patients/" + p.Patient.String() }

// meets shows the card of a person to v.
func (v *visitor) meets(p *sample.Patient) *visitor {
	v.t.Helper()
	v.get(space(p) + "/identite").is(200)
	return v
}

// opens opens the space of a person whose agreement stands.
func (v *visitor) opens(p *sample.Patient) *visitor {
	v.t.Helper()
	v.meets(p)
	v.post(space(p)+"/ouvrir", "motif", "connu").leads(space(p))
	return v
}
