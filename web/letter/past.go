package letter

import (
	"io"
	"strconv"
)

// Past is a history as paper gives it: the lines that its reader saw on screen.
type Past struct {
	Head
	Whose string // the name to print on it
	Note  string // under the title; may be empty
	Lines []PastLine
}

// PastLine is one line of a history (#32): when, who, from where, why, what.
type PastLine struct{ When, Who, Place, Why, What string }

const (
	pastSize  = 10.0
	pastWhat  = 96.0 // where the right half begins
	pastLeft  = pastWhat - left - 4
	pastRight = right - pastWhat
)

// WritePast prints a history, on as many pages as it takes.
func WritePast(w io.Writer, p Past) error {
	pdf := newPDF()
	if err := stamp(pdf, p.Head, "Historique"); err != nil {
		return err
	}
	page, number := p.page(1), 1
	for _, l := range p.Lines {
		if page.y+l.height() > bottom-8 {
			page.print(pdf)
			number++
			page = p.page(number)
		}
		l.draw(page)
	}
	if len(p.Lines) == 0 {
		page.y += page.flow(left, page.y, right-left, pastSize+1, ink, "Aucune ligne ne correspond.")
	}
	page.print(pdf)
	return pdf.Output(w)
}

// page begins a page: whose history it is on the first, its number on each.
func (p Past) page(number int) *sheet {
	s := &sheet{size: pastSize}
	s.frame()
	y := 16.0
	if number == 1 {
		s.notebook(left, y)
		s.write(left+13, y+7.5, 15, strong, ink, p.Service.Name)
		y += 20
		y += s.flow(left, y, right-left, 15, ink, "**Historique de l’espace santé "+of(p.Whose)+"**") + 2
		if !p.Service.Official {
			y += s.flow(left, y, right-left, pastSize, slate, demonstration)
		}
		if p.Note != "" {
			y += s.flow(left, y, right-left, pastSize, ink, p.Note)
		}
		y += 3
	}
	s.write(left, bottom+3, 9, regular, slate, "Page "+strconv.Itoa(number))
	s.y = y
	return s
}

// height is what a line takes, measured by setting it aside.
func (l PastLine) height() float64 {
	aside := &sheet{size: pastSize}
	l.draw(aside)
	return aside.y
}

func (l PastLine) draw(s *sheet) {
	s.line(0.2, slate, [2]float64{left, s.y}, [2]float64{right, s.y})
	top := s.y + 1.5
	y := top + s.flow(left, top, pastLeft, pastSize, ink, "**"+l.When+"**")
	y += s.flow(left, y, pastLeft, pastSize, ink, l.Who)
	if l.Place != "" {
		y += s.flow(left, y, pastLeft, pastSize-1, slate, l.Place)
	}
	z := top + s.flow(pastWhat, top, pastRight, pastSize, ink, l.What)
	z += s.flow(pastWhat, z, pastRight, pastSize-1, slate, l.Why)
	s.y = max(y, z) + 2
}
