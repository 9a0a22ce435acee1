package mail

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// compose makes the same message, byte for byte but for its date, whenever the
// key is the same.
func compose(m Message, from *netmail.Address, at time.Time) (*gomail.Msg, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	name := keyed("mail", m.Key)
	msg := gomail.NewMsg(
		gomail.WithEncoding(gomail.EncodingQP),
		gomail.WithBoundary("part-"+name),
		gomail.WithNoDefaultUserAgent(),
	)
	msg.FromMailAddress(from)
	msg.ToMailAddress(&netmail.Address{Address: m.To})
	msg.Subject(m.Subject)
	msg.SetDateWithValue(at)
	_, host, _ := strings.Cut(from.Address, "@")
	msg.SetMessageIDWithValue(name + "@" + host)
	// RFC 3834: nobody's absence notice may answer.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetGenHeader("Content-Language", "fr")
	if m.Reference != "" {
		msg.SetGenHeader("X-Reference", m.Reference)
	}
	if m.Return != "" {
		msg.SetGenHeader(returnHeader, m.Return)
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

func encode(m Message, from *netmail.Address, at time.Time) ([]byte, error) {
	msg, err := compose(m, from, at)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, retry("the message could not be written")
	}
	return b.Bytes(), nil
}

// keyed is the name of a message: the same for the same key, a new one without
// a key. It shows nothing of the key.
func keyed(kind, key string) string {
	if key == "" {
		key = rand.Text()
	}
	sum := sha256.Sum256([]byte(kind + "\x00" + key))
	return hex.EncodeToString(sum[:16])
}
