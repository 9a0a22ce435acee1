package cda

import "strings"

// Section is a titled part of a structured document, with its text for reading.
type Section struct {
	Code     Code
	Title    string
	Blocks   []Block
	Sections []Section
	Entries  []Entry  // to be written; none once read
	Claims   []string // templates that it satisfies, to be written; none once read
}

// BlockKind says what a block is.
type BlockKind int

// The kinds of block.
const (
	Paragraph BlockKind = iota
	List
	Table
)

// Block is a paragraph, a list or a table. It holds words and structure, never markup: the page that shows it writes
// its own.
type Block struct {
	Kind    BlockKind
	Caption string
	Inlines []Inline // Paragraph
	Ordered bool     // List
	Items   []Item   // List
	Head    []Row    // Table
	Rows    []Row    // Table
}

// Item is one entry of a list.
type Item struct{ Blocks []Block }

// Row is a line of a table.
type Row struct{ Cells []Cell }

// Cell is a cell of a table; Header is true for the name of a row or column.
type Cell struct {
	Header           bool
	ColSpan, RowSpan int // at least 1
	Blocks           []Block
}

// Inline is a run of words, a line break, or a reference to an embedded image or file.
type Inline struct {
	Text                                string
	Strong, Emphasis, Underline, Struck bool
	Sub, Sup                            bool
	Break                               bool
	Media                               string // the ID of a Media of the document
}

// section reads one section and those inside it.
func section(n *node) Section {
	s := Section{Code: coded(n.first("code")), Title: n.first("title").words()}
	if s.Title == "" {
		s.Title = s.Code.Label
	}
	if text := n.first("text"); text != nil {
		s.Blocks = blocks(text)
	}
	for _, sub := range n.all("component", "section") {
		s.Sections = append(s.Sections, section(sub))
	}
	return s
}

// dropped are elements whose text is a program or a style, not words. They are not of CDA's schema.
var dropped = map[string]bool{"script": true, "style": true, "iframe": true, "object": true, "embed": true, "template": true}

// writer gathers blocks; words that stand between blocks become a paragraph.
type writer struct {
	blocks []Block
	line   []Inline
}

func blocks(n *node) []Block {
	var w writer
	w.kids(n, Inline{})
	w.flush()
	return w.blocks
}

func (w *writer) kids(n *node, style Inline) {
	for _, k := range n.kids {
		w.node(k, style)
	}
}

func (w *writer) node(k *node, style Inline) {
	switch k.name {
	case "":
		style.Text = strings.Map(space, k.text)
		w.line = append(w.line, style)
	case "br":
		w.line = append(w.line, Inline{Break: true})
	case "paragraph":
		w.flush()
		w.kids(k, styled(style, k))
		w.flush()
	case "list":
		w.flush()
		w.add(list(k))
	case "table":
		w.flush()
		w.add(table(k))
	case "sub":
		style.Sub = true
		w.kids(k, style)
	case "sup":
		style.Sup = true
		w.kids(k, style)
	case "renderMultiMedia":
		for _, ref := range strings.Fields(k.get("referencedObject")) {
			w.line = append(w.line, Inline{Media: ref})
		}
		w.kids(k, style)
	default: // content, caption, linkHtml (its text only), footnote, and anything unknown: the words in it
		if !dropped[k.name] {
			w.kids(k, styled(style, k))
		}
	}
}

// styled reads the few styleCodes that mean something to a reader, and text struck out by a new version.
func styled(style Inline, n *node) Inline {
	for _, s := range strings.Fields(n.get("styleCode")) {
		switch s {
		case "Bold":
			style.Strong = true
		case "Italics", "Emphasis":
			style.Emphasis = true
		case "Underline":
			style.Underline = true
		}
	}
	if n.get("revised") == "delete" {
		style.Struck = true
	}
	return style
}

func (w *writer) flush() {
	if line := tidy(w.line); len(line) > 0 {
		w.blocks = append(w.blocks, Block{Kind: Paragraph, Inlines: line})
	}
	w.line = nil
}

func (w *writer) add(b Block) {
	if len(b.Items)+len(b.Head)+len(b.Rows) > 0 {
		w.blocks = append(w.blocks, b)
	}
}

func list(n *node) Block {
	b := Block{Kind: List, Caption: n.first("caption").words(), Ordered: n.get("listType") == "ordered"}
	for _, i := range n.all("item") {
		if inner := blocks(i); len(inner) > 0 {
			b.Items = append(b.Items, Item{Blocks: inner})
		}
	}
	return b
}

func table(n *node) Block {
	b := Block{Kind: Table, Caption: n.first("caption").words()}
	for _, part := range n.kids {
		switch part.name {
		case "thead":
			b.Head = append(b.Head, tableRows(part)...)
		case "tbody", "tfoot":
			b.Rows = append(b.Rows, tableRows(part)...)
		}
	}
	b.Rows = append(b.Rows, tableRows(n)...) // rows without a tbody
	return b
}

func tableRows(n *node) []Row {
	var out []Row
	for _, tr := range n.all("tr") {
		var row Row
		for _, c := range tr.kids {
			if c.name == "td" || c.name == "th" {
				row.Cells = append(row.Cells, Cell{
					Header: c.name == "th", ColSpan: span(c.get("colspan")), RowSpan: span(c.get("rowspan")),
					Blocks: styledBlocks(c),
				})
			}
		}
		if len(row.Cells) > 0 {
			out = append(out, row)
		}
	}
	return out
}

func styledBlocks(n *node) []Block {
	var w writer
	w.kids(n, styled(Inline{}, n))
	w.flush()
	return w.blocks
}

// span keeps a colspan or rowspan within what a page can draw.
func span(s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' || n > 100 {
			return 1
		}
		n = n*10 + int(r-'0')
	}
	return min(max(n, 1), 100)
}

// Text is all that a structured document says, for the index of the space: a line for each title, paragraph and cell.
func (d Document) Text() string {
	var b strings.Builder
	for _, s := range d.Sections {
		s.text(&b)
	}
	return b.String()
}

func (s Section) text(b *strings.Builder) {
	if s.Title != "" {
		b.WriteString(s.Title + "\n")
	}
	blocksText(b, s.Blocks)
	for _, sub := range s.Sections {
		sub.text(b)
	}
}

func blocksText(b *strings.Builder, blocks []Block) {
	for _, k := range blocks {
		if k.Caption != "" {
			b.WriteString(k.Caption + "\n")
		}
		if k.Kind == Paragraph {
			for _, in := range k.Inlines {
				if in.Break {
					b.WriteByte('\n')
				}
				b.WriteString(in.Text)
			}
			b.WriteByte('\n')
		}
		for _, i := range k.Items {
			blocksText(b, i.Blocks)
		}
		for _, rows := range [][]Row{k.Head, k.Rows} {
			for _, r := range rows {
				for _, c := range r.Cells {
					blocksText(b, c.Blocks)
				}
			}
		}
	}
}
