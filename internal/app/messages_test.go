package app

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/mail"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// relay is a real SMTP server that takes messages, or refuses them for good or
// for now.
type relay struct {
	sync.Mutex
	refuse *smtp.SMTPError
	taken  []string
}

func (r *relay) NewSession(*smtp.Conn) (smtp.Session, error) { return call25{r}, nil }

type call25 struct{ r *relay }

func (call25) Reset()                               {}
func (call25) Logout() error                        { return nil }
func (call25) Mail(string, *smtp.MailOptions) error { return nil }

func (c call25) Rcpt(string, *smtp.RcptOptions) error {
	c.r.Lock()
	defer c.r.Unlock()
	if c.r.refuse != nil {
		return c.r.refuse
	}
	return nil
}

func (c call25) Data(in io.Reader) error {
	b, err := io.ReadAll(in)
	c.r.Lock()
	defer c.r.Unlock()
	c.r.taken = append(c.r.taken, string(b))
	return err
}

// quiet is the whole program over a database of its own, whose jobs a test does
// by hand. Its mail goes to a relay.
func quiet(t testing.TB) (*program, *relay) {
	t.Helper()
	r := &relay{}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(r)
	srv.Domain = "relay.example"
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { _ = srv.Close() })
	cfg, err := ReadConfig([]string{"DATA_DIR=" + t.TempDir(), "MAIL_URL=smtp://" + ln.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	p := &program{cfg: cfg, pool: dbtest.New(t)}
	var errs [4]error
	p.vault, errs[0] = vault.Open(vault.Keys{Master: cfg.MasterKeyFile, Service: cfg.ServiceKeyFile}, true)
	p.mail, errs[1] = mail.Open(cfg.MailURL, cfg.MailFrom, p.pool.Now)
	p.sms, errs[2] = mail.OpenSMS(cfg.SMSURL, p.pool.Now)
	p.blobs, errs[3] = blob.Open(cfg.BlobURL)
	if err := errors.Join(append(errs[:], p.openSealer())...); err != nil {
		t.Fatal(err)
	}
	p.wire()
	return p, r
}

// person imports somebody, with an address or without.
func person(t *testing.T, p *program, email string) id.Patient {
	t.Helper()
	csv := "ins,ins_oid,birth_name,birth_given_names,sex,birth_date,email,address,postcode,city\n" +
		"277076322082910,1.2.250.1.213.1.4.8,NESSI,RUTH ISABELLE,F,1977-07-14," + email + ",1 rue des Lilas,09000,FOIX\n"
	if _, err := identity.ImportPersons(t.Context(), p.pool, p.vault, strings.NewReader(csv), strict); err != nil {
		t.Fatal(err)
	}
	n, err := identity.ParseNIR("277076322082910")
	if err != nil {
		t.Fatal(err)
	}
	patient, err := p.people.PatientOf(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return patient
}

func (p *program) stateOf(t *testing.T, patient id.Patient) enrolment.Situation {
	t.Helper()
	s, err := p.enrolment.LastDay(t.Context(), patient)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func printed(t *testing.T, p *program) (letters int, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "letters")
	done, err := p.printLetters(t.Context(), dir, 500, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return done.Letters, dir
}

// R.1111-28: by post when there is no address, or when it failed.
func TestAnInvitationRefusedForGoodBecomesALetter(t *testing.T) {
	t.Parallel()
	p, relay := quiet(t)
	patient := person(t, p, "ruth@exemple.test")
	send, err := p.enrolment.InviteOnly(t.Context(), "spring", []id.Patient{patient})
	if err != nil || len(send) != 1 {
		t.Fatal(send, err)
	}
	relay.refuse = &smtp.SMTPError{Code: 450, Message: "later"}
	if err := p.sendInvitation(t.Context(), send[0]); err == nil {
		t.Error("a relay that is busy was taken for one that took the message")
	}
	if n, _ := printed(t, p); n != 0 {
		t.Error("a letter was printed while the e-mail may still leave")
	}
	relay.refuse = &smtp.SMTPError{Code: 550, Message: "no such mailbox"}
	if err := p.sendInvitation(t.Context(), send[0]); err != nil {
		t.Fatal(err)
	}
	if s := p.stateOf(t, patient); s.State != access.Eligible || !s.Deadline.IsZero() {
		t.Errorf("the 42 days run though nothing left: %+v", s)
	}
	n, dir := printed(t, p)
	files, err := os.ReadDir(dir)
	if n != 1 || err != nil || len(files) != 1 {
		t.Fatalf("%d letters, %v, %v", n, files, err)
	}
	if s := p.stateOf(t, patient); s.State != access.Invited || s.Deadline.Before(p.pool.Now().AddDate(0, 0, 41)) {
		t.Errorf("the letter is on disk and the space is %+v", s)
	}
	if n, _ := printed(t, p); n != 0 {
		t.Error("a letter was printed twice")
	}
}

var reference = regexp.MustCompile(`R-[2-9A-Z]{4}-[2-9A-Z]{4}`)

func TestAMessageSentCanBeCheckedByItsReference(t *testing.T) {
	t.Parallel()
	p, relay := quiet(t)
	patient := person(t, p, "ruth@exemple.test")
	send, err := p.enrolment.InviteOnly(t.Context(), "spring", []id.Patient{patient})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.sendInvitation(t.Context(), send[0]); err != nil {
		t.Fatal(err)
	}
	if err := p.sendInvitation(t.Context(), send[0]); problem.KindOf(err) != problem.NotFound {
		t.Errorf("tried again after it left: %v", err)
	}
	if len(relay.taken) != 1 {
		t.Fatalf("%d messages left", len(relay.taken))
	}
	if _, how, ok, err := p.genuine(t.Context(), reference.FindString(relay.taken[0])); !ok || err != nil || how != "un courriel" {
		t.Errorf("got %v, %v, %v", how, ok, err)
	}
	if _, _, ok, err := p.genuine(t.Context(), "R-2222-2222"); ok || err != nil {
		t.Errorf("a reference of nobody's is genuine: %v, %v", ok, err)
	}
}

// M3 is one of the messages that the law wants told: on paper to who has no
// address, and once.
func TestWhoHasNoAddressIsToldOnPaper(t *testing.T) {
	t.Parallel()
	p, relay := quiet(t)
	patient := person(t, p, "")
	if _, err := p.enrolment.OpenCampaign(t.Context(), "spring", 0, nil); err != nil {
		t.Fatal(err)
	}
	if n, _ := printed(t, p); n != 1 {
		t.Fatalf("%d invitations printed", n)
	}
	late := *p
	late.cfg.ClockOffset += 43 * 24 * time.Hour
	late.pool = &db.Pool{Pool: p.pool.Pool, Now: late.cfg.Clock()}
	late.wire()
	if done, err := late.sweep(t.Context(), func(int) {}); err != nil || done.Opened != 1 {
		t.Fatal(done, err)
	}
	due := late.oneNotice(t, patient)
	for range 2 {
		if err := late.sendNotice(t.Context(), due); err != nil {
			t.Fatal(err)
		}
	}
	if n, _ := printed(t, &late); n != 1 {
		t.Errorf("%d notices printed, want 1", n)
	}
	if n, _ := printed(t, &late); n != 0 || len(relay.taken) != 0 {
		t.Errorf("told again: %d letters, %d e-mails", n, len(relay.taken))
	}
}

// oneNotice finds the notice that waits for the person.
func (p *program) oneNotice(t *testing.T, patient id.Patient) (due notification.Due) {
	t.Helper()
	due.Patient = patient
	err := jobs.Batch(t.Context(), p.pool, func(tx *db.Tx) (err error) {
		due.Notice, err = db.One[id.Notice](t.Context(), tx, `SELECT id FROM notices WHERE patient_id = @p`, map[string]any{"p": patient})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return due
}
