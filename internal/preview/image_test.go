package preview

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/tiff"
)

// flag is a picture whose corners tell which way is up: red, green, blue, white from the top left, clockwise.
func flag(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{0, 255, 0, 255}
			case x >= w/2:
				c = color.RGBA{0, 0, 255, 255}
			case y >= h/2:
				c = color.RGBA{255, 255, 255, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// photo is a JPEG with an EXIF block that tells an orientation and a secret.
func photo(t *testing.T, img image.Image, turn uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"), byte(turn>>8), byte(turn), 0, 0, 0, 0, 0, 0)
	exif = append(exif, "SECRET PLACE"...)
	app1 := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return append(append(append([]byte{0xff, 0xd8}, app1...), exif...), b.Bytes()[2:]...)
}

func TestPhotosAreTurnedUprightAndLoseTheirSecrets(t *testing.T) {
	// What a camera stores for each orientation is the upright flag turned back: upright(flag, back[turn]).
	back := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
	for turn := 1; turn <= 8; turn++ {
		stored := photo(t, upright(flag(64, 32), back[turn]), uint16(turn))
		p, err := Image(t.Context(), stored, 500)
		if err != nil {
			t.Fatal(err)
		}
		if p.Width != 64 || p.Height != 32 || p.MediaType != "image/jpeg" {
			t.Errorf("%d: %dx%d %s", turn, p.Width, p.Height, p.MediaType)
		}
		if bytes.Contains(p.Bytes, []byte("SECRET")) || bytes.Contains(p.Bytes, []byte("Exif")) {
			t.Errorf("%d: the EXIF block is kept", turn)
		}
		img, err := jpeg.Decode(bytes.NewReader(p.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		r, _, _, _ := img.At(8, 8).RGBA()
		_, g, _, _ := img.At(56, 8).RGBA()
		_, _, b, _ := img.At(56, 24).RGBA()
		if wr, wg, wb, _ := img.At(8, 24).RGBA(); min(r, g, b, wr, wg, wb) < 0xd000 {
			t.Errorf("%d: a corner is not where it was", turn)
		}
	}
}

func TestImagesAreMadeAsWideAsAsked(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, flag(400, 1000)); err != nil {
		t.Fatal(err)
	}
	p, err := Image(t.Context(), b.Bytes(), 100)
	if err != nil || p.Width != 100 || p.Height != 250 || p.MediaType != "image/png" {
		t.Errorf("%dx%d %s %v", p.Width, p.Height, p.MediaType, err)
	}
	b.Reset()
	if err := tiff.Encode(&b, flag(400, 1000), nil); err != nil {
		t.Fatal(err)
	}
	if p, err = Image(t.Context(), b.Bytes(), 5000); err != nil || p.Width != 400 || p.MediaType != "image/jpeg" {
		t.Errorf("%dx%d %s %v", p.Width, p.Height, p.MediaType, err)
	}
	lying := photo(t, flag(1000, 400), 6)
	if p, err = Image(t.Context(), lying, 100); err != nil || p.Width != 100 || p.Height != 250 {
		t.Errorf("%dx%d %v", p.Width, p.Height, err)
	}
}

func TestImagesThatCannotBeDrawnSaySo(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, flag(4, 4)); err != nil {
		t.Fatal(err)
	}
	cut := b.Bytes()[:b.Len()-30]
	for name, data := range map[string][]byte{
		"nothing": nil, "words": []byte("bonjour"), "cut": cut, "a TIFF of no content": []byte("II*\x00\x08\x00\x00\x00"),
	} {
		if _, err := Image(t.Context(), data, 100); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// What is too large to be drawn here is known by its head: the page offers it for
// download instead of a broken picture. Telephones of 50 Mpixel are drawn.
func TestWhatIsTooLargeToDrawIsKnownBeforehand(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, flag(4, 4)); err != nil {
		t.Fatal(err)
	}
	claims := func(w, h uint32) []byte {
		head := bytes.Clone(b.Bytes())
		binary.BigEndian.PutUint32(head[16:], w)
		binary.BigEndian.PutUint32(head[20:], h)
		binary.BigEndian.PutUint32(head[29:], crc32.ChecksumIEEE(head[12:29]))
		return head
	}
	for _, c := range []struct {
		data []byte
		want bool
	}{{claims(8160, 6144), true}, {claims(10000, 9000), false}, {claims(1<<31-1, 1<<31-1), false}, {b.Bytes(), true}, {photo(t, flag(10, 10), 6), true}, {[]byte("bonjour"), false}, {nil, false}} {
		if Small(c.data) != c.want {
			t.Errorf("%.30q: %v", c.data, !c.want)
		}
	}
}

func TestRealImagesAreDrawnOrLeftAlone(t *testing.T) {
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real files are not part of the project")
	}
	for _, ending := range []string{"png", "jpg", "jpeg", "tiff"} {
		found, err := filepath.Glob(filepath.Join(root, "files-*", "*."+ending))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Image(t.Context(), data, 300)
			good := filepath.Base(filepath.Dir(name)) == "files-good"
			if good && err != nil || err != nil && !errors.Is(err, ErrUnreadable) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x16Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01"))
	f.Add([]byte("II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if v := orientation(data); v < 1 || v > 8 {
			t.Fatalf("orientation %d", v)
		}
	})
}
