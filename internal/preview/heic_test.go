package preview

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"testing"

	"golang.org/x/image/tiff"

	"espacesante/internal/cda/cdatest"
)

// issue 7 point 2: a telephone's photo is shown, drawn again by a child that holds nothing of ours.
func TestATelephonesPhotoIsDrawnByAChild(t *testing.T) {
	p, err := Image(t.Context(), cdatest.HEIC(), 200)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(p.Bytes))
	if err != nil || p.Width != 200 || p.Height != 200 || p.MediaType != "image/jpeg" || img.Bounds().Dx() != 200 {
		t.Fatalf("%dx%d %s %v", p.Width, p.Height, p.MediaType, err)
	}
	colours := map[uint32]bool{}
	for i := range 200 {
		r, _, _, _ := img.At(i, i).RGBA()
		colours[r>>12] = true
	}
	if len(colours) < 3 {
		t.Errorf("%d shades along the diagonal: nothing is drawn", len(colours))
	}
}

// A photo that is cut, lies or claims too much takes neither the program nor its memory with it.
func TestHostilePhotosOnlyCostTheirChild(t *testing.T) {
	whole := cdatest.HEIC()
	huge := append([]byte(nil), whole...)
	for i := bytes.Index(huge, []byte("ispe")); i >= 0; {
		binary.BigEndian.PutUint32(huge[i+8:], 60_000)
		binary.BigEndian.PutUint32(huge[i+12:], 60_000)
		next := bytes.Index(huge[i+4:], []byte("ispe"))
		if next < 0 {
			break
		}
		i += 4 + next
	}
	for name, data := range map[string][]byte{"cut": whole[:len(whole)/2], "a head alone": whole[:24],
		"noise": append(append([]byte(nil), whole[:40]...), bytes.Repeat([]byte{0xa5, 0x5a, 1}, 20_000)...), "huge": huge} {
		if p, err := Image(t.Context(), data, 100); err != nil && !errors.Is(err, ErrUnreadable) || len(p.Bytes) > pageBytes {
			t.Errorf("%s: %v", name, err)
		}
	}
	var out bytes.Buffer
	for _, width := range []string{"", "a"} {
		if beHEICChild(bytes.NewReader(whole), &out, width) == 0 || out.Len() > 0 {
			t.Errorf("width %q", width)
		}
	}
}

// issue 7 point 2: a fax is several pages, each is drawn.
func TestEachPageOfATIFFIsDrawn(t *testing.T) {
	var b bytes.Buffer
	if err := tiff.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 40)), nil); err != nil {
		t.Fatal(err)
	}
	fax := b.Bytes()
	at := binary.LittleEndian.Uint32(fax[4:])
	length := 2 + 12*uint32(binary.LittleEndian.Uint16(fax[at:])) + 4
	second := append([]byte(nil), fax[at:at+length]...)
	binary.LittleEndian.PutUint32(fax[at+length-4:], uint32(len(fax)))
	fax = append(fax, second...)
	if n := Frames(fax); n != 2 {
		t.Fatalf("%d pages", n)
	}
	for n, good := range map[int]bool{0: false, 1: true, 2: true, 3: false} {
		p, err := Frame(t.Context(), fax, n, 30)
		if (err == nil) != good || good && (p.Width != 30 || p.Height != 20) || !good && !errors.Is(err, ErrUnreadable) {
			t.Errorf("page %d: %dx%d, %v", n, p.Width, p.Height, err)
		}
	}
}
