package form

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"espacesante/internal/name"
)

// maxLine is the length of an ordinary one-line answer, in characters.
const maxLine = 300

// Text reads a line that must be filled in.
func (f *Form) Text(field string) string {
	s := f.Optional(field)
	if s == "" {
		f.Fail(field, "required")
	}
	return s
}

// Optional reads a line that may stay empty.
func (f *Form) Optional(field string) string { return f.Long(field, maxLine) }

// Long reads a text of at most limit characters that may stay empty, without
// marks that would make it read other than it is written.
func (f *Form) Long(field string, limit int) string {
	s := strings.TrimSpace(name.Shown(f.one(field)))
	if n := utf8.RuneCountInString(s); n > limit {
		f.Fail(field, "too-long", n-limit, limit)
	}
	return s
}

// Secret reads a password or a code of sign-in, and forgets it: it is never
// shown again. Spaces around a password are part of it.
func (f *Form) Secret(field string) string {
	f.seen(field)
	s := f.Typed(field)
	delete(f.typed, field)
	switch {
	case s == "":
		f.Fail(field, "required")
	case len(s) > 4*maxLine:
		f.Fail(field, "too-long", len(s)-4*maxLine, 4*maxLine)
	}
	return s
}

// Code reads a code of length letters and figures, however it was grouped:
// capitals, spaces, dots and hyphens do not matter.
func (f *Form) Code(field string, length int) string {
	s := strings.ToUpper(joined(f.one(field)))
	n := utf8.RuneCountInString(s)
	switch {
	case s == "":
		f.Fail(field, "required")
	case strings.IndexFunc(s, func(r rune) bool { return r > 'Z' || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) >= 0:
		f.Fail(field, "code-shape")
	case n < length:
		f.Fail(field, "code-short", length-n, length)
	case n > length:
		f.Fail(field, "code-long", n-length, length)
	}
	return s
}

// Digits reads length figures, however they were grouped. A length of zero
// takes any number of them.
func (f *Form) Digits(field string, length int) string {
	s := joined(f.one(field))
	switch {
	case s == "":
		f.Fail(field, "required")
	case strings.Trim(s, "0123456789") != "":
		f.Fail(field, "digits-only")
	case length > 0 && len(s) < length:
		f.Fail(field, "digits-short", length-len(s), length)
	case length > 0 && len(s) > length:
		f.Fail(field, "digits-long", len(s)-length, length)
	}
	return s
}

// OneTime reads a code of sign-in of n figures, and forgets it.
func (f *Form) OneTime(field string, n int) string {
	s := f.Digits(field, n)
	delete(f.typed, field)
	return s
}

// INS reads a number of 15 characters, key included, 2A and 2B allowed for
// Corsica (BO Social 2013/10, NIR). Whether its key is right is not judged here.
func (f *Form) INS(field string) string {
	s := strings.ToUpper(joined(f.one(field)))
	digits := s
	if len(s) > 6 && s[5] == '2' && (s[6] == 'A' || s[6] == 'B') {
		digits = s[:6] + s[7:]
	}
	switch {
	case s == "":
		f.Fail(field, "required")
	case strings.Trim(digits, "0123456789") != "":
		f.Fail(field, "ins-shape")
	case len(s) == 13:
		f.Fail(field, "ins-key-missing")
	case len(s) < 15:
		f.Fail(field, "ins-short", 15-len(s))
	case len(s) > 15:
		f.Fail(field, "ins-long", len(s)-15)
	}
	return s
}

// Email reads an address, in lower case.
func (f *Form) Email(field string) string {
	s := strings.ToLower(f.Text(field))
	if s == "" {
		return s
	}
	_, host, at := strings.Cut(s, "@")
	a, err := mail.ParseAddress(s)
	switch {
	case !at:
		f.Fail(field, "email-at")
	case err != nil || a.Address != s || !strings.Contains(host, ".") || strings.HasSuffix(host, "."):
		f.Fail(field, "email-shape")
	}
	return s
}

// Mobile reads a telephone number as +33612345678 (E.164). A number that does
// not start with + or 00 is French.
func (f *Form) Mobile(field string) string {
	s := f.Text(field)
	if s == "" {
		return s
	}
	n := strings.NewReplacer("(0)", "", "(", "", ")", "", "/", "").Replace(joined(s))
	if rest, ok := strings.CutPrefix(n, "00"); ok {
		n = "+" + rest
	} else if rest, ok := strings.CutPrefix(n, "0"); ok {
		n = "+33" + rest
	}
	digits, plus := strings.CutPrefix(n, "+")
	french, landline := strings.HasPrefix(digits, "33"), len(digits) > 2 && digits[2] != '6' && digits[2] != '7'
	if !plus || strings.Trim(digits, "0123456789") != "" || len(digits) < 8 || len(digits) > 15 || french && (len(digits) != 11 || landline) {
		f.Fail(field, "phone-shape")
	}
	return n
}

// Choice reads one answer among allowed.
func (f *Form) Choice(field string, allowed ...string) string {
	s := f.one(field)
	switch {
	case s == "":
		f.Fail(field, "choose")
	case !slices.Contains(allowed, s):
		f.Fail(field, "choose")
		return ""
	}
	return s
}

// Choices reads any number of answers among allowed; others are dropped.
func (f *Form) Choices(field string, allowed ...string) []string {
	f.seen(field)
	var some []string
	for _, a := range allowed {
		if f.Has(field, a) {
			some = append(some, a)
		}
	}
	return some
}

// Checked reports whether a box is ticked.
func (f *Form) Checked(field string) bool {
	f.seen(field)
	return f.Typed(field) != ""
}

// Agreed reads a box that must be ticked.
func (f *Form) Agreed(field string) {
	if !f.Checked(field) {
		f.Fail(field, "agree")
	}
}

// Files gives the files sent in field; none is wrong with the code file-missing.
func (f *Form) Files(field string) []File {
	f.seen(field)
	if len(f.files[field]) == 0 {
		f.Fail(field, "file-missing")
	}
	return f.files[field]
}

// OptionalFile gives the one file sent in field; false when it was left empty.
func (f *Form) OptionalFile(field string) (File, bool) {
	f.seen(field)
	if len(f.files[field]) == 0 {
		return File{}, false
	}
	return f.files[field][0], true
}

// Number reads a number written the French way, with a comma.
func (f *Form) Number(field string, least, most float64) float64 {
	s := joined(f.one(field))
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	switch {
	case s == "":
		f.Fail(field, "required")
	case err != nil:
		f.Fail(field, "not-a-number")
	case n < least || n > most || n != n:
		f.Fail(field, "number-range", least, most)
	}
	return n
}

// joined drops what people put between groups.
func joined(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-–—‑.·_", r) || r == '\u200b' {
			return -1
		}
		return r
	}, s)
}

// civil builds a day that exists, at 00:00 UTC like clock.Day.
func civil(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Year() == year && int(t.Month()) == month && t.Day() == day
}
