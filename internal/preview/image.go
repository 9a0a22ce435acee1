package preview

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"runtime"

	"golang.org/x/image/draw"
	"golang.org/x/image/tiff"

	"espacesante/internal/file"
)

// decodePixels is the most pixels decoded here, a little more than the telephones « of 50 Mpixel » make: 208 MB of
// colour. Larger ones, up to what a record takes, are offered for download.
const decodePixels = 52_000_000

// decoding bounds how many images are in memory at once.
var decoding = make(chan struct{}, max(1, runtime.NumCPU()/2))

// Picture is an image made by us.
type Picture struct {
	MediaType     string
	Bytes         []byte
	Width, Height int
}

// Image draws a JPEG, PNG, HEIC or the first page of a TIFF again, turned upright by its EXIF orientation and no wider
// than width: nothing of the original but its pixels stays, neither place nor camera nor what follows the image.
func Image(ctx context.Context, data []byte, width int) (Picture, error) {
	return Frame(ctx, data, 1, width)
}

// Small reports whether an image is of a size that is drawn here. A damaged one may be: only drawing it tells.
func Small(data []byte) bool {
	kind := file.JPEG
	switch {
	case isHEIC(data):
		kind = file.HEIC
	case bytes.HasPrefix(data, pngMagic):
		kind = file.PNG
	case isTIFF(data):
		kind = file.TIFF
	}
	width, height, ok := file.Size(kind, data)
	return ok && width > 0 && height > 0 && width <= decodePixels/height
}

// Frames counts the pages of an image: one, but for a TIFF.
func Frames(data []byte) int {
	if all, err := file.Frames(data); err == nil {
		return len(all)
	}
	return 1
}

// Frame is Image for page n of a TIFF, from 1.
func Frame(ctx context.Context, data []byte, n, width int) (Picture, error) {
	if n < 1 || n > Frames(data) {
		return Picture{}, ErrUnreadable
	}
	if isHEIC(data) {
		return drawHEIC(ctx, data, min(max(width, 16), maxWidth))
	}
	if n > 1 {
		var err error
		if data, err = file.FrameAlone(data, n); err != nil {
			return Picture{}, fmt.Errorf("%w: %v", ErrUnreadable, err)
		}
	}
	leave, err := enter(ctx, decoding)
	if err != nil {
		return Picture{}, err
	}
	defer leave()
	src, err := decode(data)
	if err != nil {
		return Picture{}, fmt.Errorf("%w: %v", ErrUnreadable, err)
	}
	turn := orientation(data)
	small := scale(src, min(max(width, 16), maxWidth), turn >= 5)
	return encode(upright(small, turn), bytes.HasPrefix(data, pngMagic))
}

var pngMagic = []byte("\x89PNG\r\n\x1a\n")

func isTIFF(data []byte) bool {
	return bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*"))
}

// decode checks the claimed size before it decodes. Decoders of old formats may panic on hostile input.
func decode(data []byte) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("decoder: %v", p)
		}
	}()
	config, whole := jpeg.DecodeConfig, jpeg.Decode
	switch {
	case bytes.HasPrefix(data, pngMagic):
		config, whole = png.DecodeConfig, png.Decode
	case isTIFF(data):
		config, whole = tiff.DecodeConfig, tiff.Decode
	}
	c, err := config(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > decodePixels/c.Height {
		return nil, fmt.Errorf("%d x %d pixels", c.Width, c.Height)
	}
	return whole(bytes.NewReader(data))
}

// scale makes an image at most width wide once upright; an image lying on its side is measured by its height.
func scale(src image.Image, width int, lying bool) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	across, along := w, h
	if lying {
		across, along = h, w
	}
	factor := min(1, float64(width)/float64(across), float64(maxHeight)/float64(along))
	size := image.Rect(0, 0, max(1, int(float64(w)*factor+0.5)), max(1, int(float64(h)*factor+0.5)))
	dst := image.NewRGBA(size)
	draw.Draw(dst, size, image.NewUniform(color.White), image.Point{}, draw.Src) // what is see-through is white
	if factor == 1 {
		draw.Draw(dst, size, src, src.Bounds().Min, draw.Over)
	} else {
		draw.BiLinear.Scale(dst, size, src, src.Bounds(), draw.Over, nil)
	}
	return dst
}

// upright turns and mirrors by the eight orientations of EXIF (CIPA DC-008, tag 274).
func upright(src *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if turn >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch turn {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			dst.SetRGBA(tx, ty, src.RGBAAt(x, y))
		}
	}
	return dst
}

func encode(img *image.RGBA, asPNG bool) (Picture, error) {
	p := Picture{MediaType: "image/jpeg", Width: img.Bounds().Dx(), Height: img.Bounds().Dy()}
	var b bytes.Buffer
	var err error
	if asPNG {
		p.MediaType = "image/png"
		err = png.Encode(&b, img)
	} else {
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 85})
	}
	p.Bytes = b.Bytes()
	return p, err
}
