package form

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"espacesante/internal/problem"
)

// maxFields and maxText bound what a form of ours can hold.
const (
	maxFields = 200
	maxText   = 64 << 10
)

// File is one file sent with a form, in memory: health data in clear is never
// left in a temporary file.
type File struct {
	Name  string // as the sender calls it, without folders
	Bytes []byte
}

// Read is the form that r submits, without files. Nothing is read from the
// address.
func Read(r *http.Request) (*Form, error) { return ReadFiles(r, 0, 0) }

// ReadFiles is the form that r submits, with at most count files of at most
// size bytes each. A file that is too big is wrong, not an error.
func ReadFiles(r *http.Request, count int, size int64) (*Form, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && r.Header.Get("Content-Type") != "" {
		return nil, unreadable()
	}
	f := Empty()
	f.sent = true
	if kind == "multipart/form-data" {
		if err := f.readParts(r, count, size); err != nil {
			return f, err
		}
		return f, same(r.Context(), f.Typed(SpaceField))
	}
	if err := r.ParseForm(); err != nil {
		return nil, tooLarge(err)
	}
	for field, values := range r.PostForm {
		for _, v := range values {
			if err := f.keep(field, v); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

func (f *Form) readParts(r *http.Request, count int, size int64) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return unreadable()
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return tooLarge(err)
		}
		if part.FileName() == "" {
			err = f.readText(part)
		} else {
			err = f.readFile(part, count, size)
		}
		if err != nil {
			return err
		}
	}
}

func (f *Form) readText(part *multipart.Part) error {
	b, err := io.ReadAll(io.LimitReader(part, maxText+1))
	if err != nil {
		return tooLarge(err)
	}
	if len(b) > maxText {
		return unreadable()
	}
	return f.keep(part.FormName(), string(b))
}

func (f *Form) readFile(part *multipart.Part, count int, size int64) error {
	field := part.FormName()
	if !clean(field) {
		return unreadable()
	}
	if len(f.files[field]) >= count {
		f.Fail(field, "too-many-files", count)
		_, err := io.Copy(io.Discard, part)
		return tooLarge(err)
	}
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(part, size+1))
	if err != nil {
		return tooLarge(err)
	}
	name := fileName(part.FileName())
	switch {
	case n > size:
		f.Fail(field, "file-too-big", name, size>>20)
		_, err := io.Copy(io.Discard, part)
		return tooLarge(err)
	case n == 0:
		f.Fail(field, "file-empty", name)
	default:
		f.files[field] = append(f.files[field], File{Name: name, Bytes: b.Bytes()})
	}
	return nil
}

// keep stores one answer. U+0000 and text that is not UTF-8 cannot come from a
// keyboard and cannot be stored: the field is wrong and its content forgotten.
func (f *Form) keep(field, value string) error {
	if !clean(field) || len(f.typed) > maxFields {
		return unreadable()
	}
	if !clean(value) || len(value) > maxText {
		f.Fail(field, "unreadable")
		return nil
	}
	value = strings.ReplaceAll(value, "\r\n", "\n")
	f.typed[field] = append(f.typed[field], value)
	return nil
}

func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// fileName is what is left of a sender's path: the last part, printable, short.
func fileName(sent string) string {
	sent = path.Base(strings.ReplaceAll(sent, `\`, "/"))
	sent = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == 0x7f {
			return -1
		}
		return r
	}, sent)
	if runes := []rune(sent); len(runes) > 120 {
		sent = string(runes[:100]) + "…" + string(runes[len(runes)-15:])
	}
	if sent == "" || sent == "." || sent == "/" {
		return "document"
	}
	return sent
}

func unreadable() error { return &problem.Problem{Kind: problem.Invalid, Code: "form-unreadable"} }

// tooLarge tells a body that is too long from one that stopped on the way.
func tooLarge(err error) error {
	if err == nil {
		return nil
	}
	var limit *http.MaxBytesError
	if errors.As(err, &limit) {
		return &problem.Problem{Kind: problem.Invalid, Code: "form-too-large"}
	}
	return &problem.Problem{Kind: problem.Invalid, Code: "form-unreadable"}
}
