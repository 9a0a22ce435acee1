package letter

import (
	"cmp"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

const nbsp = '\u00a0'

// typo makes no-break every space that French typography holds together: before
// : ; ? ! and », after «, inside numbers and hours.
func typo(s string) string {
	if !strings.Contains(s, " ") {
		return s
	}
	in := []rune(s)
	for i, r := range in {
		if r == ' ' && i > 0 && i+1 < len(in) && holds(in, i) {
			in[i] = nbsp
		}
	}
	return string(in)
}

func holds(in []rune, i int) bool {
	before, after := in[i-1], in[i+1]
	switch {
	case strings.ContainsRune(":;?!»", after), before == '«':
		return true
	case digit(before) && digit(after):
		return true
	case digit(before) && after == 'h': // « 8 h 30 »
		return i+2 == len(in) || !lower(in[i+2])
	case before == 'h' && i > 2: // the spaces to the left are set already
		return digit(after) && in[i-2] == nbsp && digit(in[i-3])
	}
	return false
}

func digit(r rune) bool { return r >= '0' && r <= '9' }
func lower(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'à' }

// Printed letters use the fonts every PDF reader has, which know the letters of
// Windows-1252: all of French, Spanish, Portuguese, German, most of the North.
// Other Latin letters lose their sign (Ł is printed L, ő is printed o), and a
// letter of another alphabet is printed « ? »: identity traits are kept in Latin
// letters by the INS, so this touches given names of use at most.
func latin(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	for _, r := range norm.NFC.String(s) {
		if b, ok := charmap.Windows1252.EncodeRune(r); ok {
			out.WriteByte(b)
			continue
		}
		out.WriteString(plainest(r))
	}
	return out.String()
}

var plain = map[rune]string{'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ħ': "h", 'Ħ': "H", 'ı': "i", 'İ': "I",
	'ŧ': "t", 'Ŧ': "T", 'ŋ': "n", 'Ŋ': "N", 'ə': "e", 'Ə': "E", 'ʻ': "'", 'ʼ': "'", '′': "'",
	'\u2009': "\xa0", '\u202f': "\xa0", '\u2010': "-", '\u2011': "-", '\u2212': "-", '\u200b': "", '\u00ad': ""}

func plainest(r rune) string {
	if s, ok := plain[r]; ok {
		return s
	}
	base := []rune(norm.NFD.String(string(r)))[0]
	if b, ok := charmap.Windows1252.EncodeRune(base); ok {
		return string([]byte{b})
	}
	return cmp.Or(plain[base], "?")
}
