package cda

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const (
	hl7 = "urn:hl7-org:v3"
	xsl = "http://www.w3.org/1999/XSL/Transform"

	maxDepth    = 100      // real documents nest 20 deep
	maxElements = 500_000  // elements, attributes, runs of text; real documents have 15 000
	maxTag      = 64 << 10 // one tag with its attributes; the decoder holds them all at once
)

// builder makes the tree of the one ClinicalDocument of a file. What is around it (the style sheet of a
// self-presenting document) is read for well-formedness and forgotten.
type builder struct {
	stack    []*node // open elements of the document; nil for elements of other namespaces
	depth    int     // open elements, all of them
	elements int
	root     xml.Name
	roots    int
	doc      *node
	inText   int // open narrative blocks: white space means something there
}

// tree reads XML into the document's tree. It answers an *Error for all that is refused at this stage.
func tree(data []byte) (doc *node, wrapped bool, err error) {
	if code := sniff(data); code != "" {
		return nil, false, refuse(code, "")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	declared := ""
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		declared = label
		return charset(label, in)
	}
	var b builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, false, syntax(err, data, declared)
		}
		if err := b.take(token); err != nil {
			return nil, false, err
		}
	}
	if b.doc == nil {
		return nil, false, refuse(WrongRoot, "")
	}
	return b.doc, b.root.Local != "ClinicalDocument", nil
}

// sniff refuses what the decoder would misread.
func sniff(data []byte) string {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return Empty
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}),
		bytes.IndexByte(data[:min(len(data), 64)], 0) >= 0:
		return Encoding
	case longTag(data):
		return TooMany
	}
	return ""
}

// longTag finds a tag over maxTag before the decoder builds it: five bytes of input make an attribute of 64.
func longTag(data []byte) bool {
	for i := 0; i < len(data); {
		open := bytes.IndexByte(data[i:], '<')
		if open < 0 {
			return false
		}
		i += open
		skipped := false
		for _, s := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
			if !bytes.HasPrefix(data[i:], []byte(s[0])) {
				continue
			}
			end := bytes.Index(data[i+len(s[0]):], []byte(s[1]))
			if end < 0 {
				return false // not closed: the decoder says so
			}
			i += len(s[0]) + end + len(s[1])
			skipped = true
			break
		}
		if skipped {
			continue
		}
		length := tagLength(data[i:])
		if length > maxTag {
			return true
		}
		i += length
	}
	return false
}

// tagLength is the length of the tag that data begins with; a > inside quotes does not end it.
func tagLength(data []byte) int {
	var quote byte
	for i, c := range data {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
		if i > maxTag {
			return i
		}
	}
	return len(data)
}

// charset reads the two Western encodings met in old software. CI-SIS asks for UTF-8.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	case "iso-8859-15", "latin9":
		return charmap.ISO8859_15.NewDecoder().Reader(in), nil
	}
	return nil, fmt.Errorf("charset %q", label)
}

func syntax(err error, data []byte, declared string) error {
	var s *xml.SyntaxError
	switch {
	case !errors.As(err, &s):
		return refuse(Encoding, err.Error())
	case strings.Contains(s.Msg, "unexpected EOF"):
		return refuse(Truncated, fmt.Sprintf("line %d", s.Line))
	case declared == "" && !utf8.Valid(data):
		return refuse(Encoding, "invalid UTF-8")
	}
	return refuse(Malformed, fmt.Sprintf("line %d", s.Line))
}

func (b *builder) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.Directive: // <!DOCTYPE, <!ENTITY: the decoder would skip them without a word
		return refuse(Doctype, "")
	case xml.StartElement:
		return b.start(t)
	case xml.EndElement:
		b.end()
	case xml.CharData:
		return b.chars(string(t))
	}
	return nil
}

func (b *builder) start(t xml.StartElement) error {
	b.depth++
	b.elements += 1 + len(t.Attr)
	switch {
	case b.depth > maxDepth:
		return refuse(TooDeep, "")
	case b.elements > maxElements:
		return refuse(TooMany, "")
	}
	if b.depth == 1 {
		if err := b.rootElement(t.Name); err != nil {
			return err
		}
	}
	isDoc := t.Name == xml.Name{Space: hl7, Local: "ClinicalDocument"}
	if len(b.stack) == 0 && !isDoc {
		return nil
	}
	if isDoc && b.doc != nil {
		return refuse(SeveralDocs, "")
	}
	var n *node
	if t.Name.Space == hl7 {
		n = &node{name: t.Name.Local, attr: t.Attr}
		if b.parent() != nil {
			b.parent().kids = append(b.parent().kids, n)
		}
		if n.name == "text" {
			b.inText++
		}
	}
	if isDoc {
		b.doc = n
	}
	b.stack = append(b.stack, n)
	return nil
}

// rootElement lets only a clinical document in, alone or inside its own style sheet.
func (b *builder) rootElement(name xml.Name) error {
	b.roots++
	if b.roots > 1 {
		return refuse(Malformed, "two roots")
	}
	b.root = name
	if name == (xml.Name{Space: hl7, Local: "ClinicalDocument"}) ||
		name.Space == xsl && (name.Local == "stylesheet" || name.Local == "transform") {
		return nil
	}
	return refuse(WrongRoot, "")
}

func (b *builder) parent() *node {
	if len(b.stack) == 0 {
		return nil
	}
	return b.stack[len(b.stack)-1]
}

func (b *builder) end() {
	b.depth--
	if len(b.stack) == 0 {
		return
	}
	if n := b.parent(); n != nil && n.name == "text" {
		b.inText--
	}
	b.stack = b.stack[:len(b.stack)-1]
}

func (b *builder) chars(s string) error {
	p := b.parent()
	if p == nil || b.inText == 0 && strings.TrimSpace(s) == "" {
		return nil
	}
	b.elements++
	if b.elements > maxElements {
		return refuse(TooMany, "")
	}
	p.kids = append(p.kids, &node{text: s})
	return nil
}
