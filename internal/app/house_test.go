package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/mail"
	"espacesante/internal/vault"
	"espacesante/web/webtest"
)

// house is the whole program over a database of its own, served on a port of
// its own, with its jobs at work and a clock that a test moves.
type house struct {
	*program
	t     testing.TB
	url   string
	pages *pagesMet
	read  map[string]bool // messages read already
	shift *shift
}

// patience is how long a test waits for what comes by itself, a message, a job:
// on two cores that other tests share, with the race detector.
const patience = time.Minute

// slow is how long an answer may take that costs nothing: what is slower would
// be worth an attack. A machine in a hurry is asked for less.
func slow() time.Duration {
	if testing.Short() {
		return 30 * time.Second
	}
	return 5 * time.Second
}

// shift is how far the house's clock is ahead.
type shift struct {
	sync.Mutex
	by time.Duration
}

func (s *shift) now() time.Time {
	s.Lock()
	defer s.Unlock()
	return time.Now().Add(s.by)
}

// pagesMet are the pages that the house has served, one of each title and
// path, to be validated.
type pagesMet struct {
	t testing.TB
	sync.Mutex
	bodies map[string]string
}

func (p *pagesMet) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding") // pages are read here as they are
		next.ServeHTTP(rec, r)
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		if bad := unguarded(r.URL.Path, rec.Header()); bad != nil {
			p.t.Errorf("%s %s, %d: headers %v", r.Method, opaque.ReplaceAllString(r.URL.Path, "{ref}"), rec.Code, bad)
		}
		body := rec.Body.Bytes()
		if strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") && r.Method != http.MethodHead && rec.Header().Get("Location") == "" {
			p.Lock()
			p.bodies[fmt.Sprintf("%s %s %d", r.Method, opaque.ReplaceAllString(r.URL.Path, "{ref}"), rec.Code)] = string(body)
			p.Unlock()
		}
		_, _ = w.Write(body)
	})
}

var opaque = regexp.MustCompile(`[a-z2-7]{26}`)

// opening is what a house's clock shows when it opens: a Friday, 14:05 in Paris, whatever the real hour and day are, so that no
// midnight, Sunday or end of a month falls into a test by chance.
var opening = time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)

// atOpening is the setting of a program whose clock shows that.
func atOpening() string { return "CLOCK_OFFSET=" + time.Until(opening).String() }

// open starts a house and lets nobody in yet.
func openHouse(t testing.TB) *house {
	t.Helper()
	cfg, err := ReadConfig([]string{"DATA_DIR=" + t.TempDir(), atOpening()})
	if err != nil {
		t.Fatal(err)
	}
	return houseOver(t, cfg, dbtest.New(t))
}

// houseOver is a house over a database that the test brings.
func houseOver(t testing.TB, cfg Config, pool *db.Pool) *house {
	t.Helper()
	h := &house{t: t, shift: &shift{by: cfg.ClockOffset}, read: map[string]bool{}, pages: &pagesMet{t: t, bodies: map[string]string{}}}
	p := &program{cfg: cfg, pool: pool}
	p.pool.Now = h.shift.now
	var err error
	if p.vault, err = vault.Open(vault.Keys{Master: cfg.MasterKeyFile, Service: cfg.ServiceKeyFile}, true); err != nil {
		t.Fatal(err)
	}
	if p.mail, err = mail.Open(cfg.MailURL, cfg.MailFrom, p.pool.Now); err != nil {
		t.Fatal(err)
	}
	if p.sms, err = mail.OpenSMS(cfg.SMSURL, p.pool.Now); err != nil {
		t.Fatal(err)
	}
	if p.blobs, err = blob.Open(cfg.BlobURL); err != nil {
		t.Fatal(err)
	}
	if err := p.openSealer(); err != nil {
		t.Fatal(err)
	}
	p.wire()
	h.program = p
	server := httptest.NewServer(h.pages.around(p.handler(newMetrics(p.pool), &health{probes: p.probes()}, true)))
	t.Cleanup(server.Close)
	h.url = server.URL
	work := p.runner()
	if err := work.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = work.Stop(ctx)
	})
	return h
}

// moves moves the house's clock forward.
func (h *house) moves(by time.Duration) {
	h.shift.Lock()
	h.shift.by += by
	h.shift.Unlock()
}

// somebody is a person of the caisse's file.
type somebody struct {
	ins, family, given, birth, vitale, email string
	hasDMP                                   bool
	doctor, oid                              string
	patient                                  id.Patient
}

// ruth has a wrong key nowhere and an address of her own.
func ruth() somebody {
	return somebody{ins: "277076322082910", family: "NESSI", given: "RUTH ISABELLE", birth: "1977-07-14", vitale: "1234567890", email: "ruth@exemple.test"}
}

// invited imports a person and opens a campaign for her.
func (h *house) invited(s somebody) somebody {
	h.t.Helper()
	if s.oid == "" {
		s.oid = identity.OIDNIR
	}
	csv := "ins,ins_oid,birth_name,birth_given_names,sex,birth_date,birth_place,vitale_serial,email,address,postcode,city,has_dmp,treating_doctor\n" +
		fmt.Sprintf("%s,%s,%s,%s,F,%s,63220,%s,%s,1 rue des Lilas,09000,Foix,%t,%s\n", s.ins, s.oid, s.family, s.given, s.birth, s.vitale, s.email, s.hasDMP, s.doctor)
	done, err := identity.ImportPersons(h.t.Context(), h.pool, h.vault, strings.NewReader(csv), identity.Watch{
		Refused: func(r identity.Rejected) error { return fmt.Errorf("refused: %v", r) }})
	if err != nil || done.Added != 1 {
		h.t.Fatal(done, err)
	}
	if _, err := h.enrolment.OpenCampaign(h.t.Context(), "test "+s.ins, 0, nil); err != nil {
		h.t.Fatal(err)
	}
	n, _ := identity.ParseNIR(s.ins)
	if s.patient, err = h.people.PatientOf(h.t.Context(), n); err != nil {
		h.t.Fatal(err)
	}
	return s
}

var (
	activationCode = regexp.MustCompile(`\b[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}\b`)
	sixDigits      = regexp.MustCompile(`\b[0-9]{6}\b`)
)

// reads waits for a message of that subject to an address, sent after the ones
// already read, and gives the first thing in it that looks like wanted.
func (h *house) reads(to, subject string, wanted *regexp.Regexp) string {
	h.t.Helper()
	dir := strings.TrimPrefix(h.cfg.MailURL, "file://")
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); ; {
		all, err := mail.ReadOutbox(dir)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, m := range all {
			if strings.Contains(m.To, to) && strings.Contains(m.Subject, subject) && !h.read[m.File] {
				if wanted == nil {
					return m.Text
				}
				if found := wanted.FindString(m.Text); found != "" {
					h.read[m.File] = true
					return found
				}
			}
		}
		select {
		case <-tick.C:
		case <-deadline:
			for _, m := range all {
				h.t.Log(m.To, m.Subject)
			}
			h.t.Fatalf("no message « %s » came for %s", subject, to)
		}
	}
}

// code is the activation code that the invitation of s brought. When it is
// given the message is known to have left: the 42 days run.
func (h *house) code(s somebody) string {
	h.t.Helper()
	code := h.reads(s.email, "choisir", activationCode)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); ; {
		sit, err := h.enrolment.LastDay(h.t.Context(), s.patient)
		if err != nil {
			h.t.Fatal(err)
		}
		if !sit.Deadline.IsZero() {
			return code
		}
		select {
		case <-tick.C:
		case <-deadline:
			h.t.Fatal("the invitation never left")
		}
	}
}

// valid validates every page that was met.
func (h *house) valid() {
	h.t.Helper()
	h.pages.Lock()
	defer h.pages.Unlock()
	for name, body := range h.pages.bodies {
		webtest.HTML(h.t, name, body)
	}
}

// quiet waits until no job is waiting or under way: what was due has left.
func (h *house) quiet() {
	h.t.Helper()
	super := dbtest.AsSuperuser(h.t, h.pool)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); ; {
		var n int
		if err := super.QueryRow(h.t.Context(), `SELECT count(*) FROM river_job WHERE state IN ('available', 'running')`).Scan(&n); err != nil {
			h.t.Fatal(err)
		}
		if n == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			return // a job that goes on by itself
		}
	}
}
