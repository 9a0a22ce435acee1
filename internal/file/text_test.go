package file_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"espacesante/internal/file"
)

func TestTextsAreReadInTheirOwnLetters(t *testing.T) {
	for said, c := range map[string]struct {
		kind file.Kind
		data string
	}{
		"fièvre\n38,5 °C":        {file.TXT, "\xef\xbb\xbffièvre\r\n38,5 °C\r\n"},
		"fièvre – œdème":         {file.TXT, "fi\xe8vre \x96 \x9cd\xe8me"},
		"Bonjour\nÉté\tœuf 🙂 {}": {file.RTF, `{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\author Nobody}}\f0 Bonjour\par \u201?t\'e9\tab \u339\'3fuf \u-10179?\u-8638? \{\}}`},
		"un lien":                {file.RTF, `{\rtf1{\field{\*\fldinst HYPERLINK "https://exemple.fr"}{\fldrslt un lien}}{\*\generator x}{\pict 0102}}`},
		"a\u00a0: b-c’d":         {file.RTF, "{\\rtf1 a\\~: b\\_c\\rquote d\r\n}"},
		"":                       {file.RTF, `{\rtf1}`},
	} {
		got, err := file.Text(c.kind, []byte(c.data))
		if err != nil || got != said {
			t.Errorf("got %q, %v, want %q", got, err, said)
		}
	}
	if _, err := file.Text(file.PDF, []byte("%PDF-1.7")); err == nil {
		t.Error("a PDF was read as text")
	}
}

// decisions.md §5: text that acts, hides or disguises does not enter, whatever its spelling.
func TestHostileTextsAreRefusedByName(t *testing.T) {
	for data, want := range map[string]string{
		`{\rtf1{\object\objemb}}`:                                    file.ActiveRTF,
		`{\rtf1{\field{\*\fldinst {DDE}AUTO c:\\cmd.exe}}}`:          file.ActiveRTF,
		`{\rtf1{\field{\*\fldinst INCLUDETEXT "http://x"}}}`:         file.ActiveRTF,
		`{\rtf1{\field{\*\fldinst {\b INCLUDE}PICTURE "\\\\h\\x"}}}`: file.ActiveRTF,
		`{\rtf1{\*\mailmerge x}}`:                                    file.ActiveRTF,
		`{\rtf1 \bin5 abcde}`:                                        file.ActiveRTF,
		`{\rtf1 facture\u8238?fdp.exe}`:                              file.Reordered,
		`{\rtf1 a\'01b}`:                                             file.Damaged,
		`{\rtf1 a\'zz}`:                                              file.Damaged,
		`{\rtf1 a`:                                                   file.Damaged,
		`{\rtf1 a}}`:                                                 file.Damaged,
		`{\rtf1` + strings.Repeat("{", 100_000) + strings.Repeat("}", 100_001): file.Damaged,
	} {
		_, err := file.Inspect([]byte(data), "lettre.rtf")
		var e *file.Error
		if errors.As(err, &e) != (want != "") || e != nil && e.Code != want {
			t.Errorf("%.60q: %v, want %q", data, err, want)
		}
	}
	for data, want := range map[string]string{
		"dose\u202e01 gm":                    file.Reordered,
		"dose\u2066 10 mg":                   file.Reordered,
		"\u05e9\u05dc\u05d5\u05dd \u200f ok": "", // Hebrew needs no override
		"a\x1b[2Jb":                          file.Damaged,
		"a\x00b":                             file.Damaged,
	} {
		_, err := file.Inspect([]byte(data), "note.txt")
		var e *file.Error
		if errors.As(err, &e) != (want != "") || e != nil && e.Code != want {
			t.Errorf("%q: %v, want %q", data, err, want)
		}
	}
}

func tiffOf(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	img.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := tiff.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// chained gives a TIFF a second page: a copy of its first directory, with another width and its own next.
func chained(data []byte, width, next uint32) []byte {
	at := binary.LittleEndian.Uint32(data[4:])
	length := 2 + 12*int(binary.LittleEndian.Uint16(data[at:]))
	second := append([]byte(nil), data[at:int(at)+length+4]...)
	for e := 2; e < length; e += 12 {
		if binary.LittleEndian.Uint16(second[e:]) == 256 {
			binary.LittleEndian.PutUint16(second[e+2:], 4)
			binary.LittleEndian.PutUint32(second[e+8:], width)
		}
	}
	binary.LittleEndian.PutUint32(second[length:], next)
	out := append([]byte(nil), data...)
	binary.LittleEndian.PutUint32(out[int(at)+length:], uint32(len(out)))
	return append(out, second...)
}

// decisions.md §5: a bomb may stand on the second page of a TIFF, or its pages may never end.
func TestTIFFsAreCountedAndTheirBombsRefused(t *testing.T) {
	one := tiffOf(t, 6, 4)
	two := chained(one, 6, 0)
	all, err := file.Frames(two)
	if err != nil || len(all) != 2 || all[1].Width != 6 || all[1].Height != 4 {
		t.Fatalf("%v, %v", all, err)
	}
	second, err := file.FrameAlone(two, 2)
	if err != nil || binary.LittleEndian.Uint32(second[4:]) != all[1].At || binary.LittleEndian.Uint32(two[4:]) == all[1].At {
		t.Errorf("%v", err)
	}
	for _, n := range []int{0, 3, -1} {
		if _, err := file.FrameAlone(two, n); err == nil {
			t.Errorf("page %d of 2", n)
		}
	}
	at := binary.LittleEndian.Uint32(one[4:])
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"two pages":            {two, ""},
		"a bomb on page two":   {chained(one, 1_000_000_000, 0), file.TooManyPixels},
		"nothing on page two":  {chained(one, 0, 0), file.Damaged},
		"pages in a loop":      {chained(one, 6, at), file.Damaged},
		"a page out of itself": {chained(one, 6, 1<<31), file.Damaged},
	} {
		_, err := file.Inspect(c.data, "fax.tif")
		var e *file.Error
		if errors.As(err, &e) != (c.want != "") || e != nil && e.Code != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzTextOfAFile(f *testing.F) {
	f.Add([]byte(`{\rtf1\uc1 \u233?{\field{\*\fldinst DDE}}\'e9}`))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, kind := range []file.Kind{file.TXT, file.RTF} {
			if text, err := file.Text(kind, data); err == nil && strings.ContainsRune(text, '\u202e') {
				t.Fatalf("%q", text)
			}
		}
		if all, err := file.Frames(data); err == nil && (len(all) == 0 || len(all) > 200) {
			t.Fatal(len(all))
		}
	})
}
