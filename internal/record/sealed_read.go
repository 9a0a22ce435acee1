package record

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

// read reads what Sealed was written as. A page reads fifty of them, so what we
// write ourselves, objects of plain texts, is read by hand, eight times faster;
// anything else is read by encoding/json.
func (s *Sealed) read(plain []byte) error {
	if utf8.Valid(plain) && s.plainly(string(plain)) {
		return nil
	}
	*s = Sealed{}
	return json.Unmarshal(plain, s)
}

// plainly reports whether text was all plain texts under names it knows.
func (s *Sealed) plainly(text string) bool {
	r := texts{left: text}
	return r.object(func(name string) bool {
		switch name {
		case "title":
			return r.text(&s.Title)
		case "file_name":
			return r.text(&s.FileName)
		case "author":
			return r.author(made(&s.Author))
		case "header":
			return r.header(made(&s.Header))
		case "withdrawal":
			return r.withdrawal(made(&s.Withdrawal))
		case "helped":
			return r.helped(made(&s.Helped))
		}
		return false
	}) && r.left == ""
}

// made is what p leads to, made if there is nothing yet.
func made[T any](p **T) *T {
	if *p == nil {
		*p = new(T)
	}
	return *p
}

// texts is JSON without spaces, escapes, lists, numbers or null: objects and
// plain texts, as encoding/json writes most of what we give it.
type texts struct{ left string }

// object reads one, each value by its name; false where it is anything else.
func (r *texts) object(value func(name string) bool) bool {
	if !r.take('{') {
		return false
	}
	if r.take('}') {
		return true
	}
	for {
		var name string
		if !r.text(&name) || !r.take(':') || !value(name) {
			return false
		}
		if r.take('}') {
			return true
		}
		if !r.take(',') {
			return false
		}
	}
}

func (r *texts) take(c byte) bool {
	if r.left == "" || r.left[0] != c {
		return false
	}
	r.left = r.left[1:]
	return true
}

func (r *texts) text(into *string) bool {
	if !r.take('"') {
		return false
	}
	end := strings.IndexByte(r.left, '"')
	if end < 0 {
		return false
	}
	for i := range end {
		if c := r.left[i]; c == '\\' || c < ' ' {
			return false
		}
	}
	*into, r.left = r.left[:end], r.left[end+1:]
	return true
}

func (r *texts) instant(into *time.Time) bool {
	var s string
	return r.text(&s) && into.UnmarshalText([]byte(s)) == nil
}

func (r *texts) author(b *Byline) bool {
	return r.object(func(name string) bool {
		switch name {
		case "name":
			return r.text(&b.Name)
		case "given_name":
			return r.text(&b.GivenName)
		case "title":
			return r.text(&b.Title)
		case "profession":
			return r.text(&b.Profession)
		case "specialty":
			return r.text(&b.Specialty)
		case "structure":
			return r.text(&b.Structure)
		}
		return false
	})
}

func (r *texts) header(h *Header) bool {
	return r.object(func(name string) bool {
		switch name {
		case "id":
			return r.text(&h.ID)
		case "set_id":
			return r.text(&h.SetID)
		case "format":
			return r.text(&h.Format)
		case "at":
			return r.instant(&h.At)
		case "from":
			return r.instant(&h.From)
		case "to":
			return r.instant(&h.To)
		case "language":
			return r.text(&h.Language)
		case "facility_type":
			return r.text(&h.FacilityType)
		case "practice_setting":
			return r.text(&h.PracticeSetting)
		case "custodian":
			return r.text(&h.Custodian)
		}
		return false
	})
}

func (r *texts) withdrawal(w *Withdrawal) bool {
	return r.object(func(name string) bool {
		switch name {
		case "why":
			return r.text((*string)(&w.Why))
		case "words":
			return r.text(&w.Words)
		}
		return false
	})
}

func (r *texts) helped(h *Helped) bool {
	return r.object(func(name string) bool {
		switch name {
		case "helper":
			return r.text(&h.Helper)
		case "structure":
			return r.text(&h.Structure)
		}
		return false
	})
}
