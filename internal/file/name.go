package file

import (
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NameMax is the most characters a file's name keeps.
const NameMax = 150

// CleanName makes the name a browser sent fit to store and show: the last part of a path, NFC, without controls,
// marks that reorder text or characters that file systems refuse, at most NameMax characters with its ending.
func CleanName(s string) string {
	s = strings.ToValidUTF8(s, "")
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r), unicode.Is(unicode.Co, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`<>:"|?*`, r):
			return '-'
		}
		return r
	}, norm.NFC.String(s))
	s = strings.Trim(strings.Join(strings.Fields(s), " "), ". ")
	if runes := []rune(s); len(runes) > NameMax {
		ending := []rune(path.Ext(s))
		if len(ending) > 10 {
			ending = nil
		}
		s = strings.TrimRight(string(runes[:NameMax-len(ending)]), ". ") + string(ending)
	}
	if reserved[strings.ToUpper(strings.TrimSuffix(s, path.Ext(s)))] {
		s = "_" + s
	}
	if s == "" {
		return "document"
	}
	return s
}

// reserved are names of devices on Windows.
var reserved = map[string]bool{
	"CON": true, "PRN": true, "AUX": true, "NUL": true,
	"COM1": true, "COM2": true, "COM3": true, "COM4": true, "LPT1": true, "LPT2": true, "LPT3": true,
}

// Named gives a clean name the ending of its kind, for the download: the name on the disk says what the bytes are.
func (k Kind) Named(name string) string {
	name = CleanName(name)
	ending := path.Ext(name)
	for _, e := range facts[k].endings {
		if strings.EqualFold(e, ending) {
			return name
		}
	}
	if known(strings.ToLower(ending)) {
		name = strings.TrimSuffix(name, ending)
	}
	if runes := []rune(name); len(runes)+len(k.Extension()) > NameMax {
		name = string(runes[:NameMax-len(k.Extension())])
	}
	return name + k.Extension()
}
