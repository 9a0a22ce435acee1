package mail

import (
	"errors"
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	gomail "github.com/wneessen/go-mail"

	"espacesante/internal/clock"
)

var noon = time.Date(2027, 2, 8, 12, 0, 0, 0, clock.Paris)

const sender = "Espace santé <ne-pas-repondre@espace-sante.example>"

// server is a real SMTP server that keeps what it takes and refuses whom it is
// told to.
type server struct {
	mu       sync.Mutex
	taken    []string
	sessions int
	refused  map[string]*smtp.SMTPError // by recipient
	atData   *smtp.SMTPError
	atFrom   *smtp.SMTPError
	password string
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	return &session{server: s, signedIn: s.password == ""}, nil
}

func (s *server) messages() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.taken...)
}

type session struct {
	*server
	signedIn bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "relais" || password != s.password {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.signedIn {
		return smtp.ErrAuthRequired
	}
	if s.atFrom != nil {
		return s.atFrom
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.refused[to]; err != nil {
		return err
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.atData != nil {
		return s.atData
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, string(b))
	return nil
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

// start serves on a free port and returns a sender that speaks to it, with its
// address.
func (s *server) start(t *testing.T, user string) (Sender, string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain = "localhost"
	srv.AllowInsecureAuth = true
	serve(t, srv, ln)
	return open(t, "smtp://"+user+ln.Addr().String()), ln.Addr().String()
}

// serve runs srv until the test ends or stop is called.
func serve(t *testing.T, srv *smtp.Server, ln net.Listener) (stop func()) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
	stop = sync.OnceFunc(func() {
		// Closing the listener too ends a server that had no time to begin.
		for _, err := range []error{srv.Close(), ln.Close(), <-ended} {
			if err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
				t.Error(err)
			}
		}
	})
	t.Cleanup(stop)
	return stop
}

func open(t *testing.T, address string) Sender {
	t.Helper()
	out, err := Open(address, sender, clock.Fixed(noon))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func example(to string) Message {
	return Message{To: to, Subject: "Votre espace santé est activé", Key: "notice-" + to,
		Text: "Bonjour.\n\nVotre code : K7QF-2M9T-XW4H\n", HTML: "<p>Bonjour.</p>", Reference: "R-4F7K-22"}
}

func TestARelayTakesAccentsAndLongLines(t *testing.T) {
	s := &server{}
	out, _ := s.start(t, "")
	m := example("helene@example.org")
	m.Subject = "Votre espace santé en ligne : à vous de choisir œuvre €"
	m.Text = "L’été « à la mer » : " + strings.Repeat("éà😀 ", 800) + "\n.\n.point seul\nfin"
	if err := out.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	raw := s.messages()[0]
	for _, line := range strings.Split(raw, "\r\n") {
		if len(line) > 78 {
			t.Errorf("line of %d bytes: %.40s…", len(line), line)
		}
	}
	got, err := readMail(Stored{}, []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	want := Stored{Kind: Email, At: got.At, From: `Espace santé <ne-pas-repondre@espace-sante.example>`,
		To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML, Reference: m.Reference}
	if got != want {
		t.Errorf("got  %.300q\nwant %.300q", fmt.Sprint(got), fmt.Sprint(want))
	}
	if !got.At.Equal(noon) {
		t.Errorf("dated %v, want the injected clock's %v", got.At, noon)
	}
}

func TestARetryCarriesTheSameMessageIDAndBytes(t *testing.T) {
	s := &server{}
	out, _ := s.start(t, "")
	for range 2 {
		if err := out.Send(t.Context(), example("a@example.org")); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Send(t.Context(), example("b@example.org")); err != nil {
		t.Fatal(err)
	}
	got := s.messages()
	if got[0] != got[1] {
		t.Error("the same key gave two messages")
	}
	if messageID(t, got[0]) == messageID(t, got[2]) {
		t.Error("two keys gave one Message-ID")
	}
	if s.sessions != 1 {
		t.Errorf("%d connections for three messages in a row, want 1", s.sessions)
	}
}

func messageID(t *testing.T, raw string) string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	id := m.Header.Get("Message-Id")
	if !strings.HasSuffix(id, "@espace-sante.example>") {
		t.Errorf("Message-ID %q is not of the sender's domain", id)
	}
	return id
}

// R.1111-28: a failed e-mail makes a letter, so a refusal for good must be told
// from a passing one.
func TestABounceIsPermanentAndABusyServerIsNot(t *testing.T) {
	for name, c := range map[string]struct {
		server    *server
		permanent bool
	}{
		"550 no such user":       {&server{refused: refusing(550, 5, 1, 1)}, true},
		"551 user moved":         {&server{refused: refusing(551, 5, 1, 6)}, true},
		"450 mailbox busy":       {&server{refused: refusing(450, 4, 2, 1)}, false},
		"452 mailbox full now":   {&server{refused: refusing(452, 4, 2, 2)}, false},
		"530 our own sign-in":    {&server{refused: refusing(530, 5, 7, 0)}, false},
		"554 refused after data": {&server{atData: status(554, 5, 6, 0)}, true},
		"451 later, after data":  {&server{atData: status(451, 4, 3, 0)}, false},
		"553 our own sender":     {&server{atFrom: status(553, 5, 1, 8)}, false},
	} {
		out, _ := c.server.start(t, "")
		err := out.Send(t.Context(), example("paul.martin@example.org"))
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if Permanent(err) != c.permanent {
			t.Errorf("%s: permanent %v, want %v (%v)", name, !c.permanent, c.permanent, err)
		}
		if strings.Contains(err.Error(), "martin") || strings.Contains(err.Error(), "words of the server") {
			t.Errorf("%s: the error says who or what: %v", name, err)
		}
	}
}

func refusing(code, a, b, c int) map[string]*smtp.SMTPError {
	return map[string]*smtp.SMTPError{"paul.martin@example.org": status(code, a, b, c)}
}

func status(code, a, b, c int) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{a, b, c}, Message: "words of the server"}
}

func TestAfterABounceTheConnectionServesTheNextPerson(t *testing.T) {
	s := &server{refused: refusing(550, 5, 1, 1)}
	out, _ := s.start(t, "")
	if err := out.Send(t.Context(), example("paul.martin@example.org")); !Permanent(err) {
		t.Fatal(err)
	}
	if err := out.Send(t.Context(), example("lea@example.org")); err != nil {
		t.Fatal(err)
	}
	if s.sessions != 1 || len(s.messages()) != 1 {
		t.Errorf("%d connections, %d messages, want 1 and 1", s.sessions, len(s.messages()))
	}
}

func TestARelayThatWentAwayIsTemporaryAndADeadConnectionIsReplaced(t *testing.T) {
	first := &server{}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(first)
	stop := serve(t, srv, ln)
	out := open(t, "smtp://"+ln.Addr().String())
	if err := errors.Join(out.Check(t.Context()), out.Send(t.Context(), example("a@example.org"))); err != nil {
		t.Fatal(err)
	}
	stop()
	err = out.Send(t.Context(), example("b@example.org"))
	if err == nil || Permanent(err) {
		t.Fatalf("a relay that is down: %v, want a temporary error", err)
	}
	if out.Check(t.Context()) == nil {
		t.Error("Check finds nothing wrong with a relay that is down")
	}
	if ln, err = net.Listen("tcp", ln.Addr().String()); err != nil {
		t.Fatal(err)
	}
	again := smtp.NewServer(first)
	serve(t, again, ln)
	if err := out.Send(t.Context(), example("b@example.org")); err != nil {
		t.Fatal(err)
	}
	if len(first.messages()) != 2 {
		t.Errorf("%d messages, want 2", len(first.messages()))
	}
}

func TestTheRelayIsSignedInto(t *testing.T) {
	s := &server{password: "secret"}
	out, address := s.start(t, "relais:secret@")
	if err := out.Send(t.Context(), example("a@example.org")); err != nil {
		t.Fatal(err)
	}
	err := open(t, "smtp://relais:wrong@"+address).Send(t.Context(), example("a@example.org"))
	if err == nil || Permanent(err) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("a wrong password: %v, want a temporary error without it", err)
	}
}

func TestAPasswordNeverCrossesANetworkInClear(t *testing.T) {
	for address, want := range map[string]gomail.TLSPolicy{
		"smtp://127.0.0.1:25":            gomail.NoTLS,
		"smtp://u:p@localhost":           gomail.NoTLS,
		"smtp://[::1]:25":                gomail.NoTLS,
		"smtp://relay.example:587":       gomail.TLSOpportunistic,
		"smtp://u:p@relay.example":       gomail.TLSMandatory,
		"smtp://u:p@localhost.example:1": gomail.TLSMandatory,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := tlsPolicy(u); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}

// ASVS 1.3.11: no value can write a header of its own or add a recipient.
func TestHeaderInjectionIsRefused(t *testing.T) {
	s := &server{}
	out, _ := s.start(t, "")
	good := example("a@example.org")
	for _, spoil := range []func(*Message){
		func(m *Message) { m.Subject = "Bonjour\r\nBcc: eve@example.org" },
		func(m *Message) { m.Subject = "Bonjour\nX: y" },
		func(m *Message) { m.Subject = "Bonjour\u0085X: y" },
		func(m *Message) { m.Subject = "" },
		func(m *Message) { m.To = "a@example.org\r\nBcc: eve@example.org" },
		func(m *Message) { m.To = "a@example.org, eve@example.org" },
		func(m *Message) { m.To = "Paul <a@example.org>" },
		func(m *Message) { m.To = "<a@example.org>" },
		func(m *Message) { m.To = "hélène@example.org" },
		func(m *Message) { m.To = "nobody" },
		func(m *Message) { m.To = "" },
		func(m *Message) { m.Reference = "R-4F7K-22\r\nBcc: eve@example.org" },
		func(m *Message) { m.Text = " \n" },
		func(m *Message) { m.HTML = "<p>\x00</p>" },
	} {
		m := good
		spoil(&m)
		if err := out.Send(t.Context(), m); !Permanent(err) {
			t.Errorf("%q went out: %v", m, err)
		}
	}
	if n := len(s.messages()); n != 0 {
		t.Errorf("%d messages left", n)
	}
}

func TestAddressesOfNoUseAreRefusedAtStart(t *testing.T) {
	for _, address := range []string{"", "file://", "relay.example:25", "http://relay.example", "smtp://", "smtp://h:99999999"} {
		if _, err := Open(address, sender, clock.Fixed(noon)); err == nil {
			t.Errorf("MAIL_URL %q was taken", address)
		}
	}
	for _, from := range []string{"", "Espace santé", "a@b.example\r\nBcc: c@d.example"} {
		if _, err := Open("file:///tmp", from, clock.Fixed(noon)); err == nil {
			t.Errorf("sender %q was taken", from)
		}
	}
	for _, address := range []string{"", "file://", "http://operator.example", "ftp://x", "https://"} {
		if _, err := OpenSMS(address, clock.Fixed(noon)); err == nil {
			t.Errorf("SMS_URL %q was taken", address)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	s := &server{}
	out, _ := s.start(t, "")
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			if err := out.Send(t.Context(), example(fmt.Sprintf("p%d@example.org", i))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(s.messages()); n != 40 {
		t.Errorf("%d messages, want 40", n)
	}
}
