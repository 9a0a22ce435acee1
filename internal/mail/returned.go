package mail

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"net/textproto"
	"strings"
)

// returnHeader carries Message.Return, and comes back in what a server returns.
const returnHeader = "X-Return"

// returnedMost is how much of a returned e-mail is read: its own headers are at
// its end, after a report and before a body that nobody needs.
const returnedMost = 1 << 20

// Returned is what a server said of an e-mail that it could not deliver (RFC
// 3464).
type Returned struct {
	Token  string // Message.Return of the e-mail; empty when it is not one of ours
	Failed bool   // for good; else it is only late
}

// ErrNotReturned is an e-mail that is no report of delivery.
var ErrNotReturned = errors.New("mail: not a report of delivery")

// ReadReturned reads a returned e-mail. It comes from anywhere: its token is to
// be opened by who sealed it before it is believed.
func ReadReturned(r io.Reader) (Returned, error) {
	var got Returned
	m, err := netmail.ReadMessage(io.LimitReader(r, returnedMost))
	if err != nil {
		return got, ErrNotReturned
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return got, ErrNotReturned
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return got, ErrNotReturned
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			continue
		}
		switch kind {
		case "message/delivery-status":
			got.Failed = got.Failed || failed(part)
		case "message/rfc822", "text/rfc822-headers", "message/rfc822-headers":
			got.Token = headerOf(part)
		}
	}
}

// failed reports whether a report of delivery says that it is given up. Its
// first block is of the message, the next of each recipient.
func failed(r io.Reader) bool {
	in := textproto.NewReader(bufio.NewReader(r))
	for {
		h, err := in.ReadMIMEHeader()
		if strings.EqualFold(strings.TrimSpace(h.Get("Action")), "failed") && strings.HasPrefix(strings.TrimSpace(h.Get("Status")), "5") {
			return true
		}
		if err != nil || len(h) == 0 {
			return false
		}
	}
}

// headerOf finds our token among the headers of the e-mail that came back.
func headerOf(r io.Reader) string {
	h, _ := textproto.NewReader(bufio.NewReader(r)).ReadMIMEHeader() // cut off after the headers it is still ours
	token := strings.TrimSpace(h.Get(returnHeader))
	if !returns.MatchString(token) {
		return ""
	}
	return token
}
