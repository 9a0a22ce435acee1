package file

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// Rich text (RTF 1.9.1) is groups in braces, control words and letters. Only its words are read: what is not text is
// skipped, what acts is named.

// rtfDepth is how deep groups may stand in one another: word processors stay below 20.
const rtfDepth = 100

var errRTF = errors.New("file: not rich text")

// rtfSilent are the destinations whose letters are not of the document.
var rtfSilent = map[string]bool{"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "header": true,
	"footer": true, "headerl": true, "headerr": true, "headerf": true, "footerl": true, "footerr": true, "footerf": true,
	"listtable": true, "listoverridetable": true, "revtbl": true, "rsidtbl": true, "generator": true, "xmlnstbl": true,
	"themedata": true, "filetbl": true, "nonshppict": true, "fldinst": true}

// rtfActive are the control words of what is run, fetched or carried along.
var rtfActive = map[string]bool{"template": true, "ddeauto": true, "includetext": true, "includepicture": true,
	"mailmerge": true, "datastore": true, "xmlopen": true, "password": true, "bin": true, "datafield": true, "subdocument": true}

// rtfFields are the instructions of a field that fetch or start something.
var rtfFields = []string{"DDE", "DDEAUTO", "LINK", "EMBED", "IMPORT", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "DATABASE",
	"MACROBUTTON", "AUTOTEXT", "FILLIN", "ASK"}

// rtfGroup is what holds between two braces.
type rtfGroup struct {
	silent bool // its letters are not the document's
	field  bool // its letters are an instruction
	skip   int  // letters that stand for the last \u, for who does not know it
}

type rtfReader struct {
	data   []byte
	at     int
	groups []rtfGroup
	out    strings.Builder
	told   strings.Builder // instructions of fields
	left   int             // letters still to skip after \u
	half   rune            // the first half of a letter of two
	active bool
}

// readRTF gives the words of rich text, and whether something in it acts.
func readRTF(data []byte) (text string, active bool, err error) {
	r := &rtfReader{data: data, groups: []rtfGroup{{skip: 1}}}
	for r.at < len(r.data) && err == nil {
		err = r.step()
	}
	for word := range strings.FieldsSeq(strings.ToUpper(r.told.String())) {
		r.active = r.active || slices.Contains(rtfFields, word)
	}
	if err == nil && len(r.groups) != 1 {
		err = errRTF
	}
	return r.out.String(), r.active, err
}

func (r *rtfReader) top() *rtfGroup { return &r.groups[len(r.groups)-1] }

func (r *rtfReader) step() error {
	c := r.data[r.at]
	r.at++
	switch c {
	case '{':
		if len(r.groups) > rtfDepth {
			return errRTF
		}
		r.groups, r.left = append(r.groups, *r.top()), 0
	case '}':
		if len(r.groups) == 1 {
			return errRTF
		}
		if r.top().field {
			r.told.WriteByte(' ')
		}
		r.groups, r.left = r.groups[:len(r.groups)-1], 0
	case '\\':
		return r.control()
	case '\r', '\n', 0:
	default:
		r.letters(rune(c))
	}
	return nil
}

// letters writes one letter where it belongs. Bytes of rich text that is not ASCII are of Windows-1252.
func (r *rtfReader) letters(c rune) {
	if r.left > 0 {
		r.left--
		return
	}
	if c >= 0x80 && c <= 0xff {
		c = charmap.Windows1252.DecodeByte(byte(c))
	}
	r.write(c)
}

func (r *rtfReader) write(c rune) {
	switch g := r.top(); {
	case g.field:
		r.told.WriteRune(c)
	case !g.silent:
		r.out.WriteRune(c)
	}
}

// control reads what follows a backslash: a symbol, or a word with its number.
func (r *rtfReader) control() error {
	if r.at >= len(r.data) {
		return errRTF
	}
	c := r.data[r.at]
	if !letter(c) {
		r.at++
		return r.symbol(c)
	}
	from := r.at
	for r.at < len(r.data) && letter(r.data[r.at]) {
		r.at++
	}
	word, number := string(r.data[from:r.at]), r.number()
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	r.word(word, number)
	return nil
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// number is the one that a control word ends with; 1 when it has none.
func (r *rtfReader) number() int {
	from := r.at
	for r.at < len(r.data) && r.at-from < 11 && (r.data[r.at] >= '0' && r.data[r.at] <= '9' || r.at == from && r.data[r.at] == '-') {
		r.at++
	}
	n, err := strconv.Atoi(string(r.data[from:r.at]))
	if err != nil {
		return 1
	}
	return n
}

func (r *rtfReader) symbol(c byte) error {
	switch c {
	case '\'':
		if r.at+2 > len(r.data) {
			return errRTF
		}
		n, err := strconv.ParseUint(string(r.data[r.at:r.at+2]), 16, 8)
		if err != nil {
			return errRTF
		}
		r.at += 2
		r.letters(rune(n))
	case '*':
		r.top().silent = true // a destination that a reader may not know
	case '\\', '{', '}':
		r.letters(rune(c))
	case '~':
		r.write('\u00a0')
	case '_':
		r.write('-')
	case '\r', '\n':
		r.write('\n')
	}
	return nil
}

func (r *rtfReader) word(word string, n int) {
	low := strings.ToLower(word)
	switch {
	case rtfActive[low], strings.HasPrefix(low, "obj"):
		r.active = true
	case low == "fldinst":
		r.top().silent, r.top().field = true, true
	case rtfSilent[word]:
		r.top().silent = true
	case word == "par", word == "line", word == "sect", word == "page", word == "row":
		r.write('\n')
	case word == "tab", word == "cell":
		r.write('\t')
	case word == "uc":
		r.top().skip = max(0, min(n, 8))
	case word == "u":
		r.unicode(rune(uint16(n)))
	case rtfLetters[word] != 0:
		r.write(rtfLetters[word])
	}
}

// unicode writes a letter given by its number, one half at a time where it takes two (UTF-16).
func (r *rtfReader) unicode(c rune) {
	r.left = r.top().skip
	switch {
	case c >= 0xd800 && c < 0xdc00:
		r.half = c
		return
	case utf16.IsSurrogate(c):
		c = utf16.DecodeRune(r.half, c)
	}
	r.half = 0
	r.write(c)
}

// rtfLetters are the letters that have a word of their own.
var rtfLetters = map[string]rune{"lquote": '‘', "rquote": '’', "ldblquote": '“', "rdblquote": '”', "bullet": '•', "endash": '–',
	"emdash": '—', "emspace": ' ', "enspace": ' '}
