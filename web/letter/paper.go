package letter

import (
	"espacesante/web/fr"
)

// The window of a French DL envelope (110 × 220 mm, window 35 × 100 mm, 20 mm
// from the right and bottom edges) shows a page folded in three (99 mm). The
// page has 10 mm of play sideways and 11 mm upright, so the window always shows
// x 100–190, y 55–79 of the page, and never more than x 90–200, y 44–90. The
// address stands in the first, 10 mm further in as AFNOR's letter does (x from
// 110), and nothing else in the second.
const (
	windowLeft, windowTop     = 110.0, 55.0
	windowRight, windowBottom = 190.0, 79.0
	quietLeft, quietTop       = 90.0, 34.0 // 34: windows of 45 mm begin higher
	quietRight, quietBottom   = 200.0, 90.0

	addressLines = 6 // La Poste's most
	addressSize  = 10.0
	addressPitch = 4.0
)

// compose sets a letter on one page, at 14 points when it fits, smaller when a
// long address of the service or a long name leaves no room.
func compose(m Message, to []string) *sheet {
	h, w := m.top(), m.words()
	return fit(func(s *sheet) bool {
		s.frame()
		s.sender(h)
		s.address(to)
		s.reference(h, quietBottom+6)
		s.title(w.subject)
		for _, b := range w.body {
			b.draw(s)
		}
		return s.foot(h, w)
	})
}

// composeReceipt is the same page without an address: it is handed over or
// downloaded.
func composeReceipt(m Receipted, person string) *sheet {
	h := m.top()
	title, blocks := m.receipt(person)
	return fit(func(s *sheet) bool {
		s.frame()
		s.sender(h)
		s.reference(h, 72)
		s.title(title)
		for _, b := range blocks {
			b.draw(s)
		}
		return s.foot(h, words{})
	})
}

func fit(set func(*sheet) bool) *sheet {
	for size := bodySize; ; size -= 0.5 {
		s := &sheet{size: size}
		if set(s) || size <= smallest {
			return s
		}
	}
}

// frame is the binding at the left edge: the service's mark on every page.
func (s *sheet) frame() {
	s.fill(0, 0, 5, pageHeight, petrol)
	s.strokes = append(s.strokes, stroke{x: 2.5, y: 3, width: 0.3, colour: linen, dash: 3,
		points: [][2]float64{{2.5, 3}, {2.5, pageHeight}}})
}

// sender stays left of the window: notebook, name, who it is and who it is not.
func (s *sheet) sender(h Head) {
	x, y := left, 16.0
	s.notebook(x, y)
	s.write(x+13, y+7.5, 15, strong, ink, h.Service.Name)
	y += 17
	if !h.Service.Official {
		y += s.flow(x, y, 60, 10, ink, demonstration) + 2
	} else {
		y += s.flow(x, y, 60, 10, ink, h.Service.Operator) + 2
	}
	for _, line := range h.Service.Return {
		y += s.flow(x, y, 60, 10, ink, line)
	}
	s.flow(x, y, 60, 10, ink, h.Service.Phone)
}

// notebook is the service's mark, 10 mm wide: a leaf with a turned corner, a
// spine and its stitches (web/assets draws the same one on 38 × 43 units).
func (s *sheet) notebook(x, y float64) {
	const u = 10.0 / 38
	at := func(a, b float64) [2]float64 { return [2]float64{x + a*u, y + b*u} }
	s.line(0.5, petrol, at(3, 2), at(26, 2), at(35, 11), at(35, 41), at(3, 41), at(3, 2))
	s.line(0.5, petrol, at(26, 2), at(26, 11), at(35, 11))
	s.fill(x+2*u, y+1*u, 9*u, 41*u, petrol)
	for i, long := range []float64{12, 12, 7} {
		row := 20 + 7*float64(i)
		s.line(0.5, petrol, at(17, row), at(17+long, row))
		stitch := 7 + 12*float64(i)
		s.line(0.4, linen, at(6.5, stitch), at(6.5, stitch+5))
	}
}

// address writes La Poste's six lines at most, smaller when one is long.
func (s *sheet) address(to []string) {
	for len(to) > addressLines { // the surplus shares the second line
		to = append([]string{to[0], to[1] + ", " + to[2]}, to[3:]...)
	}
	size := addressSize
	for _, line := range to {
		if w := width(latin(line), regular, addressSize); w > windowRight-windowLeft {
			size = min(size, addressSize*(windowRight-windowLeft)/w)
		}
	}
	for i, line := range to {
		if line != "" {
			s.write(windowLeft, windowTop+3.2+float64(i)*addressPitch, size, regular, ink, line)
		}
	}
}

// reference is the line to check a letter by, with its date.
func (s *sheet) reference(h Head, y float64) {
	at := s.write(left, y, 10, regular, slate, "Référence à vérifier : ")
	at = s.write(at+1, y, 10, mono, ink, h.Reference)
	if h.Record != "" {
		at = s.write(at+3, y, 10, regular, slate, "Identifiant : ")
		s.write(at+1, y, 10, mono, ink, h.Record)
	}
	date := "Le " + fr.LongDate(h.Date)
	s.write(right-width(latin(date), regular, 10), y, 10, regular, slate, date)
	s.y = y + 5
}

func (s *sheet) title(words string) {
	size := 19.0
	if w := width(latin(typo(words)), strong, size); w > right-left {
		size *= (right - left) / w
	}
	s.write(left, s.y+6, size, strong, ink, words)
	s.y += 11
}

// foot is help, what we never ask and how to check, at the bottom of the page.
// It reports whether the text above left it room.
func (s *sheet) foot(h Head, w words) bool {
	const half, gap = (right - left - 6) / 2, 6.0
	size := s.size - 2.5
	help, scams := footWords(h, w)
	set := func(s *sheet, y float64) float64 {
		head := size * lineHeight
		s.fill(left, y, right-left, 0.3, slate)
		y += 2.5
		s.flow(left, y, half, size, ink, "**Être aidé, sans internet**")
		s.flow(left+half+gap, y, half, size, ink, "**Attention aux arnaques**")
		y += head
		y += max(s.flow(left, y, half, size, ink, help), s.flow(left+half+gap, y, half, size, ink, scams))
		if w.why != "" {
			y += 2
			y += s.flow(left, y, right-left, 9.5, slate, w.why)
		}
		return y
	}
	height := set(&sheet{}, 0)
	set(s, bottom-height)
	return s.y <= bottom-height
}

// footWords are help by a person, and how to know a false message.
func footWords(h Head, w words) (help, scams string) {
	help = "Par téléphone : " + h.Service.Phone + ", " + h.Service.Hours + ". " +
		"Au guichet : France services, ou votre caisse, avec ce courrier."
	if w.choice {
		help += " On peut aussi s’y opposer."
	}
	scams = never + " Un doute ? Vérifiez la référence de ce courrier sur " + h.Service.Address + ", page « Vérifier un message »."
	if h.Mark != "" {
		scams += " Votre mot repère : **" + h.Mark + "**."
	}
	return help, scams
}

func (p para) draw(s *sheet) {
	s.y += s.flow(left, s.y, right-left, s.size, ink, string(p)) + s.gap()
}

// gap is the white between blocks.
func (s *sheet) gap() float64 { return s.size * 0.2 }

// draw sets the code in groups of four, 23 points, alone in its box.
func (k secret) draw(s *sheet) {
	const pad = 4.0
	code := latin(k.code)
	size := 23.0
	wide := width(code, mono, size)
	notes := right - left - 3*pad - wide
	first := s.y + pad
	s.flow(left+pad, first, notes, s.size, ink, "**"+k.label+"**")
	under := first + s.size*lineHeight
	height := max(s.size*lineHeight+s.flow(left+pad, under, notes, s.size-2, ink, k.note), 9) + 2*pad - 1
	s.box(left, s.y, right-left, height, 0.5, petrol)
	s.write(right-pad-wide, s.y+height/2+3, size, mono, ink, k.code)
	s.y += height + s.gap() + 1
}

// draw sets both doors to the height of the taller: neither weighs more.
func (d doors) draw(s *sheet) {
	const gap, pad = 5.0, 4.0
	half := (right - left - gap) / 2
	height := 0.0
	for i, one := range d {
		x := left + float64(i)*(half+gap) + pad
		y := s.y + pad - 0.5
		y += s.flow(x, y, half-2*pad, s.size+1.5, ink, "**"+one.title+"**") + 0.5
		y += s.flow(x, y, half-2*pad, s.size-1, ink, one.says) + 1
		size := s.size - 1
		if w := width(latin(one.path), strong, size); w > half-2*pad {
			size *= (half - 2*pad) / w
		}
		y += s.flow(x, y, half-2*pad+0.1, size, ink, "**"+one.path+"**")
		height = max(height, y+pad-1-s.y)
	}
	for i := range d {
		s.box(left+float64(i)*(half+gap), s.y, half, height, 0.3, slate)
	}
	s.y += height + s.gap() + 1
}

func (f facts) draw(s *sheet) {
	const column = 52.0
	for _, x := range f {
		s.flow(left, s.y, column, s.size, slate, x.name)
		s.y += s.flow(left+column, s.y, right-left-column, s.size, ink, "**"+x.value+"**") + 1
	}
	s.y += s.gap()
}

func (l list) draw(s *sheet) {
	for _, line := range l {
		s.fill(left+1, s.y+s.size*0.2, 1.2, 1.2, ink)
		s.y += s.flow(left+6, s.y, right-left-6, s.size, ink, line) + 0.5
	}
	s.y += s.gap()
}

// draw prints nothing: a link that signs in does not travel on paper.
func (link) draw(*sheet) {}
