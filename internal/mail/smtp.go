package mail

import (
	"context"
	"errors"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"espacesante/internal/clock"
)

const (
	relayTimeout = 20 * time.Second // for each connection and each message
	relayIdle    = 4                // connections kept for the next message
)

// relay sends through one SMTP server. A campaign sends many messages in a row,
// so connections are kept while they live.
type relay struct {
	client *gomail.Client
	from   *netmail.Address
	now    clock.Clock
	idle   chan *smtp.Client
}

func newRelay(u *url.URL, from *netmail.Address, now clock.Clock) (*relay, error) {
	options := []gomail.Option{
		gomail.WithTimeout(relayTimeout),
		gomail.WithTLSPolicy(tlsPolicy(u)),
		gomail.WithoutSMTPUTF8(),
	}
	if u.Scheme == "smtps" {
		options = append(options, gomail.WithSSLPort(false))
	}
	if p := u.Port(); p != "" {
		port, err := strconv.Atoi(p)
		if err != nil {
			return nil, errors.New("mail: MAIL_URL has a port that is not a number")
		}
		options = append(options, gomail.WithPort(port))
	}
	if password, ok := u.User.Password(); ok {
		options = append(options, gomail.WithSMTPAuth(authType(u)),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	client, err := gomail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, errors.New("mail: MAIL_URL is not one the SMTP client accepts")
	}
	return &relay{client: client, from: from, now: now, idle: make(chan *smtp.Client, relayIdle)}, nil
}

// tlsPolicy is STARTTLS wherever the relay offers it. A password never crosses
// a network in clear, and a relay on the machine itself needs no TLS.
func tlsPolicy(u *url.URL) gomail.TLSPolicy {
	switch {
	case loopback(u.Hostname()):
		return gomail.NoTLS
	case u.User != nil:
		return gomail.TLSMandatory
	default:
		return gomail.TLSOpportunistic
	}
}

// authType lets the relay choose; on the machine itself, where there is no TLS,
// it must be said that a plain password will do.
func authType(u *url.URL) gomail.SMTPAuthType {
	if loopback(u.Hostname()) && u.Scheme == "smtp" {
		return gomail.SMTPAuthPlainNoEnc
	}
	return gomail.SMTPAuthAutoDiscover
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (r *relay) Send(ctx context.Context, m Message) error {
	msg, err := compose(m, r.from, r.now())
	if err != nil {
		return err
	}
	for {
		conn, kept, err := r.connect(ctx)
		if err != nil {
			return err
		}
		err = r.client.SendWithSMTPClient(conn, msg)
		// The relay took the message even when the courtesies after it failed.
		if err == nil || msg.IsDelivered() {
			r.keep(conn, err == nil)
			return nil
		}
		var failed *gomail.SendError
		known := errors.As(err, &failed)
		r.keep(conn, known && failed.Reason == gomail.ErrSMTPRcptTo)
		if kept && known && failed.Reason == gomail.ErrConnCheck {
			continue // the connection we kept has died: the next one is not older
		}
		return judge(failed)
	}
}

func (r *relay) Check(ctx context.Context) error {
	conn, _, err := r.connect(ctx)
	if err == nil {
		r.keep(conn, true)
	}
	return err
}

func (r *relay) connect(ctx context.Context) (conn *smtp.Client, kept bool, err error) {
	select {
	case conn = <-r.idle:
		return conn, true, nil
	default:
	}
	conn, err = r.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, false, retry("the relay cannot be reached or refuses to talk to us")
	}
	return conn, false, nil
}

func (r *relay) keep(conn *smtp.Client, healthy bool) {
	if healthy {
		select {
		case r.idle <- conn:
			return
		default:
		}
	}
	_ = r.client.CloseWithSMTPClient(conn) // nothing to do about a failed goodbye
}

// judge tells a recipient refused for good (5xx) from what may pass later: 4xx,
// no connection, and a 5xx that is about us (sender, sign-in), which an operator
// mends.
func judge(failed *gomail.SendError) error {
	if failed == nil {
		return retry("the relay failed")
	}
	code := failed.ErrorCode()
	switch failed.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		ours := code == 530 || code == 534 || code == 535 || code == 538
		if code >= 500 && !ours {
			return refuse("the relay refused the message (%d %s)", code, failed.EnhancedStatusCode())
		}
	}
	return retry("the relay did not take the message (%s, %d)", failed.Reason, code)
}
