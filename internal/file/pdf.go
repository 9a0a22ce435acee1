package file

import (
	"bytes"
	"compress/zlib"
	"io"
)

// A PDF is searched, never interpreted: what would act in a reader has a name that must stand in the file, as it is,
// with some letters as #4A, or inside a compressed object stream. No tree is followed, so none can loop.

const (
	longestName  = 24
	dictMax      = 64 << 10 // of one dictionary
	workLimit    = 48 << 20 // read again as dictionaries, in all; less than the file's size unless it is hostile
	inflateLimit = 32 << 20 // of all object streams of a file together
)

// checkPDF refuses what is locked, what acts, and what carries other files. Forms, links and signatures pass.
func checkPDF(data []byte) string {
	seen := map[string]bool{}
	names(data, seen)
	if seen["Encrypt"] && encrypted(data) {
		return EncryptedPDF
	}
	if !objectStreams(data, seen) {
		return ActivePDF // packed so that it cannot be searched
	}
	switch {
	case seen["JavaScript"], seen["Launch"], seen["JS"] && seen["Rendition"]:
		return ActivePDF
	// A file specification that embeds has an EF (7.11.3). The tree of attachments alone may be empty: some libraries
	// always write it.
	case seen["EmbeddedFile"], seen["EF"] && (seen["EmbeddedFiles"] || seen["FileAttachment"] || seen["Filespec"] || seen["AF"]):
		return PDFAttachment
	}
	return ""
}

// watched are the names that matter.
var watched = map[string]bool{
	"Encrypt": true, "JavaScript": true, "JS": true, "Rendition": true, "Launch": true,
	"EmbeddedFile": true, "EmbeddedFiles": true, "EF": true, "FileAttachment": true, "Filespec": true, "AF": true,
}

// names marks the watched names found in data. A name ends at a delimiter (ISO 32000-1, 7.3.5).
func names(data []byte, seen map[string]bool) {
	for i := 0; i < len(data); {
		at := bytes.IndexByte(data[i:], '/')
		if at < 0 {
			return
		}
		i += at + 1
		if n := name(data[i:]); watched[n] {
			seen[n] = true
		}
	}
}

// name reads the name that data begins with, its #xx written out; too long a name is none of ours.
func name(data []byte) string {
	var b [longestName]byte
	n := 0
	for i := 0; i < len(data); i++ {
		c := data[i]
		if delimiter(c) {
			return string(b[:n])
		}
		if n == longestName {
			return ""
		}
		if c == '#' && i+2 < len(data) {
			hi, lo := hex(data[i+1]), hex(data[i+2])
			if hi >= 0 && lo >= 0 {
				c = byte(hi<<4 | lo)
				i += 2
			}
		}
		b[n] = c
		n++
	}
	return string(b[:n])
}

func delimiter(c byte) bool {
	return c <= ' ' || bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// encrypted is true when an Encrypt entry has a value, a dictionary or a reference: the word alone may be text.
func encrypted(data []byte) bool {
	for i := 0; i < len(data); {
		at := bytes.IndexByte(data[i:], '/')
		if at < 0 {
			return false
		}
		i += at + 1
		if name(data[i:]) != "Encrypt" {
			continue
		}
		end := i
		for end < len(data) && !delimiter(data[end]) {
			end++
		}
		rest := bytes.TrimLeft(data[end:min(len(data), end+64)], " \t\r\n\x00\f")
		if len(rest) > 0 && (rest[0] == '<' || rest[0] >= '0' && rest[0] <= '9' || rest[0] == '%') {
			return true
		}
	}
	return false
}

// objectStreams marks the names inside compressed object streams. It answers false for one that cannot be searched:
// packed by anything but plain Flate, which no known producer does, or larger than any real one.
func objectStreams(data []byte, seen map[string]bool) bool {
	left, work := int64(inflateLimit), 0
	for i := 0; ; {
		at := bytes.Index(data[i:], []byte("obj"))
		if at < 0 {
			return true
		}
		i += at + len("obj")
		d := dictionary(data[i:min(len(data), i+dictMax)])
		if work += d.length; work > workLimit {
			return false
		}
		if !d.stream || !d.names["ObjStm"] && !(d.names["First"] && d.names["N"]) {
			continue
		}
		for _, other := range []string{"DecodeParms", "DP", "LZWDecode", "LZW", "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85",
			"RunLengthDecode", "RL", "Crypt"} {
			if d.names[other] {
				return false
			}
		}
		z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(data[i+d.length:], "\r\n \t")))
		switch {
		case err != nil && (d.names["Filter"] || d.names["F"]):
			return false
		case err != nil:
			continue // not packed: its names were seen as they stand
		}
		plain, _ := io.ReadAll(io.LimitReader(z, left+1)) // damaged at the end: what came out is searched
		if left -= int64(len(plain)); left < 0 {
			return false
		}
		names(plain, seen)
	}
}

// dict is the dictionary of an object: the names in it, where it ends, and whether a stream follows.
type dict struct {
	names  map[string]bool
	length int
	stream bool
}

// dictionary reads the dictionary that data begins with, by the rules of strings and comments (ISO 32000-1, 7.2 to
// 7.3), so that a word in a string can neither end it nor hide what comes after.
func dictionary(data []byte) dict {
	d := dict{length: blank(data, 0)}
	if !bytes.HasPrefix(data[d.length:], []byte("<<")) {
		return d
	}
	d.names = map[string]bool{}
	depth := 0
	i := d.length
	for i < len(data) {
		switch {
		case bytes.HasPrefix(data[i:], []byte("<<")):
			depth++
			i += 2
		case bytes.HasPrefix(data[i:], []byte(">>")):
			depth--
			i += 2
		case data[i] == '(':
			i += text(data[i:])
		case data[i] == '%':
			i = blank(data, i)
		case data[i] == '/':
			d.names[name(data[i+1:])] = true
			i++
		default:
			i++
		}
		if depth == 0 {
			break
		}
	}
	i = blank(data, i)
	if bytes.HasPrefix(data[i:], []byte("stream")) {
		d.stream = true
		i += len("stream")
	}
	d.length = i
	return d
}

// blank skips white space and comments.
func blank(data []byte, i int) int {
	for i < len(data) {
		switch c := data[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == 0:
			i++
		case c == '%':
			for i < len(data) && data[i] != '\r' && data[i] != '\n' {
				i++
			}
		default:
			return i
		}
	}
	return i
}

// text is the length of the string that data begins with, its own brackets and escapes counted.
func text(data []byte) int {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(data)
}
