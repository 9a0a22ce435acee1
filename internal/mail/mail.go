// Package mail carries messages out: e-mails to a relay, text messages to an
// operator, or either to a folder that stands for them in demonstrations. It
// knows nothing of what the messages say, and its errors never name a person.
package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"espacesante/internal/clock"
)

// Message is one e-mail to one person.
type Message struct {
	To        string // bare address, no name: a name is one more thing to leak
	Subject   string
	Text      string
	HTML      string // may be empty
	Reference string // what /verifier-un-message confirms; may be empty

	// Return comes back to us with the message when it cannot be delivered
	// (ReadReturned). It is sealed by who gives it, and shows nothing; may be empty.
	Return string

	// Key makes the message one and the same however often it is tried: the
	// outbox writes it once, and a relay sees one Message-ID. A job gives its own
	// identifier.
	Key string
}

// SMS is one text message to one person.
type SMS struct {
	To   string // E.164: +33612345678
	Text string
	Key  string // as in Message
}

// Sender takes e-mails away. When Send returns nil the message has left: the
// relay answered 250, or the file is on disk.
type Sender interface {
	Send(ctx context.Context, m Message) error
	// Check says whether a message could leave now, without sending any.
	Check(ctx context.Context) error
}

// Texter takes text messages away, under the same promise.
type Texter interface {
	SendSMS(ctx context.Context, m SMS) error
	Check(ctx context.Context) error
}

// Open reads MAIL_URL: smtp://user:pass@host:port, smtps:// for a relay that
// speaks TLS at once, or file://folder. from is the sender, « Espace santé
// <ne-pas-repondre@espace-sante.example> ».
func Open(address, from string, now clock.Clock) (Sender, error) {
	sender, err := netmail.ParseAddress(from)
	if err != nil || !plain(from) {
		return nil, errors.New("mail: the sender is not an address")
	}
	if dir, ok := strings.CutPrefix(address, "file://"); ok && dir != "" {
		return &fileOutbox{dir: dir, from: sender, now: now}, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, errors.New("mail: MAIL_URL is neither smtp://host:port nor file://folder")
	}
	return newRelay(u, sender, now)
}

// OpenSMS reads SMS_URL: https://… for an operator that takes {"to","text"},
// or file://folder. Plain http:// is for the machine itself only.
func OpenSMS(address string, now clock.Clock) (Texter, error) {
	if dir, ok := strings.CutPrefix(address, "file://"); ok && dir != "" {
		return &fileOutbox{dir: dir, now: now}, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("mail: SMS_URL is neither https://… nor file://folder")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errors.New("mail: SMS_URL must be https")
	}
	return newOperator(u), nil
}

// failure is what went wrong, in words that may be logged: codes and steps,
// never an address, a number or what the other side wrote.
type failure struct {
	what      string
	permanent bool
}

func (f *failure) Error() string { return "mail: " + f.what }

// Permanent reports whether trying again is of no use: the address is wrong or
// its server refused the message for good. The person then gets a letter
// (R.1111-28). Anything else, our own relay's troubles included, is tried again.
func Permanent(err error) bool {
	var f *failure
	return errors.As(err, &f) && f.permanent
}

func refuse(format string, args ...any) error {
	return &failure{what: fmt.Sprintf(format, args...), permanent: true}
}

func retry(format string, args ...any) error {
	return &failure{what: fmt.Sprintf(format, args...)}
}

var (
	returns   = regexp.MustCompile(`^[A-Za-z0-9_-]{0,400}$`)
	reference = regexp.MustCompile(`^[A-Z0-9-]{0,32}$`)
	number    = regexp.MustCompile(`^\+[1-9][0-9]{5,14}$`)
)

// check refuses what could write a header of its own (ASVS 1.3.11) or reach
// somebody else.
func (m Message) check() error {
	to, err := netmail.ParseAddress(m.To)
	switch {
	case err != nil || to.Address != m.To || !ascii(m.To) || len(m.To) > 254:
		return refuse("the recipient is not one bare address")
	case !plain(m.Subject) || m.Subject == "" || len(m.Subject) > 200:
		return refuse("the subject is empty, too long or holds a control character")
	case !reference.MatchString(m.Reference):
		return refuse("the reference holds other characters than A-Z, 0-9 and -")
	case !returns.MatchString(m.Return):
		return refuse("the return token holds a character that a header may not")
	case strings.TrimSpace(m.Text) == "" || strings.ContainsRune(m.Text+m.HTML, 0):
		return refuse("the text is empty or holds a NUL")
	}
	return nil
}

func (m SMS) check() error {
	if !number.MatchString(m.To) {
		return refuse("the recipient is not a number in E.164")
	}
	if strings.TrimSpace(m.Text) == "" || strings.ContainsAny(m.Text, "\x00\r") {
		return refuse("the text is empty or holds a control character")
	}
	return nil
}

func plain(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) }

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
