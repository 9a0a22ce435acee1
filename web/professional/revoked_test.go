package professional_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// revocation is one way in which a person takes back what a professional may
// see, and how the test gives it back.
type revocation struct {
	name      string
	take, put func() error
}

// race is a professional who reads while the person takes it back.
type race struct {
	*house
	v       *visitor
	asks    []ask
	content [][]byte // what no answer may hold afterwards
}

// Issue 6 point 10: a block, a withdrawn consent, a closing, a mask committed at t answers nothing asked after t: not the list, not the
// document, its preview, its download, not the pages already open.
func TestARevocationIsAtOnce(t *testing.T) {
	races := 200
	if !testing.Short() {
		races = 5000
	}
	h := open(t)
	author, pro := h.Professional(t, "10", "SM05", sample.FINESS(1)), h.Professional(t, "10", "SM04", sample.FINESS(2))
	p := h.Patient(t, access.Activated)
	var file bytes.Buffer
	h.must(png.Encode(&file, image.NewGray(image.Rect(0, 0, 8, 8))))
	const title = "Titre que plus rien ne montre"
	doc := h.gave(author.Actor, p, record.Upload{File: file.Bytes(), Name: "image.png", Type: biology, Title: title})
	other := h.gave(author.Actor, p, record.Upload{File: file.Bytes(), Name: "image.png", Type: biology, Title: "Un autre"})
	ctx := t.Context()
	agree := func() error { return h.Consents.DeclareConsent(ctx, pro.Actor, p.Patient, "oral") }
	h.must(agree())
	ways := []revocation{
		{"block", func() error { return h.Consents.Block(ctx, p.Actor, p.Patient, pro.Account) }, func() error {
			if err := h.Consents.Unblock(ctx, p.Actor, p.Patient, pro.Account); err != nil {
				return err
			}
			return agree()
		}},
		{"withdrawal", func() error { return h.Consents.WithdrawConsent(ctx, p.Actor, p.Patient, pro.Account) }, agree},
		{"closing", func() error { h.Move(t, p, access.ClosedArchived); return nil }, func() error { h.Move(t, p, access.Activated); return nil }},
		{"mask", func() error { return h.Records.Mask(ctx, p.Actor, p.Patient, doc) }, func() error { return h.Records.Unmask(ctx, p.Actor, p.Patient, doc) }},
	}
	at := space(p)
	r := race{h, h.signedIn(pro), []ask{{"GET", at, ""}, {"GET", at + "/documents/" + doc.String(), ""}, {"GET", at + "/documents/" + doc.String() + "/telecharger", ""},
		{"GET", at + "/documents/" + doc.String() + "/image/1", ""}, {"GET", at + "/comparer?un=" + other.String() + "&deux=" + doc.String(), ""},
		{"POST", at + "/recherche", "mots=titre"}},
		[][]byte{[]byte(title), []byte("\x89PNG")}}
	run := 0
	for run < races {
		for _, w := range ways {
			r.v.opens(p)
			run += r.run(w)
			h.must(w.put())
		}
	}
	t.Logf("%d races", run)
	if r.v.opens(p).get(at+"/documents/"+doc.String()).status != http.StatusOK {
		t.Error("nothing was read to begin with")
	}
}

// run takes back while every address is being asked, and says how many raced.
// The flag is set once the revocation has been committed: what is asked after
// it was read must be refused.
func (r race) run(w revocation) int {
	var gone atomic.Bool
	var all, started sync.WaitGroup
	for _, a := range r.asks {
		all.Add(1)
		started.Add(1)
		go func() {
			defer all.Done()
			for i := 0; ; i++ {
				after := gone.Load()
				body := r.body(a)
				if i == 0 {
					started.Done()
				}
				for _, secret := range r.content {
					if after && bytes.Contains(body, secret) {
						r.t.Errorf("%s: %s still shows it", w.name, a.path)
						return
					}
				}
				if after {
					return
				}
			}
		}()
	}
	started.Wait()
	err := w.take()
	gone.Store(true)
	all.Wait()
	r.must(err)
	return len(r.asks)
}

// body sends one request with the cookies that the browser has, whoever else
// is sending one.
func (r race) body(a ask) []byte {
	req := httptest.NewRequest(a.method, a.path, strings.NewReader(a.form))
	for name, value := range r.v.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	r.site.ServeHTTP(w, req)
	if w.Code >= 500 && w.Code != http.StatusServiceUnavailable {
		r.t.Errorf("%s: %d", a.path, w.Code)
	}
	return w.Body.Bytes()
}
