package letter

import (
	"strings"
	"sync"

	"codeberg.org/go-pdf/fpdf"
)

// Sizes are millimetres and points on an A4 page.
const (
	pageWidth, pageHeight = 210.0, 297.0
	left, right           = 24.0, 190.0
	bottom                = 286.0
	bodySize              = 14.0 // points: what a letter is read at
	smallest              = 11.5
	lineHeight            = 0.455 // millimetres a point
)

type font int

const (
	regular font = iota
	strong
	mono
)

type colour [3]int

var (
	ink    = colour{28, 42, 44}
	slate  = colour{74, 90, 92}
	petrol = colour{15, 76, 85}
	linen  = colour{247, 244, 238}
)

// stroke is one thing drawn: a run of text when text is set, a line through
// points when there are some, else a rectangle, filled when width is zero.
type stroke struct {
	x, y, w, h float64
	text       string // Windows-1252
	font       font
	size       float64
	colour     colour
	width      float64
	points     [][2]float64
	dash       float64 // length of the line's parts and of the blanks between
}

// sheet collects what goes on one page before any of it is drawn, so that a
// page that does not fit is set again, smaller.
type sheet struct {
	strokes []stroke
	y       float64 // where the next block begins
	size    float64 // of body text
}

// write puts one line of text with its baseline at y, and returns where it ends.
func (s *sheet) write(x, y, size float64, f font, c colour, words string) float64 {
	encoded := latin(typo(words))
	w := width(encoded, f, size)
	s.strokes = append(s.strokes, stroke{x: x, y: y, w: w, h: size * 0.25, text: encoded, font: f, size: size, colour: c})
	return x + w
}

func (s *sheet) fill(x, y, w, h float64, c colour) {
	s.strokes = append(s.strokes, stroke{x: x, y: y, w: w, h: h, colour: c})
}

func (s *sheet) box(x, y, w, h, line float64, c colour) {
	s.strokes = append(s.strokes, stroke{x: x, y: y, w: w, h: h, width: line, colour: c})
}

func (s *sheet) line(width float64, c colour, points ...[2]float64) {
	s.strokes = append(s.strokes, stroke{x: points[0][0], y: points[0][1], width: width, colour: c, points: points})
}

// piece is a run of letters of one font; a word is one or more of them without
// a space between.
type piece struct {
	text string
	font font
}

// split cuts a sentence with **strong words** at its ordinary spaces.
func split(words string) [][]piece {
	var out [][]piece
	open := false // the last word may go on
	for i, run := range strings.Split(latin(typo(words)), "**") {
		f := regular
		if i%2 == 1 {
			f = strong
		}
		for j, part := range strings.Split(run, " ") {
			if j > 0 {
				open = false
			}
			if part == "" {
				continue
			}
			if open {
				out[len(out)-1] = append(out[len(out)-1], piece{part, f})
			} else {
				out = append(out, []piece{{part, f}})
			}
			open = true
		}
	}
	return out
}

// flow sets a paragraph between x and x+w from the top y down, and returns the
// height it takes.
func (s *sheet) flow(x, y, w, size float64, c colour, words string) float64 {
	height := size * lineHeight
	top := y
	space := width(" ", regular, size)
	at := x
	for _, word := range split(words) {
		long := 0.0
		for _, p := range word {
			long += width(p.text, p.font, size)
		}
		if at > x && at+space+long > x+w {
			y, at = y+height, x
		}
		if at > x {
			at += space
		}
		for _, p := range word {
			at = s.run(at, y+size*0.33, size, p, c)
		}
	}
	return y + height - top
}

// run writes a piece, joined to the one before it on the line when they share a
// font: fewer strokes, and text that is copied whole from the page.
func (s *sheet) run(x, y, size float64, p piece, c colour) float64 {
	w := width(p.text, p.font, size)
	if n := len(s.strokes); n > 0 {
		last := &s.strokes[n-1]
		space := width(" ", last.font, size)
		gap := x - last.x - last.w
		if last.text != "" && last.y == y && last.font == p.font && last.size == size && last.colour == c && gap < space*1.5 {
			if gap > space/2 {
				last.text += " "
			}
			last.text += p.text
			last.w = x + w - last.x
			return x + w
		}
	}
	s.strokes = append(s.strokes, stroke{x: x, y: y, w: w, h: size * 0.25, text: p.text, font: p.font, size: size, colour: c})
	return x + w
}

// print draws the sheet on a page of its own.
func (s *sheet) print(pdf *fpdf.Fpdf) {
	pdf.AddPage()
	s.draw(pdf)
}

// draw draws it where pdf is.
func (s *sheet) draw(pdf *fpdf.Fpdf) {
	for _, k := range s.strokes {
		switch {
		case k.text != "":
			family, style := "Helvetica", ""
			if k.font == mono {
				family = "Courier"
			}
			if k.font != regular {
				style = "B"
			}
			pdf.SetFont(family, style, k.size)
			pdf.SetTextColor(k.colour[0], k.colour[1], k.colour[2])
			pdf.Text(k.x, k.y, k.text)
		case k.points != nil:
			pdf.SetLineWidth(k.width)
			pdf.SetDrawColor(k.colour[0], k.colour[1], k.colour[2])
			if k.dash > 0 {
				pdf.SetDashPattern([]float64{k.dash, k.dash}, 0)
			}
			pdf.MoveTo(k.x, k.y)
			for _, p := range k.points[1:] {
				pdf.LineTo(p[0], p[1])
			}
			pdf.DrawPath("D")
			if k.dash > 0 {
				pdf.SetDashPattern(nil, 0)
			}
		case k.width == 0:
			pdf.SetFillColor(k.colour[0], k.colour[1], k.colour[2])
			pdf.Rect(k.x, k.y, k.w, k.h, "F")
		default:
			pdf.SetLineWidth(k.width)
			pdf.SetDrawColor(k.colour[0], k.colour[1], k.colour[2])
			pdf.Rect(k.x, k.y, k.w, k.h, "D")
		}
	}
}

// newPDF starts a file with nothing of the machine or the moment in it.
func newPDF() *fpdf.Fpdf {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("espacesante", false)
	pdf.SetLang("fr-FR")
	return pdf
}

// width is that of encoded text in millimetres.
func width(encoded string, f font, size float64) float64 {
	table := &widths()[f]
	sum := 0.0
	for i := range len(encoded) {
		sum += table[encoded[i]]
	}
	return sum * size / 1000 * 25.4 / 72
}

// widths are the fonts' own, in thousandths of their size.
var widths = sync.OnceValue(func() *[3][256]float64 {
	var out [3][256]float64
	pdf := fpdf.New("P", "pt", "A4", "")
	for f, face := range [...][2]string{{"Helvetica", ""}, {"Helvetica", "B"}, {"Courier", "B"}} {
		pdf.SetFont(face[0], face[1], 1000)
		for b := range 256 {
			out[f][b] = pdf.GetStringWidth(string([]byte{byte(b)}))
		}
	}
	return &out
})
