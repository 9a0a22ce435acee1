package cda

import (
	"strings"
	"unicode"
)

// space makes every white space one kind, and drops controls and marks that reorder text: a title that reads
// backwards is a disguise.
func space(r rune) rune {
	switch {
	case r == ' ' || r == '\n' || r == '\r' || r == '\t':
		return ' '
	case r < 0x20 || r == 0x7f, unicode.Is(unicode.Bidi_Control, r):
		return -1
	}
	return r
}

// tidy joins runs of one style, makes spaces single across them, and drops those at the ends.
func tidy(line []Inline) []Inline {
	var out []Inline
	gap := true // a space here would be the first of the line, or the second
	for _, in := range line {
		if in.Break || in.Media != "" {
			out = append(trimEnd(out), in)
			gap = in.Break
			continue
		}
		text := in.Text
		for strings.Contains(text, "  ") {
			text = strings.ReplaceAll(text, "  ", " ")
		}
		if gap {
			text = strings.TrimPrefix(text, " ")
		}
		if text == "" {
			continue
		}
		gap = strings.HasSuffix(text, " ")
		in.Text = ""
		if n := len(out); n > 0 && sameStyle(out[n-1], in) {
			out[n-1].Text += text
			continue
		}
		in.Text = text
		out = append(out, in)
	}
	out = trimEnd(out)
	for len(out) > 0 && out[len(out)-1].Break {
		out = trimEnd(out[:len(out)-1])
	}
	for len(out) > 0 && out[0].Break {
		out = out[1:]
	}
	return out
}

func sameStyle(a, b Inline) bool {
	a.Text, b.Text = "", ""
	return a == b && !a.Break && a.Media == ""
}

func trimEnd(out []Inline) []Inline {
	if n := len(out); n > 0 && !out[n-1].Break && out[n-1].Media == "" {
		out[n-1].Text = strings.TrimSuffix(out[n-1].Text, " ")
		if out[n-1].Text == "" {
			return out[:n-1]
		}
	}
	return out
}
