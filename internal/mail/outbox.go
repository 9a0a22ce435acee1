package mail

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"time"
)

// Kind says what a stored message is.
type Kind string

// The three ways a person is told something outside the pages.
const (
	Email Kind = "email"
	Text  Kind = "sms"
	Paper Kind = "letter"
)

// Stored is a message as an outbox folder keeps it, for /demo/courrier.
type Stored struct {
	Kind      Kind
	Dir, File string // for OpenStored
	At        time.Time
	From, To  string
	Subject   string
	Text      string
	HTML      string
	Reference string
}

// outboxShown is how many messages of a folder are read: the newest.
const outboxShown = 200

// ReadOutbox reads the newest messages of folders of .eml, .txt and .pdf files,
// newest first. A folder that does not exist yet is empty.
func ReadOutbox(dirs ...string) ([]Stored, error) {
	var found []fs.FileInfo
	home := map[fs.FileInfo]string{}
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			found, home[info] = append(found, info), dir
		}
	}
	slices.SortStableFunc(found, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(b.Name(), a.Name()))
	})
	var out []Stored
	for _, info := range found[:min(len(found), outboxShown)] {
		s, ok, err := readStored(home[info], info)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, s)
		}
	}
	return out, nil
}

// OpenStored reads one file that ReadOutbox listed, and none outside dir.
func OpenStored(dir, file string) ([]byte, error) {
	if strings.HasPrefix(file, ".") {
		return nil, fs.ErrNotExist
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.ReadFile(file)
}

func readStored(dir string, info fs.FileInfo) (Stored, bool, error) {
	s := Stored{Dir: dir, File: info.Name(), At: info.ModTime()}
	_, ext, _ := strings.Cut(info.Name(), ".")
	if ext == "pdf" {
		s.Kind = Paper
		return s, true, nil
	}
	if ext != "eml" && ext != "txt" {
		return s, false, nil
	}
	data, err := OpenStored(dir, info.Name())
	if err != nil {
		return s, false, err
	}
	if ext == "txt" {
		return readText(s, data), true, nil
	}
	s, err = readMail(s, data)
	return s, true, err
}

func readText(s Stored, data []byte) Stored {
	s.Kind = Text
	r := bufio.NewReader(bytes.NewReader(data))
	head, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		s.Text = string(data) // somebody else's file: shown as it is
		return s
	}
	rest, _ := io.ReadAll(r) // of memory: cannot fail
	s.To, s.Text = head.Get("To"), strings.TrimSuffix(string(rest), "\n")
	if at, err := time.Parse(time.RFC3339, head.Get("Date")); err == nil {
		s.At = at
	}
	return s
}

func readMail(s Stored, data []byte) (Stored, error) {
	s.Kind = Email
	msg, err := netmail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return s, err
	}
	words := new(mime.WordDecoder)
	if s.Subject, err = words.DecodeHeader(msg.Header.Get("Subject")); err != nil {
		return s, err
	}
	if s.From, err = words.DecodeHeader(msg.Header.Get("From")); err != nil {
		return s, err
	}
	s.To = strings.Trim(msg.Header.Get("To"), "<>")
	s.Reference = msg.Header.Get("X-Reference")
	if at, err := msg.Header.Date(); err == nil {
		s.At = at
	}
	return readBody(s, textproto.MIMEHeader(msg.Header), msg.Body)
}

func readBody(s Stored, head textproto.MIMEHeader, body io.Reader) (Stored, error) {
	kind, params, err := mime.ParseMediaType(head.Get("Content-Type"))
	if err != nil {
		return s, err
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return s, nil
			}
			if err != nil {
				return s, err
			}
			if s, err = readBody(s, part.Header, part); err != nil {
				return s, err
			}
		}
	}
	if strings.EqualFold(head.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return s, err
	}
	switch plain := strings.ReplaceAll(string(text), "\r\n", "\n"); kind {
	case "text/plain":
		s.Text = plain
	case "text/html":
		s.HTML = plain
	}
	return s, nil
}
