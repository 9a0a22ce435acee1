package ui

import (
	"image/color"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/boombuler/barcode/qr"
)

// QR is a text to be scanned, drawn by the page itself: nothing of it goes to
// another address. Whatever cannot be drawn is left out: the text stands beside.
func QR(text, label string) templ.Component {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return templ.NopComponent
	}
	const quiet = 4 // modules around, as the norm wants
	var path strings.Builder
	size := code.Bounds().Dx()
	for y := range size {
		for x := range size {
			if code.At(x, y) == color.Black {
				path.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h1v1h-1z")
			}
		}
	}
	return squares(strconv.Itoa(size+2*quiet), path.String(), label)
}
