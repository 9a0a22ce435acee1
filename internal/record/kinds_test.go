package record_test

import (
	"bytes"
	"image"
	"testing"

	"golang.org/x/image/tiff"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/record"
)

func tiffFile(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tiff.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// decisions.md §5: each kind enters, from the patient and from a professional, and comes back byte for byte under a name
// that says what it is.
func TestEveryKindOfFileComesBackAsItCame(t *testing.T) {
	p := open(t)
	for name, c := range map[string]struct {
		data  []byte
		shown record.Kind
		text  string
		named string
	}{
		"a.pdf":        {cdatest.PDF("a"), record.ShownPDF, "", "a.pdf"},
		"a.jpeg":       {jpegFile(t), record.ShownImage, "", "a.jpeg"},
		"a.png":        {pngFile(t), record.ShownImage, "", "a.png"},
		"IMG_1.HEIC":   {cdatest.HEIC(), record.ShownImage, "", "IMG_1.HEIC"},
		"fax du 3.12":  {tiffFile(t), record.ShownImage, "", "fax du 3.12.tif"},
		"note.txt":     {[]byte("fi\xe8vre\r\n38,5"), record.ShownText, "fièvre\n38,5", "note.txt"},
		"courrier.rtf": {[]byte(`{\rtf1 Cher coll\'e8gue\par merci}`), record.ShownText, "Cher collègue\nmerci", "courrier.rtf"},
	} {
		u := upload(name)
		u.File, u.Name = c.data, name
		own := record.Upload{File: c.data, Name: name, Type: ours, CaredOn: day}
		for _, d := range []struct {
			by   bool
			left record.Upload
		}{{true, own}, {false, u}} {
			by := p.author.Actor
			if d.by {
				by = p.patient.Actor
			}
			got, err := p.opens(p.patient.Actor, p.deposit(by, d.left))
			p.must(err)
			if !bytes.Equal(got.Original, c.data) || got.Kind != c.shown || got.Text != c.text || got.Download() != c.named {
				t.Errorf("%s: %s, %q, %q, the same bytes %t", name, got.Kind, got.Text, got.Download(), bytes.Equal(got.Original, c.data))
			}
		}
	}
}
