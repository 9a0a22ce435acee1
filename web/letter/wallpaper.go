package letter

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"strings"
	"sync"

	typeface "golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Size of the picture: that of a common phone; others cut its sides or scale
// it. Lines stand below the clock and above the buttons of a locked screen.
const (
	wallWidth, wallHeight = 1080, 2340
	wallTop, wallBottom   = 860, 1980
	wallMargin            = 96
	wallLargest           = 52
	wallSmallest          = 26
)

var (
	wallPaint = color.NRGBA{0x0f, 0x4c, 0x55, 0xff} // petrol
	wallPaper = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	wallInk   = color.NRGBA{0x1c, 0x2a, 0x2c, 0xff}
)

// wallFonts are the two weights, read once: the Go fonts, which write Latin
// letters with their accents.
var wallFonts = sync.OnceValues(func() ([2]*opentype.Font, error) {
	plain, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return [2]*opentype.Font{}, err
	}
	bold, err := opentype.Parse(gobold.TTF)
	return [2]*opentype.Font{plain, bold}, err
})

// WriteWallpaper draws the lines of an emergency card as the picture of a
// locked screen (PAT-15): words alone, no square and no PIN, which would open it
// to whoever looks.
func WriteWallpaper(w io.Writer, m EmergencyCard) error {
	img := image.NewNRGBA(image.Rect(0, 0, wallWidth, wallHeight))
	draw.Draw(img, img.Bounds(), image.NewUniform(wallPaint), image.Point{}, draw.Src)
	for size := float64(wallLargest); ; size -= 2 {
		p, err := newPen(img, size)
		if err != nil {
			return err
		}
		bottom := p.lay(m, false)
		if bottom > wallBottom && size > wallSmallest {
			p.close()
			continue
		}
		sheet := image.Rect(wallMargin-40, wallTop-40, wallWidth-wallMargin+40, min(bottom+40, wallHeight))
		draw.Draw(img, sheet, image.NewUniform(wallPaper), image.Point{}, draw.Src)
		p.lay(m, true)
		p.close()
		return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, img)
	}
}

// pen writes on the picture in one size.
type pen struct {
	on          *image.NRGBA
	plain, bold typeface.Face
	line        int
}

func newPen(on *image.NRGBA, size float64) (*pen, error) {
	fonts, err := wallFonts()
	if err != nil {
		return nil, err
	}
	var faces [2]typeface.Face
	for i, f := range fonts {
		if faces[i], err = opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72}); err != nil {
			return nil, err
		}
	}
	return &pen{on, faces[0], faces[1], int(size * 1.35)}, nil
}

func (p *pen) close() { _ = p.plain.Close(); _ = p.bold.Close() }

// lay lays everything out, and draws it when asked to; it gives where it ends.
func (p *pen) lay(m EmergencyCard, drawn bool) int {
	y := p.words(wallTop, p.bold, wallPaint, "En cas d’urgence : 15 ou 112", drawn)
	y = p.words(y+p.line/3, p.bold, wallInk, m.Person, drawn)
	for _, l := range m.Lines {
		y = p.words(y+p.line/3, p.bold, wallPaint, l.Name, drawn)
		y = p.words(y, p.plain, wallInk, l.Value, drawn)
	}
	return y
}

// words writes words between the margins from y down, and gives where the next
// begin. A word longer than a line is broken where it must.
func (p *pen) words(y int, face typeface.Face, c color.Color, words string, drawn bool) int {
	d := typeface.Drawer{Dst: p.on, Src: image.NewUniform(c), Face: face}
	wide := fixed.I(wallWidth - 2*wallMargin)
	line := ""
	end := func() {
		if y += p.line; drawn {
			d.Dot = fixed.P(wallMargin, y-p.line/4)
			d.DrawString(line)
		}
		line = ""
	}
	for _, word := range strings.Fields(words) {
		joined := strings.TrimSpace(line + " " + word)
		if d.MeasureString(joined) <= wide {
			line = joined
			continue
		}
		if line != "" {
			end()
		}
		for _, r := range word {
			if d.MeasureString(line+string(r)) > wide {
				end()
			}
			line += string(r)
		}
	}
	if line != "" {
		end()
	}
	return y
}
