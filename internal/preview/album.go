package preview

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
)

// Photo is one page of an album: an image as it was sent, and how many quarter turns to the right it still needs once it
// stands as its camera says.
type Photo struct {
	Data  []byte
	Turns int
}

// albumWidth is how many pixels a page of an album is wide: a sheet of A4 at 200 points per inch reads well.
const albumWidth = 1700

// quarter is the orientation of EXIF that each number of quarter turns to the right is.
var quarter = [4]int{1, 6, 3, 8}

// Album makes one PDF of several photos, in their order, each on a page of its own: drawn again, so that nothing of the
// camera, the place or the hour stays. The error names the first photo that cannot be drawn.
func Album(ctx context.Context, photos []Photo) ([]byte, error) {
	var pages []Picture
	for i, photo := range photos {
		p, err := upon(ctx, photo)
		if err != nil {
			return nil, &PhotoError{Nth: i + 1, Cause: err}
		}
		pages = append(pages, p)
	}
	return bind(pages), nil
}

// PhotoError says which photo of an album cannot be drawn, from 1.
type PhotoError struct {
	Nth   int
	Cause error
}

func (e *PhotoError) Error() string { return fmt.Sprintf("preview: photo %d: %v", e.Nth, e.Cause) }
func (e *PhotoError) Unwrap() error { return e.Cause }

// upon draws one photo as the JPEG of a page.
func upon(ctx context.Context, photo Photo) (Picture, error) {
	p, err := Image(ctx, photo.Data, albumWidth)
	if err != nil {
		return p, err
	}
	turns := photo.Turns & 3
	if turns == 0 && p.MediaType == "image/jpeg" {
		return p, nil
	}
	decode := jpeg.Decode
	if p.MediaType == "image/png" {
		decode = png.Decode
	}
	img, err := decode(bytes.NewReader(p.Bytes))
	if err != nil {
		return p, fmt.Errorf("%w: %v", ErrUnreadable, err)
	}
	plain := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(plain, plain.Bounds(), img, img.Bounds().Min, draw.Src)
	return encode(upright(plain, quarter[turns]), false)
}

// a4 is the width of a page in points; its height follows the photo.
const a4 = 595

// bind writes a PDF of JPEG pages by hand (ISO 32000 §7.5): a catalog, its pages, and for each an image and where it
// stands.
func bind(pages []Picture) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(at))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 3+3*i)
	}
	object("<< /Type /Pages /Kids [ %s] /Count %d >>", kids, len(pages))
	for i, p := range pages {
		height := max(1, a4*p.Height/max(1, p.Width))
		n := 3 + 3*i
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /XObject << /P %d 0 R >> >> >>", a4, height, n+1, n+2)
		stands := fmt.Sprintf("%d 0 0 %d 0 0 cm /P Do", a4, height)
		object("<< /Length %d >>\nstream\n%s\nendstream", len(stands), stands)
		object("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream",
			p.Width, p.Height, len(p.Bytes), p.Bytes)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return b.Bytes()
}
