// Package name makes two spellings of a person's name comparable: case, accents, hyphens, apostrophes and spaces
// do not count. It knows neither which name is a birth name nor whose it is.
package name

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters that Unicode does not decompose, written as INSi and the civil registers write them in capitals
// (Référentiel national d'identitovigilance: A to Z only).
var letters = map[rune]string{
	'Œ': "OE", 'Æ': "AE", 'ß': "SS", 'ẞ': "SS", 'Ø': "O", 'Ł': "L", 'Đ': "D", 'Ð': "D", 'Þ': "TH", 'ı': "I", 'Ŋ': "N",
}

// Normal is the form of a name to compare and to derive a MAC from: capitals without accents, the words separated
// by one space. « Marie-Hélène », « MARIE HELENE » and « marie  hélène » are one; so are « L’Œuf » and « L OEUF ».
// Letters of other scripts are kept. It is idempotent.
func Normal(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		r = unicode.ToUpper(r)
		if unicode.Is(unicode.Lm, r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		if plain, ok := letters[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Shown is a text as it may be shown: without controls, but ends of lines and tabs, and without the marks that
// reorder text. A title or a name that reads other than it is written is a disguise.
func Shown(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// Same says whether two spellings are one name. Two empty names are not a name.
func Same(a, b string) bool {
	n := Normal(a)
	return n != "" && n == Normal(b)
}
