package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// operator posts text messages to whoever carries them.
type operator struct {
	url    *url.URL
	client *http.Client
}

func newOperator(u *url.URL) *operator {
	return &operator{url: u, client: &http.Client{
		Timeout: 20 * time.Second,
		// A redirect would hand the number and the code to a third party.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (o *operator) SendSMS(ctx context.Context, m SMS) error {
	if err := m.check(); err != nil {
		return err
	}
	body, err := json.Marshal(map[string]string{"to": m.To, "text": m.Text})
	if err != nil {
		return retry("the text message could not be written")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url.String(), bytes.NewReader(body))
	if err != nil {
		return retry("the operator's address is wrong")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", keyed("sms", m.Key))
	answer, err := o.client.Do(req)
	if err != nil {
		return retry("the operator of text messages cannot be reached")
	}
	defer answer.Body.Close()
	// Read to the end so that the connection serves again; what it says is not kept.
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	return judgeStatus(answer.StatusCode)
}

// judgeStatus takes only what blames the message for final. 401, 403, 404 and
// 429 are about us or about now.
func judgeStatus(code int) error {
	switch {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusBadRequest, code == http.StatusGone, code == http.StatusUnprocessableEntity:
		return refuse("the operator refused the text message (%d)", code)
	default:
		return retry("the operator did not take the text message (%d)", code)
	}
}

func (o *operator) Check(ctx context.Context) error {
	port := o.url.Port()
	if port == "" {
		port = o.url.Scheme // "https" is a port's name too
	}
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(o.url.Hostname(), port))
	if err != nil {
		return retry("the operator of text messages cannot be reached")
	}
	return conn.Close()
}
