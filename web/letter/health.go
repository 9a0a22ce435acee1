package letter

import (
	"io"

	"espacesante/web/fr"
)

// Paper is a page of what a space says, to print or to hand over: a summary, a
// certificate. It runs on to more pages when it must.
type Paper struct {
	Head
	Title  string
	Person string // whose it is: name and birth
	Lead   string // the sentence that sums it up; may be empty
	Parts  []Part
	Foot   string
}

// Part is a title and its lines; a part without lines says so with Empty.
type Part struct {
	Title string
	Lines []string
	Empty string // « Rien d’indiqué »
}

// WritePaper prints p.
func WritePaper(w io.Writer, p Paper) error {
	pdf := newPDF()
	if err := stamp(pdf, p.Head, "Espace santé"); err != nil {
		return err
	}
	for _, s := range p.sheets() {
		s.print(pdf)
	}
	return pdf.Output(w)
}

const paperSize = 11.5

// sheets sets the paper, a new sheet where one is full.
func (p Paper) sheets() (all []*sheet) {
	s := &sheet{size: paperSize}
	next := func() {
		s = &sheet{size: paperSize}
		s.frame()
		s.y = 20
		all = append(all, s)
	}
	next()
	s.sender(p.Head)
	s.write(left, 68, 10, regular, slate, "Le "+fr.LongDate(p.Head.Date))
	s.y = 72
	s.title(p.Title)
	para("**" + p.Person + "**").draw(s)
	if p.Lead != "" {
		para(p.Lead).draw(s)
	}
	for _, part := range p.Parts {
		if s.y > bottom-30 {
			next()
		}
		para("**" + part.Title + "**").draw(s)
		lines := part.Lines
		if len(lines) == 0 {
			lines = []string{part.Empty}
		}
		for _, line := range lines {
			if line == "" {
				continue
			}
			if s.y > bottom-14 {
				next()
			}
			list{line}.draw(s)
		}
	}
	if s.y > bottom-20 {
		next()
	}
	s.flow(left, bottom-12, right-left, 9.5, slate, p.Foot)
	return all
}
