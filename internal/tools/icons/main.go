// Icons draws the mark of the service as PNG pictures for phones, from the same
// shapes as mark.svg. It is run by hand when the mark changes; what it writes to
// web/assets/icons is committed.
package main

import (
	"image"
	"image/color"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"strconv"
)

// fine is how many points are drawn in each direction for one of the picture.
const fine = 8

var (
	petrol = color.NRGBA{0x0f, 0x4c, 0x55, 0xff}
	leaf   = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	thread = color.NRGBA{0xf7, 0xf4, 0xee, 0xff}
)

// shape is a polygon of the mark, on its grid of 38 by 43.
type shape struct {
	paint  color.NRGBA
	points [][2]float64
}

func box(c color.NRGBA, x, y, w, h float64) shape {
	return shape{c, [][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}}
}

// mark is the notebook: its leaf with a corner cut, its lines, its spine and the
// stitches on it.
var mark = []shape{
	{leaf, [][2]float64{{3, 2}, {26, 2}, {35, 11}, {35, 41}, {3, 41}}},
	{petrol, [][2]float64{{25, 2}, {27, 2}, {27, 10}, {35, 10}, {35, 12}, {25, 12}}},
	box(petrol, 16, 19, 14, 2), box(petrol, 16, 26, 14, 2), box(petrol, 16, 33, 9, 2),
	box(thread, 2, 1, 9, 41),
	box(petrol, 5.5, 6, 2, 7), box(petrol, 5.5, 18, 2, 7), box(petrol, 5.5, 30, 2, 7),
}

func main() {
	for _, size := range []int{180, 192, 512} {
		if err := write(size, 0.58); err != nil { // within the circle that a maskable icon keeps
			log.Fatal(err)
		}
	}
}

func write(size int, share float64) error {
	file, err := os.Create(filepath.Join("web", "assets", "icons", "icon-"+strconv.Itoa(size)+".png"))
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(file, draw(size, share)); err != nil {
		return err
	}
	return file.Close()
}

// draw puts the mark in the middle of a square of petrol.
func draw(size int, share float64) image.Image {
	scale := share * float64(size) / 43
	left, top := (float64(size)-38*scale)/2, (float64(size)-43*scale)/2
	picture := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			var r, g, b int
			for i := range fine * fine {
				px := (float64(x) + (float64(i%fine)+0.5)/fine - left) / scale
				py := (float64(y) + (float64(i/fine)+0.5)/fine - top) / scale
				c := at(px, py)
				r, g, b = r+int(c.R), g+int(c.G), b+int(c.B)
			}
			const n = fine * fine
			picture.SetNRGBA(x, y, color.NRGBA{uint8(r / n), uint8(g / n), uint8(b / n), 0xff})
		}
	}
	return picture
}

// at is the colour of a point of the mark.
func at(x, y float64) color.NRGBA {
	c := petrol
	for _, s := range mark {
		if s.holds(x, y) {
			c = s.paint
		}
	}
	return c
}

// holds counts the edges to the right of a point: inside when they are odd.
func (s shape) holds(x, y float64) bool {
	in := false
	for i, a := range s.points {
		b := s.points[(i+1)%len(s.points)]
		if (a[1] > y) != (b[1] > y) && x < a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
			in = !in
		}
	}
	return in
}
