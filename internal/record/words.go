package record

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"espacesante/internal/cda"
	"espacesante/internal/name"
)

// What the index keeps of one document: enough to find it by any of its words,
// and the beginning of its text for the extract under a result.
const (
	indexedMax = 256 << 10 // bytes of text whose words are kept
	extractMax = 32 << 10  // bytes of text kept to show
	around     = 70        // letters shown before and after the first word found
)

// Limits of what is asked: a query is words, not a document.
const (
	queryMax = 200
	termsMax = 8
)

// terms are the words of a query, folded: case, accents, ligatures, hyphens and
// apostrophes do not count.
func terms(query string) []string {
	all := strings.Fields(name.Normal(query))
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), termsMax)]
}

// folded are the words of texts, each once and each after a space, so that a
// word begins as a term does where " "+term is found.
func folded(texts ...string) string {
	seen := map[string]bool{}
	var b strings.Builder
	for _, t := range texts {
		for w := range strings.FieldsSeq(name.Normal(cut(t, indexedMax))) {
			if !seen[w] {
				seen[w] = true
				b.WriteByte(' ')
				b.WriteString(w)
			}
		}
	}
	return b.String()
}

// holds reports whether every term, given after a space, begins a word.
func holds(words []byte, terms [][]byte) bool {
	for _, t := range terms {
		if !bytes.Contains(words, t) {
			return false
		}
	}
	return true
}

// Piece is a run of a text; a marked one is a word that was looked for.
type Piece struct {
	Text   string
	Marked bool
}

// marked cuts a text into pieces, the words that begin as a term does marked.
func marked(text string, terms []string) (all []Piece) {
	last := 0
	eachWord(text, func(from, to int) bool {
		if begins(text[from:to], terms) {
			if from > last {
				all = append(all, Piece{Text: text[last:from]})
			}
			all = append(all, Piece{Text: text[from:to], Marked: true})
			last = to
		}
		return true
	})
	if last < len(text) {
		all = append(all, Piece{Text: text[last:]})
	}
	return all
}

// extract is what stands around the first word of text that was looked for;
// nothing when it holds none.
func extract(text string, terms []string) []Piece {
	at := -1
	eachWord(text, func(from, to int) bool {
		if begins(text[from:to], terms) {
			at = from
		}
		return at < 0
	})
	if at < 0 {
		return nil
	}
	from, to := back(text, at, around), ahead(text, at, 2*around)
	shown := strings.Join(strings.Fields(text[from:to]), " ")
	if from > 0 {
		shown = "… " + shown
	}
	if to < len(text) {
		shown += " …"
	}
	return marked(shown, terms)
}

// eachWord gives the words of a text as name.Normal separates them, until fn
// has enough.
func eachWord(text string, fn func(from, to int) bool) {
	from := -1
	for i, r := range text {
		inside := unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.Is(unicode.Cf, r)
		switch {
		case inside && from < 0:
			from = i
		case !inside && from >= 0:
			if !fn(from, i) {
				return
			}
			from = -1
		}
	}
	if from >= 0 {
		fn(from, len(text))
	}
}

func begins(word string, terms []string) bool {
	for w := range strings.FieldsSeq(name.Normal(word)) {
		if slices.ContainsFunc(terms, func(t string) bool { return strings.HasPrefix(w, t) }) {
			return true
		}
	}
	return false
}

// back and ahead go some letters from a place, to the end of a word.
func back(text string, at, letters int) int {
	for ; at > 0 && letters > 0; letters-- {
		_, n := utf8.DecodeLastRuneInString(text[:at])
		at -= n
	}
	if i := strings.IndexAny(text[at:], " \n"); at > 0 && i >= 0 {
		at += i
	}
	return at
}

func ahead(text string, at, letters int) int {
	for ; at < len(text) && letters > 0; letters-- {
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	}
	if i := strings.LastIndexAny(text[:at], " \n"); at < len(text) && i > 0 {
		at = i
	}
	return at
}

// cut shortens a text to some bytes, at the end of a letter.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// prose is the text of a structured document, as it is read.
func prose(sections []cda.Section) string {
	var b strings.Builder
	for _, s := range sections {
		b.WriteString(s.Title)
		b.WriteByte('\n')
		proseOf(&b, s.Blocks)
		b.WriteString(prose(s.Sections))
	}
	return b.String()
}

func proseOf(b *strings.Builder, blocks []cda.Block) {
	for _, k := range blocks {
		b.WriteString(k.Caption)
		b.WriteByte(' ')
		for _, in := range k.Inlines {
			b.WriteString(in.Text)
			if in.Break {
				b.WriteByte('\n')
			}
		}
		for _, it := range k.Items {
			proseOf(b, it.Blocks)
		}
		for _, row := range append(slices.Clip(k.Head), k.Rows...) {
			for _, c := range row.Cells {
				proseOf(b, c.Blocks)
			}
		}
		b.WriteByte('\n')
	}
}
