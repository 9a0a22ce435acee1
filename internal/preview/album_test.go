package preview

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"testing"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/file"
)

// tall is a picture higher than wide: red above, blue below.
func tall() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 40, 80))
	draw.Draw(img, image.Rect(0, 0, 40, 40), image.NewUniform(color.RGBA{255, 0, 0, 255}), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 40, 40, 80), image.NewUniform(color.RGBA{0, 0, 255, 255}), image.Point{}, draw.Src)
	return img
}

// issue 7 point 2: several photos are one PDF, in their order, turned as asked, without what the camera wrote.
func TestSeveralPhotosAreOneDocument(t *testing.T) {
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, tall()); err != nil {
		t.Fatal(err)
	}
	camera := photo(t, flag(64, 32), 1)
	pdf, err := Album(t.Context(), []Photo{{Data: drawn.Bytes()}, {Data: drawn.Bytes(), Turns: 1}, {Data: drawn.Bytes(), Turns: 2},
		{Data: drawn.Bytes(), Turns: 3}, {Data: camera}, {Data: cdatest.HEIC(), Turns: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if kind, err := file.Inspect(pdf, "photos.pdf"); kind != file.PDF || err != nil {
		t.Fatalf("%q, %v", kind, err)
	}
	for _, secret := range []string{"SECRET", "Exif"} {
		if bytes.Contains(pdf, []byte(secret)) {
			t.Errorf("%q of the camera stays", secret)
		}
	}
	poppler(t)
	if n, err := Pages(t.Context(), pdf); n != 6 || err != nil {
		t.Fatalf("%d pages, %v", n, err)
	}
	// Where red stands on each of the first four: above, right, below, left.
	for n, at := range []image.Point{{50, 20}, {80, 25}, {50, 180}, {20, 25}} {
		page, err := Page(t.Context(), pdf, n+1, 100)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		if r, _, b, _ := img.At(at.X, at.Y).RGBA(); r < 0xd000 || b > 0x3000 {
			t.Errorf("page %d, %v: red is not at %v", n+1, img.Bounds(), at)
		}
	}
}

func TestAnAlbumNamesThePhotoThatCannotBeDrawn(t *testing.T) {
	var good bytes.Buffer
	if err := jpeg.Encode(&good, tall(), nil); err != nil {
		t.Fatal(err)
	}
	_, err := Album(t.Context(), []Photo{{Data: good.Bytes()}, {Data: []byte("bonjour")}})
	var which *PhotoError
	if !errors.As(err, &which) || which.Nth != 2 || !errors.Is(err, ErrUnreadable) {
		t.Errorf("%v", err)
	}
}
