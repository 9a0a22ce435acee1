package letter

import (
	"image/color"
	"io"

	"codeberg.org/go-pdf/fpdf"
	"github.com/boombuler/barcode/qr"

	"espacesante/web/fr"
)

// CardLine is one line of an emergency card.
type CardLine struct{ Name, Value string }

// EmergencyCard is the card to cut out and fold (PAT-15): 85 × 54 mm, its lines on the front, the square and the PIN on
// the back.
type EmergencyCard struct {
	Head
	Person string
	Lines  []CardLine
	Until  string // the day until which the square opens; empty without a square
	Square string // address that the square opens; empty: words alone
	PIN    string
}

// Size of a card, as bank cards are.
const cardWidth, cardHeight = 85.0, 54.0

// WriteCard prints it on a page, front and back beside each other, to be folded along the line between them.
func WriteCard(w io.Writer, m EmergencyCard) error {
	return pages(w, m.Head, "Carte", func(pdf *fpdf.Fpdf) {
		s := &sheet{size: bodySize}
		s.sender(m.Head)
		s.y = 66
		s.title("Carte d’urgence")
		para("Coupez le long du trait, pliez au milieu. Glissez-la près de votre carte Vitale.").draw(s)
		s.y += 4
		x, y := 20.0, s.y
		s.box(x, y, 2*cardWidth, cardHeight, 0.3, slate)
		s.line(0.2, slate, [2]float64{x + cardWidth, y}, [2]float64{x + cardWidth, y + cardHeight})
		m.front(s, x, y)
		m.back(s, x+cardWidth, y)
		s.y = y + cardHeight + 8
		s.flow(left, s.y, right-left, smallest, slate, "Chacun peut lire ce qui est imprimé. Le carré ne montre rien sans le code. Vous pouvez l’arrêter à tout moment dans « Ma carte d’urgence ».")
		s.y += 18
		s.foot(m.Head, words{})
		s.print(pdf)
	})
}

// front writes the lines in the largest size at which all of them fit, and
// gives where they end: one left out would be read as nothing to say.
func (m EmergencyCard) front(s *sheet, x, y float64) float64 {
	for size := 7.5; ; size -= 0.5 {
		tried := &sheet{size: s.size}
		if end := m.lines(tried, x, y, size); end <= y+cardHeight-1.5 || size <= 4 {
			return m.lines(s, x, y, size)
		}
	}
}

func (m EmergencyCard) lines(s *sheet, x, y, size float64) float64 {
	at := y + 2.5
	at += s.flow(x+3, at, cardWidth-6, min(9.5, size+2), petrol, "**"+m.Person+"**") + 0.6
	for _, l := range m.Lines {
		at += s.flow(x+3, at, cardWidth-6, size, ink, "**"+l.Name+" :** "+l.Value) + size/25
	}
	return at
}

func (m EmergencyCard) back(s *sheet, x, y float64) {
	if m.Square == "" {
		s.flow(x+4, y+8, cardWidth-8, 9, ink, "Carte d’urgence. Écrite par la personne, le "+fr.Date(m.Date)+". En cas d’urgence : 15 ou 112.")
		return
	}
	s.square(x+3, y+7, 40, m.Square)
	s.flow(x+46, y+8, cardWidth-49, 8.5, ink, "Pour les secours : ouvrez ce carré avec un téléphone, puis tapez le code.")
	s.write(x+46, y+34, 18, mono, petrol, m.PIN)
	s.flow(x+46, y+39, cardWidth-49, 7.5, slate, "Valable jusqu’au "+m.Until+". Chaque ouverture est écrite.")
}

// square draws a QR code, one rectangle a run of dark modules. An address too long for one leaves it out.
func (s *sheet) square(x, y, size float64, text string) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return
	}
	n := code.Bounds().Dx()
	module := size / float64(n)
	for row := range n {
		for from := 0; from < n; from++ {
			to := from
			for to < n && code.At(to, row) == color.Black {
				to++
			}
			if to > from {
				s.fill(x+float64(from)*module, y+float64(row)*module, float64(to-from)*module, module, colour{0, 0, 0})
				from = to
			}
		}
	}
}
