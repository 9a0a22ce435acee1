package file

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	plain "espacesante/internal/name"
)

// Text is what a TXT or RTF file says, as it may be shown: its letters and its lines, no mark that reorders them.
func Text(kind Kind, data []byte) (string, error) {
	switch kind {
	case TXT:
		return legible(decoded(data)), nil
	case RTF:
		text, _, err := readRTF(data)
		return legible(text), err
	}
	return "", &Error{Code: Damaged}
}

// decoded reads UTF-8, and what is not that as Windows-1252: what French notes of twenty years are written in.
func decoded(data []byte) string {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil { // every byte is a letter of Windows-1252, or U+FFFD
		return strings.ToValidUTF8(string(data), "\ufffd")
	}
	return string(text)
}

func legible(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n").Replace(s)
	return strings.TrimRight(plain.Shown(s), "\n\t ")
}

// checkText lets text in and nothing that only bears its name: no zero byte, no control but white space, and no mark
// that makes it read other than it is written (UTS #55).
func checkText(data []byte) string {
	for _, c := range data {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' || c == 0x7f {
			return Damaged
		}
	}
	for _, r := range decoded(data) {
		if reorders(r) {
			return Reordered
		}
	}
	return ""
}

// reorders is true for the embeddings, overrides and isolates of bidirectional text. Plain Hebrew or Arabic needs none.
func reorders(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// checkRTF refuses what a word processor would run or fetch: embedded objects, templates, dynamic data.
func checkRTF(data []byte) string {
	text, active, err := readRTF(data)
	switch {
	case active:
		return ActiveRTF
	case err != nil:
		return Damaged
	case strings.ContainsFunc(text, reorders):
		return Reordered
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }):
		return Damaged
	}
	return ""
}
